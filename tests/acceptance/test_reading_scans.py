"""Reading documents, points 1, 2 and 3 for scans: the sixteen real documents, and scans made here.

The real ones lie in the shared folder (GATEWAY_SHARED) and never enter the repository.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

import pytest

from gateway.adapters.document_text.scan import read_scan
from gateway.adapters.rules_yaml import RuleSet, load_rules
from gateway.domain.admission import Reason
from gateway.domain.document import (
    Confidence,
    DocumentFields,
    DocumentText,
    Evidence,
    TextEncoding,
    Urgency,
)
from gateway.domain.formats import FileKind
from gateway.domain.reading import DocumentReader
from gateway.domain.secrecy import find_mark
from gateway.domain.secrecy_seen import find_seen_mark
from gateway.resources import shared
from tests.support.scanned import Case, cases, secret_cases
from tests.support.servers import need_ocr
from tests.support.shared_data import SHARED

REAL = SHARED / "real"
ORIGINALS = {"signed-06.pdf", "signed-11.pdf"}
NUMBER_IN_THE_NAME = {
    "01 dl btc.pdf": "01",
    "02 gm syt.pdf": "02",
    "155 tm syt.pdf": "155",
    "1942 kh syt.pdf": "1942",
    "1945.pdf": "1945",
    "1983 bc syt.pdf": "1983",
    "2082 syt nvy.pdf": "2082",
    "2094 tb syt.pdf": "2094",
    "2119 kh syt.pdf": "2119",
    "3176b qd syt.pdf": "3176b",
    "5065_QD-SYT.pdf": "5065",
}
pytestmark = [pytest.mark.acceptance, pytest.mark.servers]
real = pytest.mark.skipif(not REAL.is_dir(), reason="GATEWAY_SHARED has no real documents")


@pytest.fixture(autouse=True)
def _needs_tesseract() -> None:
    need_ocr()


@cache
def rules() -> RuleSet:
    return load_rules(shared("rules"))


@dataclass(frozen=True)
class Found:
    """What was read in one file, as the gateway does."""

    text: DocumentText
    fields: DocumentFields

    @property
    def mark(self) -> Reason | None:
        text, marks = self.text, rules().secrecy
        pages = f"{text.text}\f{text.other_heads}\f{text.stamps}"
        return find_seen_mark(marks, text.text, text.stamps) or find_mark(marks, text=pages)


def read(path: Path, name: str) -> Found:
    before = path.read_bytes()
    text = read_scan(path, FileKind.PDF)
    assert path.read_bytes() == before, "the file itself is never changed"
    reader = DocumentReader(rules().document_types, rules().reading)
    return Found(text, reader.read_parts("", "", name, text))


def similarity(one: str, other: str) -> float:
    """The share that two texts have in common, case and white space apart."""
    first, second = (" ".join(text.split()).casefold() for text in (one, other))
    return SequenceMatcher(None, first, second, autojunk=False).ratio()


# The sixteen real documents


def index() -> list[dict[str, str | None]]:
    path = REAL / "index.json"
    return json.loads(path.read_text("utf-8")) if path.exists() else []


@cache
def real_documents() -> dict[str, tuple[dict[str, str | None], Found]]:
    found = {}
    for entry in index():
        path = REAL / str(entry["file"])
        found[path.name] = entry, read(path, path.name)
    return found


@real
def test_2_the_type_of_all_sixteen() -> None:
    assert len(real_documents()) == 16
    wrong = {
        name: found.fields.document_type
        for name, (entry, found) in real_documents().items()
        if found.fields.document_type is None
        or found.fields.document_type.value != entry["document_type"]
    }
    assert wrong == {}


@real
def test_2_the_abstract_of_all_but_one() -> None:
    wrong = [
        name
        for name, (entry, found) in real_documents().items()
        if entry.get("abstract")
        and similarity(value(found.fields.abstract), str(entry["abstract"])) < 0.85
    ]
    assert len(wrong) <= 1, wrong


@real
def test_2_the_notation_of_all_but_one() -> None:
    wrong = [
        name
        for name, (entry, found) in real_documents().items()
        if entry.get("code")
        and (
            found.fields.code is None
            or found.fields.code.value.notation != str(entry["code"]).partition("/")[2]
        )
    ]
    assert len(wrong) <= 1, wrong


@real
def test_2_the_number_is_right_where_the_name_gives_it() -> None:
    read_numbers = {
        name: found.fields.code.value.number
        for name, (_, found) in real_documents().items()
        if name in NUMBER_IN_THE_NAME and found.fields.code is not None
    }
    assert read_numbers == NUMBER_IN_THE_NAME


@real
def test_2_number_and_day_of_the_electronic_original() -> None:
    fields = real_documents()["signed-06.pdf"][1].fields
    assert fields.code is not None
    assert fields.issue_date is not None
    assert str(fields.code.value) == "362/KH-SGDĐT"
    assert fields.issue_date.value.isoformat() == "2026-04-14"


@real
def test_2_the_urgency_stamp_is_found_and_no_other() -> None:
    found = {name: item.fields.urgency for name, (_, item) in real_documents().items()}
    stamped = {name: reading.value for name, reading in found.items() if reading is not None}
    assert stamped == {"155 tm syt.pdf": Urgency.HOA_TOC}


@real
def test_2_a_stamp_with_text_makes_no_scan_born_digital() -> None:
    for name, (_, found) in real_documents().items():
        assert found.text.is_scan is (name not in ORIGINALS), name
        assert found.text.recognised is found.text.is_scan, name
        # One has a layer of text in a table that nobody knows: what was read on the page counts.
        assert found.text.encoding is TextEncoding.UNICODE, name


@real
def test_2_3_nothing_of_high_confidence_is_wrong() -> None:
    for name, (entry, found) in real_documents().items():
        fields, code = found.fields, str(entry.get("code") or "")
        sure = {
            "type": (fields.document_type, entry["document_type"]),
            "date": (fields.issue_date, entry["issue_date"]),
            "code": (fields.code, code),
        }
        for what, (reading, truth) in sure.items():
            if reading is not None and reading.confidence is Confidence.HIGH and truth:
                assert str(reading.value) == truth, (name, what)


@real
def test_4_no_real_document_is_taken_for_a_secret() -> None:
    assert [name for name, (_, found) in real_documents().items() if found.mark] == []


# Scans made here


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Case, Found]]:
    return list(_read_all(tmp_path_factory.mktemp("scans"), cases()))


@pytest.fixture(scope="module")
def secret(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Case, Found]]:
    return list(_read_all(tmp_path_factory.mktemp("secret"), secret_cases()))


def _read_all(folder: Path, wanted: object) -> Iterator[tuple[Case, Found]]:
    assert isinstance(wanted, list)
    for at, case in enumerate(wanted):
        path = folder / f"{at}.pdf"
        path.write_bytes(case.pdf())
        yield case, read(path, "scan.pdf")


def share(wrong: list[object], of: list[tuple[Case, Found]]) -> float:
    return 1 - len(wrong) / len(of)


def value(reading: object) -> str:
    return str(reading.value) if reading is not None else ""  # type: ignore[attr-defined]  # a Reading


def test_1_the_type_of_scans(own: list[tuple[Case, Found]]) -> None:
    assert len(own) >= 15
    wrong: list[object] = [
        (case.name, value(found.fields.document_type))
        for case, found in own
        if value(found.fields.document_type) != case.document_type
    ]
    assert share(wrong, own) >= 0.95, wrong


def test_1_the_abstract_of_scans(own: list[tuple[Case, Found]]) -> None:
    wrong: list[object] = [
        (case.name, value(found.fields.abstract))
        for case, found in own
        if similarity(value(found.fields.abstract).removeprefix("V/v "), case.sheet.abstract) < 0.9
    ]
    assert share(wrong, own) >= 0.9, wrong


def test_1_a_number_is_right_or_null_or_marked_low(own: list[tuple[Case, Found]]) -> None:
    sure_and_wrong = [
        (case.name, str(found.fields.code.value))
        for case, found in own
        if found.fields.code is not None
        and found.fields.code.value.number not in {None, case.number}
        and found.fields.code.confidence is not Confidence.LOW
    ]
    assert sure_and_wrong == []


def test_1_what_a_scan_says_bears_its_source(own: list[tuple[Case, Found]]) -> None:
    for case, found in own:
        assert found.text.recognised, case.name
        for reading in (found.fields.document_type, found.fields.abstract):
            assert reading is not None, case.name
            assert (reading.source, reading.confidence) != (Evidence.OCR, Confidence.HIGH)


def test_3_no_field_of_a_scan_is_sure_and_wrong(own: list[tuple[Case, Found]]) -> None:
    for case, found in own:
        date = found.fields.issue_date
        assert date is None or date.confidence is Confidence.LOW, case.name
        kind = found.fields.document_type
        assert kind is not None
        assert kind.value == case.document_type or kind.confidence is not Confidence.HIGH


def test_4_a_secrecy_stamp_on_a_scan_is_never_missed(secret: list[tuple[Case, Found]]) -> None:
    missed = [case.name for case, found in secret if found.mark is not Reason.SECRET]
    assert missed == []


def test_4_no_scan_without_a_stamp_is_taken_for_a_secret(own: list[tuple[Case, Found]]) -> None:
    assert [case.name for case, found in own if found.mark] == []
