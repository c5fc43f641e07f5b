"""ZIP archives opened: members become files of a folder, under numbers; whatever is doubtful closes the whole archive."""

import stat
import zipfile
from functools import partial
from pathlib import Path

from gateway.adapters.mime.charsets import decode_as_named
from gateway.adapters.mime.containers import ZIP_FAULTS
from gateway.adapters.mime.unpacked import (
    BLOCK,
    Closed,
    Member,
    Unpacked,
    Unpacking,
    shown_names,
)
from gateway.adapters.mime.zip_layout import check_directory, check_entries
from gateway.adapters.mime.zip_names import base_name, leaves_its_folder, name_of
from gateway.domain.admission import Reason
from gateway.domain.display import harmless_block
from gateway.domain.formats import FileKind

_MAX_RATIO = 100  # genuine office files and texts reach 20
_RATIO_COUNTS_FROM = 20 << 20  # bytes unpacked: below it even 1,000 to 1 harms nobody
_ENCRYPTED = 0x1 | 0x40 | 0x2000  # also strong encryption and a masked directory
# What macOS and Windows add by themselves, with the bytes that prove it.
_NOISE = {
    ".ds_store": b"\0\0\0\1Bud1",
    "thumbs.db": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
}
# Programs look for a document's mark beyond the first byte.
_MAGICS = (b"%PDF-", b"PK\x03\x04", b"{\\rt", b"<html", b"Rar!", b"7z\xbc\xaf")
_LOOKED_AT = 1_024
_NOTHING = {0, 2}  # bytes, as they are or deflated
_COMMENTS = 20_000  # characters of all comments
_APPLE_DOUBLE = b"\0\x05\x16\x07"


def open_archive(path: Path, folder: Path, max_files: int, max_bytes: int) -> Unpacked:
    """Unpacks the archive at `path` into `folder`: at most so many files, so many bytes together.

    Whatever the archive is, the answer is a value. Raises OSError of the disk.
    """
    names: list[tuple[str, bool]] = []
    said = ""
    try:
        check_directory(path)
        with path.open("rb") as file, zipfile.ZipFile(file) as archive:
            names += [name_of(info) for info in archive.infolist()]
            said = _comments(archive)
            check_entries(file, archive)
            _check_members(archive, [name for name, _ in names], path.stat().st_size, max_bytes)
            unpacking = Unpacking(folder, max_files, max_bytes)
            _unpack(archive, unpacking)
    except Closed as closed:
        return _closed(closed.reason, names, said)
    except ZIP_FAULTS:
        return _closed(Reason.UNREADABLE, names, said)
    problem = None if unpacking.members else Reason.EMPTY
    return Unpacked(problem, tuple(unpacking.members), _shown(names), "", said, _known(names))


def _closed(reason: Reason, names: list[tuple[str, bool]], said: str) -> Unpacked:
    return Unpacked(reason, (), _shown(names), "", said, _known(names))


def _comments(archive: zipfile.ZipFile) -> str:
    """What whoever packed it wrote beside it: for the search for marks."""
    comments = [archive.comment, *(info.comment for info in archive.infolist())]
    texts = (decode_as_named(comment, None)[0] for comment in comments if comment)
    return harmless_block("\n".join(texts), _COMMENTS)


def _shown(names: list[tuple[str, bool]]) -> tuple[str, ...]:
    return shown_names(name for name, _ in names)


def _known(names: list[tuple[str, bool]]) -> bool:
    return all(known for _, known in names)


def _check_members(archive: zipfile.ZipFile, names: list[str], packed: int, max_bytes: int) -> None:
    """What the directory says of its members, before anything is unpacked."""
    infos = archive.infolist()
    if any(info.flag_bits & _ENCRYPTED for info in infos):
        raise Closed(Reason.ENCRYPTED)
    size = sum(info.file_size for info in infos)
    if size > max_bytes or (size > _RATIO_COUNTS_FROM and size > _MAX_RATIO * packed):
        raise Closed(Reason.ARCHIVE_BOMB)
    folded = [name.replace("\\", "/").lower() for name in names]
    if len(set(folded)) != len(folded) or any(leaves_its_folder(name) for name in names):
        raise Closed(Reason.UNSAFE_ARCHIVE)
    if any(_is_special(info) for info in infos):
        raise Closed(Reason.UNSAFE_ARCHIVE)
    # Only these two can be unpacked step by step; all programs that clerks use write them.
    if any(info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for info in infos):
        raise Closed(Reason.NOT_OPENED)


def _is_special(info: zipfile.ZipInfo) -> bool:
    """A link or a device of Unix, or a folder with a content. What was packed from a pipe is a file."""
    mode = info.external_attr >> 16
    odd = stat.S_IFMT(mode) not in {0, stat.S_IFREG, stat.S_IFDIR, stat.S_IFIFO}
    return odd or (_is_folder(info) and not _is_hollow(info))


def _is_folder(info: zipfile.ZipInfo) -> bool:
    return info.is_dir() or not base_name(name_of(info)[0])  # some programs separate by backslash


def _is_hollow(info: zipfile.ZipInfo) -> bool:
    return info.file_size == info.CRC == 0 and info.compress_size in _NOTHING


def _unpack(archive: zipfile.ZipFile, unpacking: Unpacking) -> None:
    for info in archive.infolist():
        if _is_folder(info):
            continue
        name = base_name(name_of(info)[0])
        with archive.open(info) as member:
            unpacking.add(name, iter(partial(member.read, BLOCK), b""))
        if unpacking.members[-1].size != info.file_size:
            raise Closed(Reason.UNREADABLE)
        if _is_noise(name, unpacking.members[-1]):
            unpacking.members.pop()


def _is_noise(name: str, member: Member) -> bool:
    """Name and content must say the same: a document that calls itself Thumbs.db is a file."""
    folded = name.lower()
    mark = _APPLE_DOUBLE if folded.startswith("._") else _NOISE.get(folded)
    if mark is None or member.kind is not FileKind.UNKNOWN:
        return False
    with Path(member.file).open("rb") as file:
        start = file.read(_LOOKED_AT)
    return start.startswith(mark) and not any(magic in start for magic in _MAGICS)
