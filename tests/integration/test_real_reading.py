"""The sixteen real documents: what a person reads in them is read, and nothing else is invented."""

import json
from datetime import date
from pathlib import Path

import pytest

from gateway.adapters.document_text import read_file
from gateway.adapters.rules_yaml.document_types import load_document_types
from gateway.domain.document import Confidence, DocumentFields, DocumentText
from gateway.domain.formats import FileKind
from gateway.domain.reading import DocumentReader
from gateway.resources import shared
from tests.support.shared_data import SHARED

REAL = SHARED / "real"
pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="GATEWAY_SHARED has no real documents")
BORN_DIGITAL = {"signed-06.pdf", "signed-11.pdf"}
WITHOUT_NAME = {
    "signed-01.pdf",
    "signed-07.pdf",
    "signed-08.pdf",
}  # number and type are in the picture only


def _index() -> list[dict[str, str | None]]:
    index = REAL / "index.json"
    return json.loads(index.read_text("utf-8")) if index.exists() else []


def _read(name: str) -> tuple[DocumentText, DocumentFields]:
    path = REAL / name
    text = read_file(path, FileKind.PDF)
    reader = DocumentReader(load_document_types(shared("rules") / "document_types.yaml"))
    return text, reader.read_parts("", "", Path(name).name, text)


@pytest.mark.parametrize("entry", _index(), ids=lambda entry: str(entry["file"]))
def test_a_scan_is_a_scan_and_no_field_is_wrong(entry: dict[str, str | None]) -> None:
    name = str(entry["file"])
    text, fields = _read(name)
    assert text.is_scan is (name not in BORN_DIGITAL)
    assert text.problem is None
    assert not text.active_content
    assert fields.document_type is None or fields.document_type.value == entry["document_type"]
    assert fields.issue_date is None or fields.issue_date.value.isoformat() == entry["issue_date"]
    _no_code_is_wrong(fields, entry)


def _no_code_is_wrong(fields: DocumentFields, entry: dict[str, str | None]) -> None:
    if fields.code is None:
        return
    number, _, notation = str(entry["code"]).partition("/")
    assert fields.code.value.number == number
    assert fields.code.value.notation in {None, notation}
    if entry["file"] not in BORN_DIGITAL:
        assert fields.code.confidence is not Confidence.HIGH


@pytest.mark.parametrize("entry", _index(), ids=lambda entry: str(entry["file"]))
def test_what_can_be_read_without_ocr_is_read(entry: dict[str, str | None]) -> None:
    name = str(entry["file"])
    _, fields = _read(name)
    if name in WITHOUT_NAME:
        assert fields.code is None
    else:
        assert fields.code is not None
        assert name == "scans/1945.pdf" or fields.document_type is not None


def test_number_and_day_of_the_electronic_original_stand_in_signature_appearances() -> None:
    _, fields = _read("signed-06.pdf")
    assert fields.code is not None
    assert str(fields.code.value) == "362/KH-SGDĐT"
    assert fields.code.confidence is Confidence.HIGH
    assert fields.issue_date is not None
    assert fields.issue_date.value == date(2026, 4, 14)
    assert not fields.blank_code


@pytest.mark.parametrize("name", sorted(BORN_DIGITAL))
def test_the_abstract_of_a_born_digital_document_is_whole(name: str) -> None:
    entry = next(item for item in _index() if item["file"] == name)
    _, fields = _read(name)
    assert fields.abstract is not None
    assert fields.abstract.value == entry["abstract"]
    assert fields.signatory is not None
    assert fields.signatory_position is not None
