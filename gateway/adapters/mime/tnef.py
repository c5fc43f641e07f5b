"""winmail.dat opened: the files that Outlook put into it ([MS-OXTNEF]), and what it says."""

from dataclasses import dataclass, field
from pathlib import Path

from gateway.adapters.mime.charsets import codec_of, decode
from gateway.adapters.mime.pictures import is_logo
from gateway.adapters.mime.rtf_words import NoRtf, words_of_rtf
from gateway.adapters.mime.text import BODY_LIMIT, strip_tags
from gateway.adapters.mime.tnef_stream import (
    UNICODE,
    Attribute,
    Broken,
    Property,
    attributes,
    properties,
)
from gateway.adapters.mime.unpacked import Closed, Unpacked, Unpacking, shown_names
from gateway.domain.admission import Reason
from gateway.domain.display import harmless, harmless_block

_SUBJECT, _BODY = 0x00018004, 0x0002800C
_CODE_PAGE, _MESSAGE_PROPERTIES = 0x00069007, 0x00069003
_BEGIN_ATTACHMENT, _TITLE, _DATA, _ATTACHMENT_PROPERTIES = (
    0x00069002,
    0x00018010,
    0x0006800F,
    0x00069005,
)
# attAttachCreateDate, attAttachModifyDate, attAttachMetaFile, attAttachTransportFilename
_PASSED_OVER = frozenset({0x00038012, 0x00038013, 0x00068011, 0x00069001})
_OF_ATTACHMENT = _PASSED_OVER | {_BEGIN_ATTACHMENT, _TITLE, _DATA, _ATTACHMENT_PROPERTIES}
_PR_SUBJECT, _PR_BODY, _PR_HTML, _PR_RTF = 0x0037, 0x1000, 0x1013, 0x1009
_PR_OBJECT, _PR_SHORT_NAME, _PR_LONG_NAME, _PR_NAME = 0x3701, 0x3704, 0x3707, 0x3001
_PR_CONTENT_ID, _PR_HIDDEN = 0x3712, 0x7FFE
_NONE = b"\0\0\0\0"  # a list of no properties
_ATTACHMENT_LEVEL = 2
_IID = 16  # bytes of the interface before an embedded message or OLE object
_SUBJECT_LIMIT = 1_000


@dataclass(slots=True)
class _Attached:
    """The attributes of one attachment, each once."""

    attributes: dict[int, bytes] = field(default_factory=dict)

    @property
    def title(self) -> bytes:
        return self.attributes.get(_TITLE, b"")

    @property
    def data(self) -> bytes:
        return self.attributes.get(_DATA, b"")

    @property
    def properties(self) -> dict[int, Property]:
        return properties(self.attributes.get(_ATTACHMENT_PROPERTIES, _NONE))


def open_tnef(path: Path, folder: Path, max_files: int, max_bytes: int) -> Unpacked:
    """Writes the files of a winmail.dat into `folder`: at most so many files, so many bytes together.

    A message within it becomes a file that is TNEF again. Whatever the file is, the answer is a value.
    Raises OSError of the disk.
    """
    if path.stat().st_size > max_bytes:
        return Unpacked(Reason.ARCHIVE_BOMB)
    try:
        return _open(path.read_bytes(), Unpacking(folder, max_files, max_bytes))
    except Broken:
        return Unpacked(Reason.UNREADABLE)
    except Closed as closed:
        return Unpacked(closed.reason)


def _open(data: bytes, unpacking: Unpacking) -> Unpacked:
    of_message: dict[int, bytes] = {}
    attached: list[_Attached] = []
    for attribute in attributes(data):
        if (attribute.name in _OF_ATTACHMENT) != (attribute.level == _ATTACHMENT_LEVEL):
            raise Broken  # else the file that it belongs to would be lost
        if attribute.level != _ATTACHMENT_LEVEL:
            of_message[attribute.name] = attribute.data
        else:
            _take(attribute, attached)
    words = _Words(of_message.get(_CODE_PAGE, b""))
    names = [_add(item, words, unpacking) for item in attached]
    said = properties(of_message.get(_MESSAGE_PROPERTIES, _NONE))
    subjects = [words.old(of_message.get(_SUBJECT, b"")), words.of(said.get(_PR_SUBJECT))]
    bodies = [words.old(of_message.get(_BODY, b"")), words.of(said.get(_PR_BODY))]
    bodies.append(strip_tags(words.of(said.get(_PR_HTML))[: 4 * BODY_LIMIT]))
    bodies.append(_rich_text(said.get(_PR_RTF), words, is_alone=not any(bodies)))
    return Unpacked(
        None,
        tuple(unpacking.members),
        shown_names(names),
        harmless(" ".join(subjects), _SUBJECT_LIMIT),
        harmless_block("\n".join(bodies), BODY_LIMIT).strip(),
        words.known,
    )


def _rich_text(value: Property | None, words: "_Words", *, is_alone: bool) -> str:
    """The body in RTF. Raises `Closed` when it cannot be read and there is no other: a mark may stand in it."""
    if value is None:
        return ""
    try:
        return words_of_rtf(value.data, words.code_page)
    except NoRtf:
        if is_alone:
            raise Closed(Reason.NOT_OPENED) from None
        return ""


def _take(attribute: Attribute, attached: list[_Attached]) -> None:
    """Adds to the attachment that the last attAttachRendData began."""
    if attribute.name == _BEGIN_ATTACHMENT:
        attached.append(_Attached())
        return
    if not attached or attribute.name in attached[-1].attributes:
        raise Broken
    attached[-1].attributes[attribute.name] = attribute.data


def _add(item: _Attached, words: "_Words", unpacking: Unpacking) -> str:
    """Writes one attachment; its name."""
    said = item.properties
    long_names = (words.of(said.get(name)) for name in (_PR_LONG_NAME, _PR_SHORT_NAME, _PR_NAME))
    name = next((text for text in long_names if text), "") or words.old(item.title)
    inner = said.get(_PR_OBJECT)
    content = item.data or (inner.data[_IID:] if inner is not None else b"")
    unpacking.add(name, [content])
    shown_in_text = _PR_CONTENT_ID in said or any(
        said[_PR_HIDDEN].data if _PR_HIDDEN in said else b""
    )
    if shown_in_text and is_logo(Path(unpacking.members[-1].file)):
        unpacking.members.pop()
    return name


class _Words:
    """Texts in Unicode or in the code page that the message names."""

    def __init__(self, code_page: bytes) -> None:
        number = int.from_bytes(code_page[:4], "little")
        self._charset = {0: None, 65001: "utf-8"}.get(number, f"cp{number}")
        self.known = True

    @property
    def code_page(self) -> str:
        """A codec for bytes whose own text names none."""
        return codec_of(self._charset or "") or "cp1252"

    def of(self, value: Property | None) -> str:
        if value is None:
            return ""
        if value.kind == UNICODE:
            return value.data.decode("utf-16-le", "replace").rstrip("\0")
        return self.old(value.data)

    def old(self, data: bytes) -> str:
        text, known = decode(data.rstrip(b"\0"), self._charset)
        self.known = self.known and known
        return text
