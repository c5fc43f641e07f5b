"""Which part of a mail is its text, which is a file, and which cannot be opened."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto

from gateway.adapters.mime.headers import parameter, parameters
from gateway.adapters.mime.kinds import magic
from gateway.adapters.mime.text import cids, text_of
from gateway.adapters.mime.transfer import decode_bytes
from gateway.adapters.mime.tree import Part, Tree
from gateway.domain.display import harmless_file_name
from gateway.domain.formats import FileKind
from gateway.domain.message import Defect

_SIGNATURES = frozenset(
    {"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"}
)
# Opened by whoever knows CMS, where their content is what they say.
ENVELOPES = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_TNEF = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_CLOSED = frozenset({"application/pgp-encrypted"})  # holds files which nobody can look at
_MAILS = frozenset({"message/rfc822", "message/global"})  # RFC 2046 §5.2.1, RFC 6532 §3.7
_MACHINE_PARTS = frozenset(
    {"message/delivery-status", "message/disposition-notification", "message/feedback-report"}
)
_MAX_TEXT_PARTS = 50
_MAX_CONTENT_ID = 250
_HEAD = 4096


class Role(Enum):
    TEXT = auto()
    FILE = auto()
    INLINE = auto()  # may be a logo that the HTML shows; a file when its content says otherwise
    SIGNATURE = auto()  # of multipart/signed
    CALENDAR = auto()  # an invitation beside its own text
    REPORT = auto()  # the machine's part of a report
    MAIL = auto()  # a mail within the mail


@dataclass(frozen=True, slots=True)
class Leaf:
    """A part without parts, or a mail within the mail. `name` is harmless, "" when none was given."""

    part: Part
    role: Role
    content_type: str
    name: str


@dataclass(slots=True)
class Leaves:
    """The leaves of a mail in order, and what makes the reading doubtful."""

    leaves: list[Leaf] = field(default_factory=list)
    defects: set[Defect] = field(default_factory=set)


def is_envelope(leaf: Leaf) -> bool:
    """Whether a part says that it is CMS around a content (RFC 8551 §3.9)."""
    return leaf.content_type in ENVELOPES or leaf.name.lower().endswith(".p7m")


def is_tnef(leaf: Leaf) -> bool:
    """Whether a part says that it is winmail.dat."""
    return leaf.content_type in _TNEF or leaf.name.lower().endswith("winmail.dat")


def content_type(part: Part) -> str:
    """As the parser that made the tree reads it, so that the roles fit the tree."""
    return part.get_content_type()


def sort_leaves(tree: Tree) -> Leaves:
    """Gives every part its role. Nothing that is not text, logo or signature fails to be a file."""
    found = Leaves()
    shown = _shown_ids(tree)
    for part, in_report in _open_parts(tree.root, found):
        main, _ = parameters(part.first("content-disposition"))
        name, known = _name(part)
        if not known:
            found.defects.add(Defect.UNKNOWN_CHARSET)
        if content_type(part) in _MAILS:
            found.leaves.append(Leaf(part, Role.MAIL, content_type(part), name))
            continue
        role = _role(part, main, name, shown)
        if role is Role.FILE and not name and not part.text.strip():
            continue
        if role is Role.FILE and in_report and content_type(part) == "text/rfc822-headers":
            role = Role.REPORT
        found.leaves.append(Leaf(part, role, content_type(part), name))
        if content_type(part) in _CLOSED:
            found.defects.add(Defect.NOT_OPENED)
    return found


def _open_parts(part: Part, found: Leaves, in_report: bool = False) -> Iterator[tuple[Part, bool]]:
    """Leaves in order, mails within the mail as a whole; in a report those are what it reports on."""
    kind = content_type(part)
    if kind.startswith("message/"):
        if not in_report and kind in _MAILS:
            yield part, in_report
        elif not in_report:
            found.defects.add(Defect.NOT_OPENED)
    elif part.children:
        for child in part.children:
            yield from _open_parts(child, found, in_report or _is_report(part))
    elif not kind.startswith("multipart/"):  # one without parts has its defect already
        yield part, in_report


def _is_report(part: Part) -> bool:
    """A report of a machine (RFC 6522) holds the machine's own part; by its name alone it is none."""
    kinds = {content_type(child) for child in part.children}
    return content_type(part) == "multipart/report" and bool(kinds & _MACHINE_PARTS)


def _role(part: Part, disposition: str, name: str, shown: frozenset[str]) -> Role:
    kind = content_type(part)
    if _is_signature(part, kind):
        return Role.SIGNATURE
    if disposition == "attachment":
        return Role.FILE
    content_id = part.first("content-id").strip().strip("<>").lower()[:_MAX_CONTENT_ID]
    if content_id in shown and kind.startswith(("image/", "application/octet-stream")):
        return Role.INLINE
    if not name and kind in {"text/plain", "text/html"} and _is_text(part):
        return Role.TEXT
    if not name and kind == "text/calendar" and _in(part, "multipart/alternative"):
        return Role.CALENDAR
    return Role.FILE


def _is_text(part: Part) -> bool:
    """A PDF that is declared as text, or not declared at all, is a file."""
    head = decode_bytes(part.text[:_HEAD], part.encoding)
    return not head.strip() or magic(head) in {None, FileKind.HTML, FileKind.MAIL, FileKind.CMS}


def _in(part: Part, kind: str) -> bool:
    return part.parent is not None and content_type(part.parent) == kind


def _is_signature(part: Part, kind: str) -> bool:
    """The second and last part of multipart/signed (RFC 1847 §2.1). A third part is no signature."""
    if kind not in _SIGNATURES or part.parent is None or not _in(part, "multipart/signed"):
        return False
    return len(part.parent.children) == 2 and part.parent.children[1] is part


def _name(part: Part) -> tuple[str, bool]:
    for header, key in (("content-disposition", "filename"), ("content-type", "name")):
        _, found = parameters(part.first(header))
        decoded = parameter(found, key)
        if decoded is not None and (name := harmless_file_name(decoded.text)):
            return name, decoded.known
    return "", True


def _shown_ids(tree: Tree) -> frozenset[str]:
    """Content-IDs that some HTML of the mail refers to."""
    pages = [
        part for part in tree.walk() if not part.children and content_type(part) == "text/html"
    ]
    found: set[str] = set()
    for page in pages[:_MAX_TEXT_PARTS]:
        found |= cids(text_of(page)[0])
    return frozenset(found)
