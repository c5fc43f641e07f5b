"""Số và ký hiệu: the grammar of document codes in text and in file names (TT 01/2011 Art. 8; NĐ 30/2020 Art. 15).

code     = number [ "/" year ] "/" notation        57/2014/QĐ-UBND, 2275/SYT-NVY
         | number "-" TYPE "/" PARTY_BODY          04-NQ/TU (the Party's form)
notation = TYPE "-" BODY | BODY [ "-" UNIT ]*      a công văn has no type letters
"""

import re
from dataclasses import dataclass

from gateway.domain.document import DocumentCode
from gateway.domain.vietnamese import fold, nfc

_FIRST_GROUP = r"[A-ZĐ][\wĐđ&.+]*"
_GROUP = r"[A-ZĐ0-9][\wĐđ&.+]*"
# A spaced hyphen belongs to the code only as its first one and before capitals: "QĐ - UBND",
# but not "QĐ-UBND - Về việc".
_NOTATION = rf"{_FIRST_GROUP}(?:\s-\s[A-ZĐ]{{2,}}[A-ZĐ0-9&]*(?![\w])|-{_GROUP}|-\s[A-ZĐ]{{2,}}[\wĐđ&]*|/{_GROUP})?(?:[-/]{_GROUP})*"
_YEAR = r"(?:(?:19|20)\d{2}|\d{1,6}(?=/[A-ZĐ]+-))"  # the second: joint numbers, 1778/1784/BXD-VP
_CODE = re.compile(
    rf"(?<![\w/.,-])(?P<mark>[Ss][ốôóo]\s*[:;.]?\s*|SỐ\s*[:;.]?\s*)?(?P<number>\d{{1,6}}[a-zđ]?)\s?"
    rf"(?:/\s?(?P<year>{_YEAR})\s?)?(?P<separator>[/-])\s?(?P<notation>{_NOTATION})"
)
_BLANK = re.compile(
    rf"\b[Ss]ố\s*[:;.]?[\s.…_]*/\s?(?P<notation>(?:(?:19|20)\d{{2}}\s?/\s?)?{_NOTATION})"
)
# Roads, paper sizes, articles, units: what follows "12/" without being a notation.
_NOT_A_NOTATION = re.compile(
    r"(?:QL|TL|ĐT|HL|[ABCHNTQ]|[Kk]hoản|[Đđ]iểm|[Đđ]iều|[Mm]ục|[Cc]hương)\.?\d*[a-z]?"
)
_BARE_BODY = re.compile(r"[A-ZĐ][A-ZĐa-z&]*[A-ZĐ]\d{0,3}")
# After one of these a number is cited, not the document's own (domain.md §13.11).
_CITING = re.compile(
    r"\b(?:theo|thực hiện|căn cứ|triển khai|trả lời|phúc đáp|v/v|về việc|về|góp ý|ý kiến|sửa đổi|thay thế|bổ sung"
    r"|hướng dẫn thực hiện|dự thảo|liên quan|tại|kèm theo|của|nhắc|đôn đốc|báo cáo kết quả|thi hành)\b"
)
_DASHES = str.maketrans({"–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-"})


@dataclass(frozen=True, slots=True)
class CodeSeen:
    """A code as it stands in a text. `marked` is true when "Số" stands before it."""

    code: DocumentCode
    start: int  # index in the text that was searched, NFC
    end: int
    seen: str
    marked: bool


def normal(text: str) -> str:
    """NFC with every dash as a hyphen; same length as the NFC text."""
    return nfc(text).translate(_DASHES)


def find_codes(text: str) -> list[CodeSeen]:
    """Every code in the text, its own and the cited ones, in order."""
    text = normal(text)
    return [seen for match in _CODE.finditer(text) if (seen := _seen(match, text)) is not None]


def is_cited(before: str) -> bool:
    """True when the words before a code cite it: "Thực hiện Công văn số …"."""
    return bool(_CITING.search(fold(before)))


def find_blank_code(text: str) -> DocumentCode | None:
    """ "Số:    /QĐ-UBND": a notation whose number is missing (draft, or ink on a scan)."""
    match = _BLANK.search(normal(text))
    if match is None:
        return None
    notation = _tidy(match["notation"])
    return (
        DocumentCode(None, notation) if "-" in notation or _BARE_BODY.fullmatch(notation) else None
    )


def parse_code(text: str) -> DocumentCode | None:
    """The code that the whole text is, or None."""
    found = find_codes(text)
    whole = len(found) == 1 and not normal(text)[found[0].end :].strip()
    return found[0].code if whole and not normal(text)[: found[0].start].strip() else None


def _seen(match: re.Match[str], text: str) -> CodeSeen | None:
    raw = match["notation"]
    notation = _tidy(raw)
    marked = match["mark"] is not None or bool(
        re.search(r"[Ss][ốô]\s*[:;.]?\s*$", text[max(0, match.start() - 12) : match.start()])
    )
    if not _plausible(match, notation):
        return None
    year = match["year"]
    code = DocumentCode(match["number"], f"{year}/{notation}" if year else notation)
    return CodeSeen(
        code,
        match.start(),
        match.end() - (len(raw) - len(raw.rstrip(".&+"))),
        match[0].strip(),
        marked,
    )


def _tidy(notation: str) -> str:
    return re.sub(r"\s+", "", notation).rstrip(".&+-/")


def _plausible(match: re.Match[str], notation: str) -> bool:
    if match["separator"] == "-":
        # The Party's form has its slash, "04-NQ/TU"; "643-QD-UBND" is a frequent slip; "15-CV" is neither.
        return bool(
            re.fullmatch(r"[A-ZĐ][A-ZĐa-z]{0,5}(?:/[A-ZĐ][\wĐ.-]*|-[A-ZĐ]{2,}[\wĐ-]*)", notation)
        )
    if _NOT_A_NOTATION.fullmatch(notation):
        return False
    if "-" in notation:
        return len(notation) >= 4 and not notation[0].isdigit()
    return bool(_BARE_BODY.fullmatch(notation)) and len(notation) >= 2


_TIMESTAMP = re.compile(r"(?<!\d)\d{8,}(?!\d)|(?<!\d)(?:19|20)\d{2}[-_.]\d{1,2}[-_.]\d{1,2}(?!\d)")
_SUFFIX = re.compile(
    r"(?:[\s_.-]*(?:\(\d+\)|signed|daky|da ky|đã ký|ban[\s_-]?ky|ký số|kyso|ky so|scan|final))+$",
    re.IGNORECASE,
)
_EXTENSION = re.compile(
    r"\.(?:pdf|docx?|odt|rtf|txt|xlsx?|ods|csv|p7[ms]|jpe?g|png|tiff?|gif|zip)$", re.IGNORECASE
)
_NAME = re.compile(
    r"(?:(?P<prefix>[^\W\d_]{2,4})[\s_.-]+)?(?P<number>\d{1,5}[a-zđ]?)(?:[\s_./-]+(?P<rest>.*))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class NameSeen:
    """What a file name says: the number as typed and the words around it ("qd", "syt")."""

    number: str
    prefix: str  # a word before the number, "" when there is none: "CV_4427"
    words: tuple[str, ...]


def read_file_name(file_name: str) -> NameSeen | None:
    """The file-name grammar `NN[a] [type] [body] [unit]`; None when the name is not of that shape."""
    match = _NAME.fullmatch(_TIMESTAMP.sub(" ", stem(file_name)).strip(" _.-"))
    if match is None:
        return None
    words = re.findall(r"[^\W_]+", match["rest"] or "")
    return NameSeen(match["number"].lower(), match["prefix"] or "", tuple(words))


def stem(file_name: str) -> str:
    """The name without extensions and the marks that signing and copying leave."""
    name = nfc(file_name[:300]).strip()
    for _ in range(6):
        shorter = _SUFFIX.sub("", _EXTENSION.sub("", name)).strip(" _.-")
        if shorter == name:
            break
        name = shorter
    return name
