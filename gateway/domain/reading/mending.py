"""What OCR makes of the fixed words of a head, put right; everything else stays as it was read.

Motto, type headings and bodies are known beforehand, so that a lost mark or letter does no harm
("QUYÉT ĐỊNH", "SỞ Y TẺ"). A number in ink is left out rather than guessed.
"""

import re
from difflib import SequenceMatcher

from gateway.domain.reading.columns import columns
from gateway.domain.reading.types import DocumentTypes
from gateway.domain.recognised import distance, is_near, squeezed
from gateway.domain.vietnamese import bare, is_capitals, nfc

_MAX_LINES = 60
_MAX_LINE = 500  # characters
_MOTTOES = (
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "ĐẢNG CỘNG SẢN VIỆT NAM",
)
_ALIKE = 0.8  # share of letters that a motto must have in common with what was read
_OPENINGS = {"kinh gui": "Kính gửi", "can cu": "Căn cứ"}
_ABOUT = re.compile(r"^\W{0,2}V\s?[/⁄|1lI]?\s?[vVyý][:.,]?(?=\s)")
# Words of bodies and of the signature block, by how they look without marks.
_WORDS = {
    words: re.compile(rf"(?<!\w){pattern}(?!\w)")
    for words, pattern in (
        ("TỈNH", "T[IÍĨÌỊỈ]NH"),
        ("THÀNH PHỐ", "TH[AÀÁẢÃÂ]NH PH[OÓÒÔỐỒỔỎ]"),
        ("PHÓ GIÁM ĐỐC", "PH[OÓÒÔỐỒỎ] GI[AÁÀÂẢÃ]M Đ[OÓÒÔỐỒỘỌỔ]C"),
        ("GIÁM ĐỐC", "GI[AÁÀÂẢÃ]M Đ[OÓÒÔỐỒỘỌỔ]C"),
        ("PHÓ CHỦ TỊCH", "PH[OÓÒÔỐỒỎ] CH[UÙÚỦŨỤ] T[IÍỊĨÌ]CH"),
        ("CHỦ TỊCH", "CH[UÙÚỦŨỤ] T[IÍỊĨÌ]CH"),
        ("ỦY BAN NHÂN DÂN", "[UÚÙỦŨỤ]Y BAN NH[AÂÁẤẨ]N [DĐ][AÂÁẤẨ]N"),
        ("SỞ", "S[OƠỚỞÓÔ]"),
    )
}
_NUMBER_LINE = re.compile(
    r"^\W{0,3}S[oốôóòõồổáàảO0]\s*[:;.,]?\s*(?P<number>\S?.{0,14}?)\s*[/⁄]\s?"
    r"(?P<notation>(?:(?:19|20)\d{2}\s?[/⁄]\s?)?[A-ZĐ][\wĐđ&]*(?:\s?[-–]\s?[A-ZĐ0-9][\wĐđ&]*)*|(?:19|20)\d{2}/[A-ZĐ]{2,})"
    r"(?P<rest>.*)$"
)
_DASHES = ("-", "–", "—", "/", "&")
_NUMBER = re.compile(r"\d{1,5}[a-zđ]?")


def mended(text: str, types: DocumentTypes) -> str:
    """Page one of a recognised text with the fixed words of its head as they are written."""
    page, mark, others = nfc(text).partition("\f")
    lines = page.split("\n")
    head = [_line(line, types) for line in lines[:_MAX_LINES]]
    below = [_block(line) for line in lines[_MAX_LINES:]]
    blocks = "\n".join(_block(line) for line in others.split("\n"))
    return "\n".join([*head, *below]) + mark + blocks


def notation_of(notation: str, type_name: str, types: DocumentTypes) -> str:
    """The notation with the abbreviation that its type has, where a letter of it was misread."""
    start = re.match(r"((?:19|20)\d{2}/)?([^-/]+)(?=-)", notation)
    if start is None or types.of_abbreviation(start[2]) is not None:
        return notation
    for kind in types.types:
        for short in kind.abbreviations if kind.name == type_name else ():
            if distance(start[2], short, 1) <= 1:
                return f"{start[1] or ''}{short}{notation[start.end() :]}"
    return notation


def is_overlaid(abstract: str) -> bool:
    """A stamp lies over it: three words in capitals among others, or signs that are no words."""
    words = abstract.split()
    run = 0
    for word in words if not is_capitals(abstract) else []:
        run = run + 1 if is_capitals(word) and len(word) > 1 else 0
        if run == 3:
            return True
    signs = sum(not any(char.isalnum() for char in word) and word not in _DASHES for word in words)
    return signs > len(words) // 12


def _block(line: str) -> str:
    """Lines of the signature block."""
    return "\t".join(
        _known_words(column) if is_capitals(column) else column for column in line.split("\t")
    )


def _known_words(column: str) -> str:
    for words, pattern in _WORDS.items():
        column = pattern.sub(words, column)
    return column


def _line(line: str, types: DocumentTypes) -> str:
    if len(line) > _MAX_LINE:
        return line
    numbered = _NUMBER_LINE.match(" ".join(line.replace("\t", " \t ").split(" ")))
    if numbered is not None:
        return _numbered(numbered)
    return "\t".join(_column(column, types) for column in columns(line, _MAX_LINE))


def _numbered(match: re.Match[str]) -> str:
    number = match["number"].strip(" \t.,:;_…")
    clean = number if _NUMBER.fullmatch(number) else ""
    notation = re.sub(r"\s+", "", match["notation"].replace("⁄", "/").replace("–", "-"))
    rest = "\t".join(columns(match["rest"].strip(" \t—-_"), _MAX_LINE))
    return f"Số: {clean}/{notation}\t{rest}".rstrip()


def _column(column: str, types: DocumentTypes) -> str:
    plain = bare(column)
    motto = next((words for words in _MOTTOES if _alike(plain, bare(words))), None)
    if motto is not None:
        return motto
    if is_capitals(column):
        own = column.strip(" '`\"‘’“”.,:;*_|~^-—–")
        heading = _heading(own, types)
        return _body(_known_words(own), types) if heading is None else heading
    for opening, words in _OPENINGS.items():
        if plain.startswith(opening):
            return words + column[len(opening) :]
    return _ABOUT.sub("V/v", column)


def _alike(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > len(other) // 3:
        return False
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _ALIKE


def _heading(column: str, types: DocumentTypes) -> str | None:
    """The one type heading that the whole column may be; None when it is none."""
    seen = squeezed(column)
    if is_near(seen, "congvan"):
        return ""  # no type heading: the register's stamp, "CÔNG VĂN ĐẾN"
    known = {squeezed(heading): heading for heading in types.heading_words}
    if seen in known:
        return known[seen].upper()
    near = {heading for letters, heading in known.items() if is_near(seen, letters)}
    return near.pop().upper() if len(near) == 1 else None


def _body(column: str, types: DocumentTypes) -> str:
    """The name of a body that the tables know, in its marks, and what follows it."""
    plain = bare(column)
    if len(plain) != len(nfc(column)):
        return column
    for agency in sorted(types.agencies, key=len, reverse=True):
        letters = bare(agency)
        if plain == letters or plain.startswith(letters + " "):
            return agency.upper() + column[len(letters) :]
    return column
