"""Names in a ZIP: in Unicode, or in whatever table the program that packed it had; and those that are no names."""

import re
import struct
import unicodedata
import zipfile
import zlib

_UTF8 = 0x800
_UNICODE_PATH = 0x7075  # APPNOTE.TXT §4.6.9
_MARKED = re.compile("[À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ]")
_LEAVES = re.compile(r"^(?:[/\\]|[A-Za-z]:)|(?:^|[/\\])\.\.(?:[/\\]|$)")


def name_of(info: zipfile.ZipInfo) -> tuple[str, bool]:
    """The name with its folders, and whether its table could be told."""
    name = info.orig_filename
    if info.flag_bits & _UTF8:
        return name, True
    raw = name.encode("cp437")  # as `zipfile` has read it
    for text in (_unicode_path(info, raw), _utf8(raw), _windows(raw)):
        if text is not None:
            return text, True
    return raw.decode("latin-1"), False


def leaves_its_folder(name: str) -> bool:
    """An absolute name, a drive, a way upwards, or one that is cut short at a NUL."""
    return _LEAVES.search(name) is not None or "\0" in name


def base_name(name: str) -> str:
    """The last part: folders are flattened. Old programs write backslashes."""
    return re.split(r"[/\\]", name)[-1]


def _utf8(raw: bytes) -> str | None:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _unicode_path(info: zipfile.ZipInfo, raw: bytes) -> str | None:
    """The Unicode name that belongs to these very bytes."""
    extra = info.extra
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<HH", extra)
        field, extra = extra[4 : 4 + length], extra[4 + length :]
        if kind == _UNICODE_PATH and field[:5] == b"\1" + struct.pack("<I", zlib.crc32(raw)):
            return _utf8(field[5:])
    return None


def _windows(raw: bytes) -> str | None:
    """windows-1258, what Vietnamese Windows writes; None when other letters than Vietnamese ones come out."""
    try:
        text = unicodedata.normalize("NFC", raw[:1000].decode("cp1258"))
    except UnicodeDecodeError:
        return None
    return text if all(letter.isascii() or _MARKED.match(letter) for letter in text) else None
