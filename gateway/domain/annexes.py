"""What tells that a file is an annex (phụ lục) of another one: how it is called, or what it says it came with."""

import re

from gateway.domain.document import Confidence, DocumentFields, Evidence
from gateway.domain.examination import ExaminedFile, is_annex_kind
from gateway.domain.vietnamese import bare, nfc

_TEXT = frozenset({Evidence.TEXT, Evidence.OCR})
_HEAD = 800  # characters
_TOP = 6  # lines in which "PHỤ LỤC I" stands below the names of the agencies
_DOCUMENTS = (
    "quyet dinh|cong van|ke hoach|to trinh|bao cao|thong bao|thong tu|nghi quyet|nghi dinh|chi thi|huong dan"
    "|chuong trinh|de an|giay moi|cong dien|van ban"
)
# All on text without marks.
_NAMED = re.compile(
    r"(?:phu luc|pl(?=\W*\d|\W|$)|bieu|mau|danh sach|dinh kem|kem theo)(?![^\W\d_])"
)
_HEADED = re.compile(
    r"\W*(?:phu luc|pl\W{0,3}\d|(?:bieu(?: mau)?|mau)(?: bieu)?(?: so)?\W{0,3}(?:\d|[ivx]+\b|$)|danh sach)(?![^\W\d_])"
)
# In brackets or at the beginning of a line: in "sửa đổi Quy chế ban hành kèm theo Quyết định số …" it is no annex's.
_ATTACHED = re.compile(
    rf"(?:^|\()\W*(?:(?:ban|phat) hanh )?kem theo (?:{_DOCUMENTS})\b[^\n]{{0,60}}?\bso\b(?! lieu)"
)


def is_annex(file: ExaminedFile, fields: DocumentFields) -> bool:
    """Tables, slides, and what has no number of its own and says that it belongs to something (domain.md 2.3 k)."""
    if is_annex_kind(file.attachment):
        return True
    name = bare(file.attachment.file_name).replace("_", " ").replace("-", " ").strip()
    lines = _lines(file.text.text[:_HEAD])
    if _NAMED.match(name) or any(_HEADED.match(line) for line in lines[:_TOP]):
        return not _has_number(fields)
    # A draft has a place for its number: it stays a document beside its covering letter (domain.md 2.3 i).
    attached = [line for line in lines if _ATTACHED.search(line)]
    others = [line for line in lines if line not in attached]
    return bool(attached) and not _has_place_for_number(fields, attached, others)


def _has_number(fields: DocumentFields) -> bool:
    """A number that the file itself says; one that OCR took out of a citation is none."""
    code = fields.code
    own = code is not None and code.source in _TEXT and code.value.number is not None
    return own and code is not None and code.confidence is not Confidence.LOW


def _has_place_for_number(fields: DocumentFields, attached: list[str], others: list[str]) -> bool:
    """Not when all that there is of a code is the one that it came with: "(Kèm theo Công văn số:    /SNV-CCHC)"."""
    if fields.code is None or fields.code.source not in _TEXT:
        return False
    notation = bare(fields.code.value.notation or "")
    return _has(others, notation) or not _has(attached, notation)


def _has(lines: list[str], notation: str) -> bool:
    return notation in "".join("".join(lines).split())


def _lines(head: str) -> list[str]:
    """The lines that say something; one that begins with a small letter goes on from the one before it."""
    found: list[str] = []
    for line in nfc(head).split("\n"):
        plain = bare(line)
        if plain and found and line.strip()[0].islower():
            found[-1] += " " + plain
        elif plain:
            found.append(plain)
    return found
