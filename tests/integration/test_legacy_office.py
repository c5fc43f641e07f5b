"""Old binary files through LibreOffice, in a worker with all its walls."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from gateway.adapters.document_text import legacy
from gateway.adapters.workers import Limits, WorkerPool, WorkerTimeout
from gateway.domain.document import DocumentText, ReadProblem
from gateway.domain.formats import FileKind
from tests.support.reading.as_office import docx_file
from tests.support.reading.measure import reader
from tests.support.reading.sketches import sketches
from tests.support.servers import need_programs
from tests.support.waiting import eventually

pytestmark = pytest.mark.servers
TASKS = {"read-text": "gateway.adapters.document_text:read_file"}
TEXT = TypeAdapter(DocumentText)


@pytest.fixture(scope="module", autouse=True)
def _soffice() -> None:
    need_programs("soffice")


@pytest.fixture
def pool() -> Iterator[WorkerPool]:
    with WorkerPool(TASKS, Limits(processes=1)) as made:
        yield made


def _saved_as(extension: str, source: Path, folder: Path, *how: str) -> Path:
    """By the same program, outside of any worker; the first start of a profile asks for a second."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [str(legacy.program()), "--headless", profile, *how, "--convert-to", extension]
    for _ in range(2):
        subprocess.run(
            [*command, "--outdir", str(folder), str(source)],
            check=False,
            capture_output=True,
            timeout=120,
        )
    return folder / f"{source.stem}.{extension}"


def _read(pool: WorkerPool, path: Path, kind: FileKind) -> DocumentText:
    answer = pool.call("read-text", {"path": str(path), "kind": kind.value})
    return TEXT.validate_python(answer)


def test_a_doc_gives_the_same_fields_as_the_document_it_was_made_of(
    pool: WorkerPool, tmp_path: Path
) -> None:
    sketch = next(item for item in sketches() if item.name == "to-trinh")
    source = tmp_path / "a.docx"
    source.write_bytes(docx_file(sketch))
    old = _saved_as("doc", source, tmp_path)
    text = _read(pool, old, FileKind.DOC)
    fields = reader().read_parts("", "", "", text)
    assert text.problem is None
    assert fields.code is not None
    assert (fields.code.value.number, fields.code.value.notation) == ("730", "TTr-STTTT")
    assert fields.signatory is not None
    assert fields.signatory.value == "Lê Thị Thí Dụ"


def test_a_workbook_gives_its_words(pool: WorkerPool, tmp_path: Path) -> None:
    source = tmp_path / "b.csv"
    source.write_text("STT,Nội dung\n1,Tập huấn nghiệp vụ\n", encoding="utf-8")
    old = _saved_as("xls", source, tmp_path, "--infilter=CSV:44,34,76,1")
    assert "Tập huấn nghiệp vụ" in _read(pool, old, FileKind.XLS).text


def test_what_it_cannot_open_is_held(pool: WorkerPool, tmp_path: Path) -> None:
    path = tmp_path / "c.doc"
    named = "WordDocument".encode("utf-16-le")
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000) + named + bytes(2000))
    found = _read(pool, path, FileKind.DOC)
    assert (found.problem, found.text) == (ReadProblem.UNREADABLE, "")
    assert list(tmp_path.glob("office-*")) == []


def test_its_end_comes_with_the_workers(tmp_path: Path) -> None:
    """A worker that is killed at its deadline leaves no LibreOffice behind."""
    sketch = next(item for item in sketches() if item.name == "to-trinh")
    source = tmp_path / "d.docx"
    source.write_bytes(docx_file(sketch))
    old = _saved_as("doc", source, tmp_path)
    limits = Limits(processes=1, deadline_seconds=0.8)
    with WorkerPool(TASKS, limits) as short, pytest.raises(WorkerTimeout):
        short.call("read-text", {"path": str(old), "kind": "doc"})
    eventually(lambda: not _running(tmp_path), "LibreOffice ended with its worker")


def _running(folder: Path) -> bool:
    lines = (path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if _alive(path))
    return any(b"soffice" in line and str(folder).encode() in line for line in lines)


def _alive(path: Path) -> bool:
    try:
        return bool(path.read_bytes())
    except OSError:
        return False
