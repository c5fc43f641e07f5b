"""What follows from readings, and what stands anywhere in a text: signatory, area, codes, deadlines."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from gateway.domain.directory import Directory
from gateway.domain.document import (
    CodedAgency,
    Confidence,
    DocumentCode,
    DocumentText,
    Evidence,
    Reading,
)
from gateway.domain.identifiers import agency_of_dossier, agency_of_procedure
from gateway.domain.reading.areas import SubjectAreas
from gateway.domain.reading.dates import find_due_dates, find_terms
from gateway.domain.reading.issued import Issued
from gateway.domain.reading.pages import Pages
from gateway.domain.reading.signing import Signing
from gateway.domain.reading.types import DISPATCH


@dataclass(frozen=True, slots=True)
class Parts:
    subject: str
    body: str
    file_name: str
    text: DocumentText
    alone: bool  # no other attachment could be what the subject speaks of
    inner_subject: str = ""  # of the mail within the mail whose only file it is


def source_of(text: DocumentText) -> Evidence:
    """Whence the words of a text come."""
    return Evidence.OCR if text.recognised else Evidence.TEXT


def same_body(directory: Directory, one: str, other: str) -> bool:
    """The letters name no more than the own agency; what the directory does not know contradicts nothing."""
    known = directory.named(one)
    return known is None or directory.is_elsewhere(one) or known == directory.named(other)


def subject_area(
    areas: SubjectAreas,
    abstract: Reading[str] | None,
    code: Reading[DocumentCode] | None,
    body: Reading[str] | None,
) -> Reading[str] | None:
    """Out of the abstract, else the notation, else the body: where it was found is where that one stands."""
    notation = code.value.notation if code else None
    for reading, said in (
        (abstract, (abstract.value if abstract else None, None, None)),
        (code, (None, notation, None)),
        (body, (None, None, body.value if body else None)),
    ):
        found = areas.of(*said)
        if found is not None and reading is not None:
            return Reading(
                found.name, reading.source, found.confidence, found.seen, reading.page, reading.box
            )
    return None


def signed(
    signing: Signing | None, source: Evidence, level: Confidence, pages: Pages
) -> dict[str, Any]:
    if signing is None:
        return {}
    sure = level if signing.sure else min(level, Confidence.MEDIUM, key=lambda one: one.rank)
    above, at, below = signing.rows
    name = pages.at_row(Reading(signing.name, source, sure, signing.seen), below, signing.name)
    title = pages.at_row(
        Reading(signing.position, source, sure, signing.position), at, signing.position
    )
    lines = signing.authority
    seen = " / ".join(lines)
    authority = pages.at_row(Reading(lines, source, sure, seen), above, seen) if lines else None
    return {"signatory": name, "signatory_position": title, "signing_authority": authority}


def codes_in(
    find: Callable[[str], tuple[str, ...]], parts: Parts, pages: Pages
) -> tuple[Reading[str], ...]:
    sure = Confidence.LOW if parts.text.is_scan else Confidence.HIGH
    sources = (
        (source_of(parts.text), parts.text.text, sure),
        (
            Evidence.SUBJECT,
            parts.subject[:1000],
            Confidence.MEDIUM if parts.alone else Confidence.LOW,
        ),
        (Evidence.FILE_NAME, parts.file_name[:300], Confidence.MEDIUM),
    )
    found: dict[str, Reading[str]] = {}
    for source, text, level in sources:
        for code in find(text):
            reading = Reading(code, source, level, code)
            found.setdefault(code, pages.where(reading) or reading)
    return tuple(found.values())


def coded_agencies(
    directory: Directory, dossiers: tuple[Reading[str], ...], procedures: tuple[Reading[str], ...]
) -> tuple[CodedAgency, ...]:
    """Whose the codes are."""
    pairs = [
        *((item.value, agency_of_dossier(item.value)) for item in dossiers),
        *((item.value, agency_of_procedure(item.value)) for item in procedures),
    ]
    return tuple(_coded(directory, of, code) for of, code in pairs if code is not None)


def _coded(directory: Directory, of: str, code: str) -> CodedAgency:
    found = directory.nearest(code)
    return CodedAgency(of, code, found[0].name, not found[1]) if found else CodedAgency(of, code)


# What they say of days, they say of every case to come; an order to the receiver names the document itself.
_RULES_FOR_ALL = frozenset(
    {"Luật", "Pháp lệnh", "Nghị định", "Thông tư", "Thông tư liên tịch", "Văn bản hợp nhất", "Nghị quyết"}
    | {"Quyết định", "Quy chế", "Quy định", "Điều lệ"}
)  # fmt: skip


def due_in(text: DocumentText, type_name: str | None) -> Reading[int] | None:
    """Working days from receipt; several different ones are for a person to choose from.

    Without receipt as its beginning a term counts only as an order to the receiver of a công văn.
    """
    found = find_terms(text.text)
    if len({term.days for term in found}) != 1:
        return None
    if type_name in _RULES_FOR_ALL:
        found = [term for term in found if term.of_this]
    elif type_name != DISPATCH:
        found = [term for term in found if term.from_receipt]
    else:
        found = [term for term in found if term.from_receipt or term.ordered]
    best = max(found, key=lambda term: term.from_receipt, default=None)
    if best is None:
        return None
    sure = Confidence.MEDIUM if best.from_receipt and not text.is_scan else Confidence.LOW
    return Reading(best.days, source_of(text), sure, best.seen)


_HOUR = re.compile(r"\d\s*(?:giờ|h)", re.IGNORECASE)


def due_date(text: DocumentText, issued: Issued) -> Reading[date] | None:
    """One date after the issue is a deadline; several different ones are for a person to choose from."""
    start = _issued_from(issued)
    found = [
        (day, seen)
        for day, seen in find_due_dates(text.text)
        # On the very day only by the hour: "trước 18 giờ 00 ngày …".
        if start is None or day > start or (day == start and _HOUR.search(seen))
    ]
    if len({value for value, _ in found}) != 1:
        return None
    sure = Confidence.LOW if text.is_scan else Confidence.MEDIUM
    return Reading(found[0][0], source_of(text), sure, found[0][1])


def _issued_from(issued: Issued) -> date | None:
    """The day of issue, or the first of its month where the day was not read."""
    if issued.day is not None:
        return issued.day.value
    return date.fromisoformat(f"{issued.month.value}-01") if issued.month is not None else None
