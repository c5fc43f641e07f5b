"""What the rules of Articles 7 and 8 look at, gathered from a document and the mail that carried it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from gateway.domain.document import DocumentCode, IncomingDocument
from gateway.domain.message import Message
from gateway.domain.vietnamese import fold
from gateway.domain.words import Words, words_of, words_of_file_name


class Place(StrEnum):
    """Where words are looked for. `TITLE` is the abstract, or the mail's subject when none was read."""

    TITLE = "title"
    ABSTRACT = "abstract"
    SUBJECT = "subject"
    BODY = "body"
    TEXT = "text"
    FILE_NAME = "file-name"


@dataclass(frozen=True, slots=True)
class Facts:
    """One document for one receiver, as the rules see it. What was not read is None, empty or False."""

    document_type: str | None = None
    number: str | None = None
    notation: str | None = None  # without the year
    year_in_number: bool = False  # the mark of a normative document
    places: Mapping[Place, Words] = field(default_factory=dict)
    addressees: tuple[str, ...] = ()
    has_deadline: bool = False
    is_draft: bool = False  # marked DỰ THẢO, or number and day blank in an unsigned electronic file
    has_invitation_in_mail: bool = False  # another file of the same mail is an invitation
    is_for_information: bool = False  # this receiver stands under "để biết" only
    has_dossier_code: bool = False  # mã hồ sơ of the một cửa system

    @property
    def addressee_words(self) -> tuple[Words, ...]:
        return tuple(words_of(line) for line in self.addressees)

    @property
    def is_party_form(self) -> bool:
        """`04-NQ/TU`: the form of the Party's documents."""
        return self.notation is not None and "/" in self.notation


_YEAR = re.compile(r"(?:19|20)\d{2}/")
_LEAD = r"\W*(?:{type}\W+)?(?:v/v|về việc|vv)\W+"
_DRAFT_LINE = re.compile(
    r"\W*dự thảo(?:\s+(?:lần|thứ|số))*(?:\s*\d+)?(?:\s+(?:ngày )?[\d/.-]+)?\W*"
)
_DRAFT_HEAD, _DRAFT_LINES = 10_000, 40  # characters, lines
# Both directions of agency codes circulate (domain.md 6.2).
_DOSSIER_CODE = re.compile(
    r"(?<![\w.])(?:(?:\d{2,3}\.){3}[A-Z]\d{2}|[A-Z]\d{2}(?:\.\d{2,3}){1,3})-\d{6}-\d{3,6}(?!\d)"
)
_INVITATION = re.compile(r" (?:gm|giay moi|thu moi|moi hop|moi du) ")
_FOR_INFORMATION = re.compile(r"để biết|để b/c|để báo cáo")


def facts_of(
    document: IncomingDocument, message: Message, agency_names: tuple[str, ...] = ()
) -> Facts:
    """The facts of one document. `agency_names` are the names under which the receiver is addressed."""
    fields = document.fields
    code = fields.code.value if fields.code else DocumentCode(None, None)
    abstract = fields.abstract.value if fields.abstract else ""
    name = document.main.file_name
    document_type = fields.document_type.value if fields.document_type else None
    return Facts(
        document_type=document_type,
        number=code.number,
        notation=without_year(code.notation),
        year_in_number=has_year(code.notation),
        places=places_of(
            document_type,
            abstract=abstract,
            subject=message.subject,
            body=message.body,
            text=document.text.text,
            file_name=name,
        ),
        addressees=fields.addressees,
        has_deadline=fields.due_date is not None,
        is_draft=_is_draft(document),
        has_invitation_in_mail=_has_other_invitation(document, message),
        is_for_information=_is_for_information(fields.addressees, agency_names),
        has_dossier_code=any(
            _DOSSIER_CODE.search(text) for text in (abstract, message.subject, name)
        ),
    )


def places_of(
    document_type: str | None = None,
    *,
    abstract: str = "",
    subject: str = "",
    body: str = "",
    text: str = "",
    file_name: str = "",
) -> dict[Place, Words]:
    """The texts of a document made ready for comparing, each in its place."""
    lead = re.compile(_LEAD.format(type=re.escape(fold(document_type or "văn bản"))))
    return {
        # "Quyết định về việc thành lập …" begins with "thành lập".
        Place.TITLE: words_of(_without(lead, fold(abstract or subject))),
        Place.ABSTRACT: words_of(abstract),
        Place.SUBJECT: words_of(subject),
        Place.BODY: words_of(body),
        Place.TEXT: words_of(text),
        Place.FILE_NAME: words_of_file_name(file_name),
    }


def _without(lead: re.Pattern[str], title: str) -> str:
    found = lead.match(title)
    return title[found.end() :] if found else title


def has_year(notation: str | None) -> bool:
    return notation is not None and _YEAR.match(notation) is not None


def without_year(notation: str | None) -> str | None:
    """`2014/QĐ-UBND` gives `QĐ-UBND`."""
    return None if notation is None else _YEAR.sub("", notation, count=1)


def _is_draft(document: IncomingDocument) -> bool:
    lines = document.text.text[:_DRAFT_HEAD].splitlines()[:_DRAFT_LINES]
    if any(_DRAFT_LINE.fullmatch(fold(line)) for line in lines):
        return True
    # On a scan the number is ink; in a signed original it may be a signature's appearance (domain.md 0.7).
    blank = document.fields.blank_code and not document.text.is_scan
    return blank and not document.signature.signatures


def _has_other_invitation(document: IncomingDocument, message: Message) -> bool:
    others = (a.file_name for a in message.attachments if a.index != document.main.index)
    return any(_INVITATION.search(words_of_file_name(name).text) for name in others)


def _is_for_information(addressees: tuple[str, ...], agency_names: tuple[str, ...]) -> bool:
    """Every line that begins with the receiver's name says "để biết" (domain.md 2.3 e)."""
    names = [fold(name) for name in agency_names if name.strip()]
    lines = (fold(line).lstrip("-–+*• \t") for line in addressees)
    mine = [line for line in lines if any(line.startswith(name) for name in names)]
    return bool(mine) and all(_FOR_INFORMATION.search(line) for line in mine)
