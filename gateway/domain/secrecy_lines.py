"""The lines of a document in which secrecy marks are looked for, and the words beside a mark."""

import re

from gateway.domain.admission import Reason
from gateway.domain.vietnamese import fold, is_capitals

_FIRST_PAGE_LINES = 80
_LATER_PAGE_LINES = 12
# Other stamps of the head, which text extraction puts on the line of the mark.
_OTHER_STAMPS = re.compile(
    r"(?<!\w)(?:hỏa tốc(?:,? hẹn giờ)?|thượng khẩn|khẩn|dự thảo|bản sao|sao y)(?!\w)"
)
_SENT = re.compile(r"[.;!?]|(?<!\w)(?:gửi|kèm|chuyển)(?!\w)")


def near_heads(text: str) -> list[str]:
    """The lines of page one and the first ones of every later page, form feed between pages."""
    pages = text.split("\f")
    lines = pages[0].split("\n")[:_FIRST_PAGE_LINES]
    for page in pages[1:]:
        lines += page.split("\n")[:_LATER_PAGE_LINES]
    return lines


def unspaced(line: str) -> str:
    """ "M Ậ T" and "T Ố I   M Ậ T" as words; other lines unchanged."""
    if not re.fullmatch(r"\W*(?:\w\s+){2,}\w\W*", line.strip()):
        return line
    words = re.split(r"\s{2,}", line.strip())
    if len(words) == 1:
        return re.sub(r"(?<=\w)\s(?=\w)", "", line)
    return " ".join(re.sub(r"\s", "", word) for word in words)


def without_other_stamps(folded: str) -> str:
    """ "hỏa tốc mật" and "mật - khẩn" as "mật"."""
    return _OTHER_STAMPS.sub(" ", folded).strip(" -–—/,.|")


def neighbours(line: str, start: int, end: int) -> tuple[str, str]:
    """The word or sign before and after a place in a line, "" at its ends."""
    before = line[max(0, start - 40) : start].split()[-1:]
    after = line[end : end + 40].split()[:1]
    return "".join(before), "".join(after)


def is_one_with(neighbour: str, others: tuple[str, ...]) -> bool:
    """The word beside makes another word of a mark ("BÍ MẬT", "mật ong") or a line of capitals."""
    word = neighbour.strip(".,;:!?\"'")
    if fold(word) in others:
        return True
    return word == neighbour and word.isalpha() and is_capitals(word)


def speaks_of(before: str, about: tuple[str, ...]) -> bool:
    """A word like "bảo vệ" stands before, with no "gửi" and no end of a sentence between; folded text."""
    ends = [
        match.end()
        for word in about
        for match in re.finditer(rf"(?<!\w){re.escape(fold(word))}(?!\w)", before)
    ]
    return bool(ends) and not _SENT.search(before[max(ends) :])


def gravest(kinds: list[Reason]) -> Reason | None:
    """SECRET before any other."""
    return Reason.SECRET if Reason.SECRET in kinds else next(iter(kinds), None)
