"""What a file is by its content: bounded looks, no belief in names or declared types (Art. 4.2.c)."""

import codecs
import csv
import re
from pathlib import Path

from gateway.adapters.mime.compound import kind_of_compound_file
from gateway.adapters.mime.containers import kind_of_zip
from gateway.domain.formats import FileKind

_HEAD = 4096
_TEXT_SAMPLE = 1 << 20
_TABLE_SAMPLE = 1 << 16

_MAGIC: tuple[tuple[bytes, FileKind], ...] = (
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"GIF87a", FileKind.GIF),
    (b"GIF89a", FileKind.GIF),
    (b"II*\0", FileKind.TIFF),
    (b"MM\0*", FileKind.TIFF),
    (b"II+\0", FileKind.TIFF),
    (b"MM\0+", FileKind.TIFF),
    (b"{\\rt", FileKind.RTF),
    (b"7z\xbc\xaf\x27\x1c", FileKind.SEVEN_ZIP),
    (b"Rar!\x1a\x07", FileKind.RAR),
    (b"\x78\x9f\x3e\x22", FileKind.TNEF),
    (b"MZ", FileKind.EXECUTABLE),
    (b"\x7fELF", FileKind.EXECUTABLE),
    (b"#!", FileKind.EXECUTABLE),
    (b"\xca\xfe\xba\xbe", FileKind.EXECUTABLE),  # Java class, Mach-O for several machines
    (b"\xce\xfa\xed\xfe", FileKind.EXECUTABLE),
    (b"\xcf\xfa\xed\xfe", FileKind.EXECUTABLE),
    (b"L\0\0\0\x01\x14\x02\0", FileKind.EXECUTABLE),  # Windows shortcut
    (b"-----BEGIN PKCS7", FileKind.CMS),
    (b"-----BEGIN PKCS #7", FileKind.CMS),
    (b"-----BEGIN CMS", FileKind.CMS),
)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# ContentInfo: SEQUENCE (any DER length, or BER indefinite), then an OID under 1.2.840.113549.1.7, or
# id-ct-authEnvelopedData (RFC 5083)
_CMS = re.compile(
    rb"\x30(?:[\x00-\x80]|[\x81-\x84].{1,4}?)"
    rb"(?:\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07|\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17)",
    re.DOTALL,
)
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,500}?-->\s*)?<(?:!doctype\s+html|html|head|body|script|meta|table|div|p)\b",
    re.IGNORECASE | re.DOTALL,
)
_ENTITY = re.compile(
    rb"^(?:Content-[A-Za-z-]{1,40}|MIME-Version)[ \t]*:", re.IGNORECASE | re.MULTILINE
)
_FIELD = re.compile(rb"\s*[A-Za-z][A-Za-z0-9-]{0,60}[ \t]*:")
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_HEADER_LINE = re.compile(
    rb"^(From|To|Cc|Subject|Date|Received|Return-Path|Message-ID|MIME-Version|Delivered-To|Content-Type):[ \t]",
    re.IGNORECASE | re.MULTILINE,
)
_BINARY = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
_DELIMITERS = (",", ";", "\t")


def file_kind(path: Path) -> FileKind:
    """The kind of a file. Reads at most 1 MiB and single members of containers; raises OSError of the disk only."""
    with path.open("rb") as file:
        head = file.read(_TEXT_SAMPLE)
        whole = not file.read(1)
    if not head:
        return FileKind.EMPTY
    if head.startswith(_ZIP):
        return kind_of_zip(path)
    if head.startswith(_COMPOUND):
        return kind_of_compound_file(path)
    return magic(head[:_HEAD]) or _kind_of_text(head, whole=whole)


def is_entity(path: Path) -> bool:
    """Whether a file begins with the headers of a MIME entity (RFC 2045 §3), as what S/MIME signs does."""
    with path.open("rb") as file:
        block = _BLANK_LINE.split(file.read(_HEAD), maxsplit=1)[0]
    return _FIELD.match(block) is not None and _ENTITY.search(block) is not None


def kind_inside(path: Path) -> FileKind:
    """The kind of what lay in an envelope: a MIME entity holds files of its own, whatever it looks like."""
    return FileKind.MAIL if is_entity(path) else file_kind(path)


def magic(head: bytes) -> FileKind | None:
    """The kind that the first bytes of a file prove; None for text and what is not known.

    ZIP and compound files are told as `ZIP` and `DOC`, without a look inside.
    """
    for mark, kind in (
        *_MAGIC,
        *((mark, FileKind.ZIP) for mark in _ZIP),
        (_COMPOUND, FileKind.DOC),
    ):
        if head.startswith(mark):
            return kind
    if _CMS.match(head):
        return FileKind.CMS
    # ISO 32000-1 Annex H, implementation note 13: the header may stand within the first 1024 bytes. Last
    # of all: a ZIP whose first member is a stored PDF shows it there, too.
    if b"%PDF-" in head[:1024]:
        return FileKind.PDF
    text = head.removeprefix(codecs.BOM_UTF8)
    if _HTML.match(text):
        return FileKind.HTML
    return FileKind.MAIL if _is_mail(text) else None


def _is_mail(head: bytes) -> bool:
    """Begins with a header block that names an author and a way or a time."""
    block = _BLANK_LINE.split(head, maxsplit=1)[0]
    names = {name.lower() for name in _HEADER_LINE.findall(block)}
    starts = re.match(rb"(?:From [^\n]{1,200}\n)?[A-Za-z][A-Za-z0-9-]{1,60}:", head) is not None
    return (
        starts
        and b"from" in names
        and bool(names & {b"received", b"date", b"message-id", b"mime-version"})
    )


def _kind_of_text(sample: bytes, *, whole: bool) -> FileKind:
    text = _text(sample, whole=whole)
    if text is None or _BINARY.search(text):
        return FileKind.UNKNOWN
    if text.lstrip().startswith(("<?xml", "<svg")):
        return FileKind.UNKNOWN  # may hold scripts; on no list
    return (
        FileKind.CSV
        if _is_table(text[:_TABLE_SAMPLE], whole=len(text) <= _TABLE_SAMPLE)
        else FileKind.TXT
    )


def _text(sample: bytes, *, whole: bool) -> str | None:
    """Unicode, or one byte a character as in legacy Vietnamese encodings; None when it cannot be text."""
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return sample[: len(sample) & ~1].decode("utf-16", "replace")
    try:
        return codecs.getincrementaldecoder("utf-8-sig")().decode(sample, final=whole)
    except UnicodeDecodeError:
        return None if b"\0" in sample else sample.decode("latin-1")


def _is_table(text: str, *, whole: bool) -> bool:
    """At least two lines, all with the same number (two or more) of fields under one delimiter."""
    lines = text.splitlines()[:200]
    lines = [line for line in (lines if whole or len(lines) == 200 else lines[:-1]) if line.strip()]
    return len(lines) >= 2 and any(_columns(lines, delimiter) >= 2 for delimiter in _DELIMITERS)


def _columns(lines: list[str], delimiter: str) -> int:
    """The common number of fields of all lines, 0 when they differ."""
    try:
        widths = {len(row) for row in csv.reader(lines, delimiter=delimiter) if row}
    except csv.Error:
        return 0
    return widths.pop() if len(widths) == 1 else 0
