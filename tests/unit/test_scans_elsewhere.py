"""Several machines on one database: one that cannot read scans leaves them to another."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.adapters.clock import SystemClock
from gateway.config.load import load_settings
from gateway.config.settings import Settings
from gateway.domain.states import Lane
from gateway.wiring import ocr
from gateway.wiring.parts import build
from tests.unit.test_checks import CONFIG


@pytest.fixture(autouse=True)
def _without_tesseract(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No program lies on the way."""
    monkeypatch.setenv("PATH", str(tmp_path))
    ocr._installed.cache_clear()
    yield
    ocr._installed.cache_clear()


def configured(folder: Path, more: str = "") -> Settings:
    (folder / "config.yaml").write_text(CONFIG + more, "utf-8")
    return load_settings(folder / "config.yaml")


@pytest.mark.parametrize(
    ("database", "mode", "lanes", "waits"),
    [
        (None, "auto", tuple(Lane), False),
        (None, "off", tuple(Lane), False),
        ("sqlite:///{folder}/shared.db", "auto", (Lane.MAIN,), True),
        ("sqlite:///{folder}/shared.db", "off", tuple(Lane), False),
    ],
)
def test_who_takes_the_scans(
    tmp_path: Path, database: str | None, mode: str, lanes: tuple[Lane, ...], waits: bool
) -> None:
    more = f"ocr: {{mode: {mode}}}\n"
    more += f"database: {database.format(folder=tmp_path)}\n" if database else ""
    parts = build(configured(tmp_path, more), SystemClock())
    try:
        examination = parts.examination()
        assert parts.scan_examination() is None
        assert (examination.lanes, examination.tools.scans_wait) == (lanes, waits)
    finally:
        parts.close()


def test_check_warns_of_scans_that_wait_for_another_machine(tmp_path: Path) -> None:
    shared = configured(tmp_path, f"database: sqlite:///{tmp_path}/shared.db\n")
    (found,) = [item for item in ocr.ocr(shared) if item.level == "warning"]
    assert "another machine" in found.message
    assert "ocr.mode: off" in (found.advice or "")
