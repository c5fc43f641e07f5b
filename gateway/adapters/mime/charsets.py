"""Bytes to text without trusting what the mail says of itself."""

import codecs
import re

from gateway.domain.document import TextEncoding
from gateway.domain.encodings import is_older_table
from gateway.domain.legacy_text import (
    from_tcvn_charset,
    is_vietnamese,
    shown_by_windows,
    to_unicode,
    unify,
)

# Charsets of mail that a sender may name. Python knows more codecs, some of which are no charsets
# (unicode_escape, idna, undefined), slow on hostile input (punycode) or able to hide ASCII (utf-7).
_ALLOWED = re.compile(
    r"ascii|utf-(?:8|8-sig|16|16-le|16-be|32|32-le|32-be)|iso8859-\d{1,2}|cp\d{3,4}|koi8-[ru]|gb2312|gbk|gb18030"
    r"|big5|big5hkscs|euc_jp|euc_kr|iso2022_jp|shift_jis|tis-620|mac-roman"
)
_WESTERN = frozenset({"iso8859-1", "iso8859-15", "cp1252", "mac-roman"})
# Names that mail programs gave to tables for which Python has no codec.
_TABLES = {
    **dict.fromkeys(("tcvn", "x-viet-tcvn", "x-viet-tcvn5712", "tcvn5712", "tcvn-5712", "tcvn5712-1", "tcvn5712-1:1993"),
                    TextEncoding.TCVN3),
    **dict.fromkeys(("viscii", "csviscii", "viscii1.1-1", "x-viet-viscii"), TextEncoding.VISCII),
    **dict.fromkeys(("vps", "x-viet-vps", "x-vps"), TextEncoding.VPS),
    **dict.fromkeys(("vni", "x-viet-vni", "x-vni"), TextEncoding.VNI),
}  # fmt: skip


def codec_of(charset: str) -> str | None:
    """The Python codec of a charset that a mail names, or None when unknown (VISCII, TCVN3, VNI, VPS …)."""
    name = charset.strip().strip("\"'").partition("*")[0]  # RFC 2231 §5: charset*language
    if not name.isascii() or not 0 < len(name) <= 40 or "\0" in name:
        return None
    try:
        codec = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    return codec if _ALLOWED.fullmatch(codec) else None


def decode(data: bytes, charset: str | None) -> tuple[str, bool]:
    """The text in Unicode, and whether the charset was known and fitted or the table is certain by its letters."""
    text, known = decode_as_named(data, charset)
    found = unify(text)
    return (text, known) if found.encoding is TextEncoding.UNICODE else (found.text, True)


def decode_as_named(data: bytes, charset: str | None) -> tuple[str, bool]:
    """The text by what the mail says of it, and whether that was known and fitted.

    Undeclared and US-ASCII bytes are tried as UTF-8 first: much software sends it undeclared. What fits
    nothing is read byte by byte as windows-1252, from which legacy Vietnamese can still be recovered.
    """
    table = _TABLES.get(charset.strip().strip("\"'").partition("*")[0].lower()) if charset else None
    if table is not None:
        return _by_table(data, table)
    codec = codec_of(charset) if charset else "ascii"
    for candidate in ("utf-8", None) if codec in {None, "ascii"} else (codec, "utf-8"):
        text = _try(data, candidate)
        if text is not None:
            # Vietnamese cannot be written in Latin-1; bytes of TCVN3 or VNI hide MẬT behind that name.
            hidden = candidate in _WESTERN and is_older_table(text)
            return text, codec is not None and not hidden
    return shown_by_windows(data), False


def _by_table(data: bytes, table: TextEncoding) -> tuple[str, bool]:
    """A mail that names a table; when its bytes are UTF-8 they are in no table."""
    utf8 = _try(data, "utf-8")
    if utf8 is not None:
        return utf8, True
    shown = data.decode("latin-1")
    # What mail calls TCVN has capitals of its own.
    in_tcvn = table is TextEncoding.TCVN3
    text = from_tcvn_charset(shown) if in_tcvn else to_unicode(shown, table)
    return (text, True) if is_vietnamese(text) else (shown_by_windows(data), False)


def _try(data: bytes, codec: str | None) -> str | None:
    if codec is None:
        return None
    try:
        return data.decode(codec)
    except (UnicodeError, LookupError):
        return None
