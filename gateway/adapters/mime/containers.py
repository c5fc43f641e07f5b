"""ZIP containers told apart by a bounded look inside: OOXML, OpenDocument, archives."""

import errno
import re
import struct
import zipfile
import zlib
from pathlib import Path

from gateway.domain.formats import FileKind

_MAX_MEMBERS = 5_000
_MAX_DIRECTORY = 2 << 20  # bytes of a ZIP's central directory
_MAX_CONTENT_TYPES = 1 << 20
_END_OF_DIRECTORY = b"PK\x05\x06"
_END_64, _LOCATOR_64 = b"PK\x06\x06", b"PK\x06\x07"
_SIZE_OF_END_64 = 76  # record and locator

# Main part types of ECMA-376; macro-enabled ones are in [MS-OFFMACRO2].
_MAIN_TYPES = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": FileKind.DOCX,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": FileKind.XLSX,
    "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml": FileKind.PPTX,
    "application/vnd.openxmlformats-officedocument.presentationml.slideshow.main+xml": FileKind.PPTX,
}
_CONTENT_TYPE = re.compile(r"""\bContentType\s*=\s*(?:"([^"]{1,300})"|'([^']{1,300})')""")
_OPEN_DOCUMENT = {
    b"application/vnd.oasis.opendocument.text": FileKind.ODT,
    b"application/vnd.oasis.opendocument.spreadsheet": FileKind.ODS,
    b"application/vnd.oasis.opendocument.presentation": FileKind.ODP,
}
ZIP_FAULTS = (
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    ValueError,
    EOFError,
    struct.error,
    zlib.error,
    OverflowError,
)


def kind_of_zip(path: Path) -> FileKind:
    """ZIP for an archive or a broken one; nothing is unpacked but two small members."""
    if not has_small_directory(path):
        return FileKind.ZIP
    try:
        with zipfile.ZipFile(path) as archive:
            return _kind_of_archive(archive)
    except ZIP_FAULTS:
        return FileKind.ZIP
    except OSError as error:
        if error.errno != errno.EINVAL:  # an offset that no file has; all else is the disk's
            raise
        return FileKind.ZIP


def has_small_directory(path: Path) -> bool:
    """`zipfile` reads the whole central directory into memory; its size is looked at before."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - 65_557))
        tail = file.read()
    at = tail.rfind(_END_OF_DIRECTORY)
    if at < 0 or len(tail) < at + 22:
        return False
    members, directory = struct.unpack_from("<HI", tail, at + 10)
    if tail[max(0, at - 20) :].startswith(
        _LOCATOR_64
    ):  # then `zipfile` believes the record before it
        record = tail[max(0, at - _SIZE_OF_END_64) : at]
        if not record.startswith(_END_64):
            return False
        members, directory = struct.unpack_from("<2Q", record, 32)
    return bool(members <= _MAX_MEMBERS and directory <= _MAX_DIRECTORY)


def _kind_of_archive(archive: zipfile.ZipFile) -> FileKind:
    names = [info.filename for info in archive.infolist()]
    if names and names[0] == "mimetype":
        return _open_document(archive, names)
    if names.count("[Content_Types].xml") != 1:
        return FileKind.ZIP
    source = _member(archive, "[Content_Types].xml")
    # What hides its types behind entities or another encoding is no office file that anybody made.
    if b"<!" in source or b"&" in source or b"\0" in source:
        return FileKind.UNKNOWN
    types = {a or b for a, b in _CONTENT_TYPE.findall(source.decode("utf-8", "replace"))}
    if any("macroenabled" in t.lower() or "vbaproject" in t.lower() for t in types) or any(
        name.lower().endswith("vbaproject.bin") for name in names
    ):
        return FileKind.OOXML_MACRO
    kinds = {_MAIN_TYPES[t] for t in types if t in _MAIN_TYPES}
    return kinds.pop() if len(kinds) == 1 else FileKind.UNKNOWN


def _open_document(archive: zipfile.ZipFile, names: list[str]) -> FileKind:
    if any(name.startswith(("Basic/", "Scripts/")) for name in names):
        return FileKind.ODF_MACRO
    return _OPEN_DOCUMENT.get(_member(archive, "mimetype").strip(), FileKind.UNKNOWN)


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    info = archive.getinfo(name)
    # Only deflate can be unpacked step by step; a bomb stops at the limit.
    if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise NotImplementedError
    with archive.open(info) as member:
        return member.read(_MAX_CONTENT_TYPES)
