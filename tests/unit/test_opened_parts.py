"""What a worker says of a mail is believed as far as it holds together."""

from dataclasses import replace
from pathlib import Path

import pytest

from gateway.adapters.examiner.parts import PartsAnswer, SignedAnswer, checked
from tests.support.examined import mail


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "spool"
    made.mkdir()
    for name in ("0", "1", "signed-0", "signature-0"):
        (made / name).write_text(name)
    (tmp_path / "elsewhere").write_text("x")
    return made.resolve()


def answer(folder: Path) -> PartsAnswer:
    signed = SignedAnswer(str(folder / "signature-0"), str(folder / "signed-0"), (1,))
    files = (str(folder / "0"), str(folder / "1"))
    return PartsAnswer(mail("a", "b").message, None, files, (signed,))


def test_what_holds_together_is_taken(folder: Path) -> None:
    parts = checked(answer(folder), folder)
    assert parts is not None
    assert parts.files == {0: folder / "0", 1: folder / "1"}
    (signed,) = parts.signed
    assert (signed.signature, signed.content) == (folder / "signature-0", folder / "signed-0")
    assert signed.covered == {1}


@pytest.mark.parametrize(
    "change",
    [
        {"signature": "../elsewhere"},
        {"content": "../elsewhere"},
        {"content": "nowhere"},
        {"canonical": "../elsewhere"},
        {"signature": "/etc/passwd"},
        {"covered": (1, 2)},
    ],
)
def test_a_worker_that_was_taken_over_cannot_sign_other_files(
    folder: Path, change: dict[str, object]
) -> None:
    given = answer(folder)
    paths = {key: str(folder / str(value)) for key, value in change.items() if key != "covered"}
    forged = replace(given.signed[0], **(change | paths))
    assert checked(replace(given, signed=(forged,)), folder) is None


def test_a_mail_without_a_message_needs_a_problem(folder: Path) -> None:
    assert checked(PartsAnswer(None, None, ()), folder) is None
