"""The lines of a document in which secrecy marks are looked for, and the words beside a mark."""

import re
from itertools import groupby

from gateway.domain.admission import Reason
from gateway.domain.vietnamese import fold, is_capitals

_FIRST_PAGE_LINES = 80
_LATER_PAGE_LINES = 12
# Other stamps of the head, which text extraction puts on the line of the mark.
_OTHER_STAMPS = re.compile(
    r"(?<!\w)(?:hỏa tốc(?:,? hẹn giờ)?|thượng khẩn|khẩn|dự thảo|bản sao|sao y)(?!\w)"
)
_COLUMNS = re.compile(r"\t+|\s{3,}")
_SPACED = re.compile(r"[\W_]*(?:[^\W_][\W_]+){2,}[^\W_][\W_]*")
_HEAD_LINES = 12
_NUMBER = re.compile(r"\s*Số\s?[:.]")
_SENT = re.compile(r"[.;!?]|(?<!\w)(?:gửi|kèm|chuyển)(?!\w)")


def near_heads(text: str) -> list[str]:
    """The lines of page one and the first ones of every later page, form feed between pages."""
    pages = text.split("\f")
    lines = pages[0].split("\n")[:_FIRST_PAGE_LINES]
    for page in pages[1:]:
        lines += page.split("\n")[:_LATER_PAGE_LINES]
    return lines


def head_of_document(text: str) -> list[str]:
    """The lines around number and date on page one, where a stamp stands; none where there is no number."""
    page = text.partition("\f")[0]
    lines = [line for line in page.split("\n") if line.strip()][:_HEAD_LINES]
    number = next((at for at, line in enumerate(lines) if _NUMBER.match(line)), None)
    return [] if number is None else lines[: number + 3]


def unspaced(line: str) -> str:
    """ "M Ậ T", "M.Ậ.T" and "T Ố I   M Ậ T" as words; other lines unchanged."""
    if not _SPACED.fullmatch(line):
        return line
    words = re.split(r"\s{2,}", line.strip())
    return " ".join(re.sub(r"[\W_]", "", word) for word in words)


def columns_of(line: str) -> list[str]:
    """What stands apart in a line. Single letters that stand apart are one word: "M", "Ậ", "T"."""
    columns = [unspaced(column) for column in _COLUMNS.split(unspaced(line))]
    return [*columns, *_words_of_letters(columns)]


def written_downwards(lines: list[str]) -> list[str]:
    """The words whose letters stand one below the other, as in a narrow box."""
    return _words_of_letters([line for line in lines if line.strip()])


def _words_of_letters(pieces: list[str]) -> list[str]:
    runs = groupby((piece.strip() for piece in pieces), key=_is_letter)
    found = ("".join(run) for letters, run in runs if letters)
    return [word for word in found if len(word) > 2]


def _is_letter(piece: str) -> bool:
    return len(piece) == 1 and piece.isalpha()


def without_other_stamps(folded: str) -> str:
    """ "hỏa tốc mật" and "mật - khẩn" as "mật"."""
    return _OTHER_STAMPS.sub(" ", folded).strip(" -–—/,.|")


def holds_nothing_else(folded: str, marks: re.Pattern[str]) -> bool:
    """Marks, other stamps and signs alone: "lưu hành nội bộ - mật"."""
    return not re.search(r"\w", _OTHER_STAMPS.sub(" ", marks.sub(" ", folded)))


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
