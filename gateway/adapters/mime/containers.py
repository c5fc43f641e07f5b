"""Containers told apart by a bounded look inside: ZIP (OOXML, OpenDocument) and compound files."""

import errno
import re
import struct
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO

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

_VBA = frozenset({"_VBA_PROJECT", "_VBA_PROJECT_CUR", "VBA", "Macros"})
_MAX_SECTORS = 256  # of the directory: 1,024 entries and more
_DIRECTORY_ENTRY = 128


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


def kind_of_compound_file(path: Path) -> FileKind:
    """The kind by the streams and storages in the directory ([MS-CFB] §2.6); UNKNOWN for anything else.

    A VBA project has a storage or stream of its own in Word and Excel ([MS-OVBA] §2.2.1), not in PowerPoint.
    """
    with path.open("rb") as file:
        names = _entry_names(file)
    if "EncryptedPackage" in names:  # [MS-OFFCRYPTO] §2.3.4.4
        return FileKind.ENCRYPTED_OFFICE
    if "__properties_version1.0" in names:  # [MS-OXMSG] §2.4
        return FileKind.OUTLOOK
    if names & _VBA:
        return FileKind.OLE_MACRO
    if "WordDocument" in names:
        return FileKind.DOC
    if "Workbook" in names or "Book" in names:
        return FileKind.XLS
    return FileKind.PPT if "PowerPoint Document" in names else FileKind.UNKNOWN


def _entry_names(file: BinaryIO) -> set[str]:
    header = file.read(512)
    if len(header) < 512:
        return set()
    shift = struct.unpack_from("<H", header, 30)[0]
    if shift not in {9, 12}:
        return set()
    fat = struct.unpack_from("<109I", header, 76)
    sector: int = struct.unpack_from("<I", header, 48)[0]
    names: set[str] = set()
    for _ in range(_MAX_SECTORS):
        data = _sector(file, sector, shift)
        names |= {
            _entry_name(data[i : i + _DIRECTORY_ENTRY])
            for i in range(0, len(data), _DIRECTORY_ENTRY)
        }
        sector = _next(file, fat, sector, shift)
        if sector >= 0xFFFFFFFA or not data:
            break
    return names


def _next(file: BinaryIO, fat: tuple[int, ...], sector: int, shift: int) -> int:
    """The sector after this one; end of chain where the table does not reach."""
    per_sector = 1 << (shift - 2)
    place, offset = divmod(sector, per_sector)
    if place >= len(fat) or fat[place] >= 0xFFFFFFFA:
        return 0xFFFFFFFE
    table = _sector(file, fat[place], shift)
    return (
        int(struct.unpack_from("<I", table, offset * 4)[0])
        if len(table) >= offset * 4 + 4
        else 0xFFFFFFFE
    )


def _sector(file: BinaryIO, number: int, shift: int) -> bytes:
    if number >= 0xFFFFFFFA:
        return b""
    file.seek((number + 1) << shift)
    return file.read(1 << shift)


def _entry_name(entry: bytes) -> str:
    if len(entry) < _DIRECTORY_ENTRY or entry[66] not in {1, 2, 5}:
        return ""
    length: int = struct.unpack_from("<H", entry, 64)[0]
    return entry[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
