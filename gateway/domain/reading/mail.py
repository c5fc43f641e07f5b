"""What a mail subject, a mail body and a file name say of a document."""

import re
from dataclasses import dataclass
from datetime import date

from gateway.domain.codes import CodeSeen, find_codes, is_cited, read_file_name, stem
from gateway.domain.document import DocumentCode
from gateway.domain.message import Attachment, Message
from gateway.domain.reading.dates import find_date
from gateway.domain.reading.types import DISPATCH, DocumentTypes
from gateway.domain.vietnamese import bare, fold, one_line

_PREFIX = re.compile(r"^(?:\s*(?:re|fw|fwd|tr|chuyển tiếp|trả lời)\s*:)+", re.IGNORECASE)
_TAG = re.compile(r"^\s*[\[({][^\])}]{1,40}[\])}]\s*")
_EDGES = " -–:;,."
# "Công văn số 1301/STC-QLNS của Sở Tài chính": who issued it is no abstract.
_OF_WHOM = re.compile(
    r"\Acủa\s[^:;,–]{2,80}?(?=\s*[:;,–]|\s-\s|\s(?:về việc|v/v)\b|\Z)", re.IGNORECASE
)
_AFTER_CODE = re.compile(
    r"^\s*(?:,?\s*(?:ngày|ng\.?)\s*[\d/.\s-]{6,10}(?:tháng\s*\d{1,2}\s*năm\s*\d{4})?|,?\s*ngày \d{1,2} tháng \d{1,2} năm \d{4})?"
    r"[\s,:;.–-]*",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"^(?:v/v|về việc|vv)\b")
_AMBIGUOUS = {"hd", "da"}  # HD or HĐ, DA or ĐA: a person must say
_MAX_SUBJECT = 1000


@dataclass(frozen=True, slots=True)
class Said:
    """What one short text says; None where it says nothing."""

    code: CodeSeen | None = None
    type_name: str | None = None
    issue_date: tuple[date, str] | None = None
    abstract: str | None = None
    firm: bool = False  # the abstract follows a code or begins with "V/v" or a type name


def read_subject(subject: str, types: DocumentTypes) -> Said:
    """A clerk's subject line: "2275/SYT-NVY V/v …", "Giấy mời số 34/GM-UBND: …"."""
    text = _without_tags(one_line(subject[:_MAX_SUBJECT]))
    own = next((seen for seen in find_codes(text)[:1] if not is_cited(text[: seen.start])), None)
    if own is None:
        named = leading_type(text, types)
        firm = named is not None or bool(_ABOUT.match(fold(text)))
        return Said(type_name=named, abstract=_enough(text), firm=firm)
    # Without any diacritics HD may be HĐ: then the letters do not tell the type.
    named = types.of_notation(own.code.notation or "", unmarked=text.isascii())
    rest = text[own.end :]
    said = _AFTER_CODE.sub("", rest, count=1).strip(_EDGES)
    abstract = _OF_WHOM.sub("", said, count=1).strip(_EDGES) or None
    return Said(own, named, _date_beside(rest), abstract, firm=True)


def read_body(body: str, types: DocumentTypes) -> Said:
    """The first own code of the mail body: "Kính gửi … Công văn số 12/SXD-QLN ngày …"."""
    for line in body[:20_000].split("\n")[:60]:
        if line.lstrip().startswith(">"):
            continue
        text = one_line(line)
        own = next(
            (seen for seen in find_codes(text)[:1] if not is_cited(text[: seen.start])), None
        )
        if own is not None:
            return Said(
                own, types.of_notation(own.code.notation or ""), _date_beside(text[own.end :])
            )
    return Said()


def subject_around(message: Message, attachment: Attachment) -> str:
    """The subject of the innermost mail within the mail, when the attachment is all that it holds."""
    within = attachment.within
    if within is None or sum(item.within == within for item in message.attachments) != 1:
        return ""
    subjects = [
        item.subject
        for item in message.enclosed
        if item.subject and item.container and item.container.way == within.way
    ]
    return subjects[0] if subjects else ""


def leading_type(text: str, types: DocumentTypes) -> str | None:
    """The type that a subject begins with: "Giấy mời họp …". Not the word inside "V/v báo cáo …"."""
    named = types.of_heading(text)
    return named[0] if named else None


@dataclass(frozen=True, slots=True)
class NameSaid:
    """What a file name says. `known` is true when a type or a body of the tables stands in it."""

    code: DocumentCode
    type_name: str | None
    known: bool


def read_name(file_name: str, types: DocumentTypes) -> NameSaid | None:
    """`02 gm syt.pdf`, `5065_QD-SYT.pdf`, `1945.pdf`, `CV_4427_0001.signed.pdf`."""
    whole = find_codes(stem(file_name).replace("_", "/"))
    if whole and whole[0].start == 0 and not (whole[0].code.notation or "").isascii():
        code = whole[0].code
        return NameSaid(code, types.of_notation(code.notation or ""), known=True)
    name = read_file_name(file_name)
    if name is None:
        return None
    words = [word for word in (name.prefix, *name.words) if word and not word.isdigit()]
    year = next((word for word in name.words[:1] if re.fullmatch(r"(?:19|20)\d{2}", word)), None)
    return _named(name.number, year, words, types)


def _named(
    number: str, year: str | None, words: list[str], types: DocumentTypes
) -> NameSaid | None:
    if not words:
        # A bare number may be a code ("1945.pdf"), a year or the order of the files.
        plain = year is None and len(number) >= 3 and not re.fullmatch(r"20[0-3]\d", number)
        return NameSaid(DocumentCode(number, None), None, known=False) if plain else None
    kind = types.of_file_word(words[0])
    if kind is None and bare(words[0]) in _AMBIGUOUS:
        return NameSaid(DocumentCode(number, None), None, known=True)
    bodies = words[1:] if kind is not None else words
    spelled = [types.body_of(word) for word in bodies]
    if kind is None:
        known = spelled[0] is not None and len(words) <= 3
        notation = "-".join(body for body in spelled if body) if all(spelled) else None
        return NameSaid(DocumentCode(number, notation), DISPATCH, known) if known else None
    if len(bodies) > 3:
        return None
    groups = [body or _as_typed(word) for body, word in zip(spelled, bodies, strict=True)]
    head = [] if kind.name == DISPATCH else [kind.abbreviations[0]]
    notation = (
        "-".join([*head, *[group or "" for group in groups]]) if bodies and all(groups) else None
    )
    notation = f"{year}/{notation}" if year and notation else notation
    return NameSaid(DocumentCode(number, notation), kind.name, known=True)


def _as_typed(word: str) -> str | None:
    """Capitals with their marks are a body's letters; an unmarked d may be a đ."""
    return word.upper() if "d" not in word.lower() and len(word) <= 12 else None


def _without_tags(text: str) -> str:
    for _ in range(5):
        shorter = _TAG.sub("", _PREFIX.sub("", text)).strip()
        if shorter == text:
            break
        text = shorter
    return text


def _date_beside(rest: str) -> tuple[date, str] | None:
    """A date right after the code is the document's: "…, ngày 05/3/2026"."""
    match = re.match(r"\s*,?\s*(?:ngày|ng\.)\s*", rest, re.IGNORECASE)
    found = find_date(rest[: match.end() + 30]) if match else None
    return found if found and rest.find(found[1]) <= (match.end() if match else 0) else None


def _enough(text: str) -> str | None:
    """Fewer than four words name nothing ("Gửi văn bản")."""
    return text if len(text.split()) >= 4 else None
