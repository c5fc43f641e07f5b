"""Whether every program would take the same files out of a ZIP: no overlap, no hidden entry, no second directory.

`zipfile` believes the central directory; others read entry after entry. Where the two differ, a person must look
(APPNOTE.TXT 6.3 §4.3).
"""

import struct
import zipfile
from pathlib import Path
from typing import BinaryIO

from gateway.adapters.mime.containers import has_small_directory
from gateway.adapters.mime.unpacked import Closed
from gateway.domain.admission import Reason

_END = b"PK\x05\x06"
_END_64 = b"PK\x06\x06"
_LOCATOR_64 = b"PK\x06\x07"
_SIZE_OF_END_64 = 76  # record and locator, without an extensible data sector
_ENTRY = b"PK\x03\x04"
_DESCRIPTOR = 0x8  # flag: sizes stand behind the data
_UTF8 = 0x800  # flag: of the name
_DESCRIPTOR_SIZES = frozenset({0, 12, 16, 20, 24})
_IN_ZIP64 = 0xFFFFFFFF
_TAIL = 65_557


def check_directory(path: Path) -> None:
    """Raises `Closed` for a cut, split or ambiguous archive. Before the archive is opened."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        start = max(0, size - _TAIL)
        file.seek(start)
        tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + 22:
        raise Closed(Reason.UNREADABLE)
    disk, first_disk, here, total, length, offset, comment = struct.unpack_from(
        "<4H2IH", tail, at + 4
    )
    if disk or first_disk or here != total:
        raise Closed(Reason.NOT_OPENED)  # one part of several
    if at + 22 + comment > len(tail):
        raise Closed(Reason.UNREADABLE)
    directory_end = _end_of_directory(tail[:at], start + at, (length, offset))
    if at + 22 + comment != len(tail) or directory_end is None:
        raise Closed(Reason.UNSAFE_ARCHIVE)
    if not has_small_directory(path):  # `zipfile` reads the whole of it into memory
        raise Closed(Reason.ARCHIVE_BOMB)


def _end_of_directory(before: bytes, end: int, said: tuple[int, int]) -> int | None:
    """Where the directory ends: at the end record, or at the ZIP64 record before it. None when it does not."""
    length, offset = said
    if before[-20:-16] != _LOCATOR_64:
        return end if offset + length == end else None
    record = before[-_SIZE_OF_END_64:-20]
    (place,) = struct.unpack_from("<Q", before, len(before) - 12)
    if not record.startswith(_END_64) or place != end - _SIZE_OF_END_64:
        return None
    large_length, large_offset = struct.unpack_from("<2Q", record, 40)
    same = length in {large_length, _IN_ZIP64} and offset in {large_offset, _IN_ZIP64}
    return place if same and large_offset + large_length == place else None


def check_entries(file: BinaryIO, archive: zipfile.ZipFile) -> None:
    """Raises `Closed` unless the entries lie one behind the other up to the directory, each as the directory says."""
    place, described = 0, False
    for info in sorted(archive.infolist(), key=lambda item: item.header_offset):
        _check_gap(info.header_offset - place, described=described)
        place = _check_entry(file, info)
        described = bool(info.flag_bits & _DESCRIPTOR)
    _check_gap(archive.start_dir - place, described=described)


def _check_gap(gap: int, *, described: bool) -> None:
    if gap < 0:
        raise Closed(Reason.ARCHIVE_BOMB)  # the same bytes as the content of several files
    if gap not in (_DESCRIPTOR_SIZES if described else {0}):
        raise Closed(Reason.UNSAFE_ARCHIVE)


def _check_entry(file: BinaryIO, info: zipfile.ZipInfo) -> int:
    """Where the entry ends."""
    file.seek(info.header_offset)
    header = file.read(30)
    if len(header) < 30 or not header.startswith(_ENTRY):
        raise Closed(Reason.UNREADABLE)
    flags, method = struct.unpack_from("<2H", header, 6)
    crc, packed, unpacked, name, extra = struct.unpack_from("<3I2H", header, 14)
    said = (info.CRC, info.compress_size, info.file_size)
    if method != info.compress_type or flags != info.flag_bits:
        raise Closed(Reason.UNSAFE_ARCHIVE)
    encoding = "utf-8" if flags & _UTF8 else "cp437"  # as `zipfile` reads the directory
    if file.read(int(name)).decode(encoding, "replace") != info.orig_filename:
        raise Closed(Reason.UNSAFE_ARCHIVE)
    told = not flags & _DESCRIPTOR and _IN_ZIP64 not in {packed, unpacked}
    if told and (crc, packed, unpacked) != said:
        raise Closed(Reason.UNSAFE_ARCHIVE)
    return info.header_offset + 30 + int(name) + int(extra) + info.compress_size
