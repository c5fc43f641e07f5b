"""No page of a PDF goes unseen."""

from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, NullObject

from gateway import resources
from gateway.adapters.document_text import read_file
from gateway.adapters.rules_yaml import load_rules
from gateway.domain.admission import Reason
from gateway.domain.document import DocumentText, ReadProblem
from gateway.domain.formats import FileKind
from gateway.domain.secrecy import find_mark
from tests.support.small_pdf import invitation


def pages(folder: Path, *marks: str) -> Path:
    """A PDF of one page for each mark; "" is a page without one."""
    writer = PdfWriter()
    for number, mark in enumerate(marks, start=1):
        single = folder / "single.pdf"
        single.write_bytes(invitation(number, mark=mark))
        writer.append(PdfReader(single))
    target = folder / "pages.pdf"
    writer.write(target)
    return target


def mark_of(text: DocumentText) -> Reason | None:
    marks = load_rules(resources.shared("rules")).secrecy
    return find_mark(marks, text=f"{text.text}\f{text.other_heads}")


@pytest.mark.parametrize("page", range(6))
def test_a_mark_on_any_page_is_seen(tmp_path: Path, page: int) -> None:
    path = pages(tmp_path, *("MẬT" if at == page else "" for at in range(6)))
    assert mark_of(read_file(path, FileKind.PDF)) is Reason.SECRET


def test_the_middle_pages_are_searched_and_not_taken_for_the_document(tmp_path: Path) -> None:
    text = read_file(pages(tmp_path, *[""] * 6), FileKind.PDF)
    assert mark_of(text) is None
    assert text.text.count("\f") == 3
    assert "04/GM-SNV" in text.other_heads


def test_a_page_that_cannot_be_loaded_makes_the_file_unreadable(tmp_path: Path) -> None:
    path = pages(tmp_path, "", "MẬT")
    writer = PdfWriter(clone_from=path)
    kids = writer.root_object["/Pages"]["/Kids"]
    kids[1] = NullObject()
    writer.root_object["/Pages"][NameObject("/Kids")] = kids
    writer.write(path)
    text = read_file(path, FileKind.PDF)
    assert text.problem is ReadProblem.UNREADABLE


def test_more_pages_than_are_looked_at_are_held(tmp_path: Path) -> None:
    assert read_file(pages(tmp_path, *[""] * 201), FileKind.PDF).problem is ReadProblem.TOO_LARGE
