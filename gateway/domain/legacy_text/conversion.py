"""Text of an older table into Unicode (NFC). The file itself is never changed: this is for reading."""

import re
import unicodedata
from collections.abc import Callable, Mapping

from gateway.domain.document import TextEncoding
from gateway.domain.legacy_text import tables
from gateway.domain.legacy_text.utf8_twice import undo

_CASED = re.compile(r"[^\t\n\f]+")
_WORD = re.compile(r"[^\W\d_]+")
# TCVN3 has no capitals with a tone; those of VISCII and VPS that are control codes cannot be typed.
WITHOUT_ALL_CAPITALS = (TextEncoding.TCVN3, TextEncoding.VISCII, TextEncoding.VPS)
_SYMBOL_FONT = {0xF000 + byte: byte for byte in range(0x20, 0x100)}  # fonts without a Unicode map


def to_unicode(text: str, table: TextEncoding, *, capitals: bool = False) -> str:
    """`text` as it stood in the file, one character a byte, converted. UNICODE and UNKNOWN are only composed.

    `capitals`: the font shows small letters as capitals (`.VnTimeH`).
    """
    letters = letters_of(text, table)
    if capitals:
        return letters.upper()
    return _CASED.sub(_cased, letters) if table in WITHOUT_ALL_CAPITALS else letters


def letters_of(text: str, table: TextEncoding) -> str:
    """`text` converted letter by letter, whatever its words look like then."""
    return unicodedata.normalize("NFC", _CONVERTERS.get(table, str)(text))


def from_tcvn_charset(text: str) -> str:
    """Bytes that a mail calls TCVN: set VN1, which has capitals of its own (TCVN 5712:1993)."""
    return unicodedata.normalize("NFC", _CASED.sub(_cased, text.translate(tables.TCVN5712)))


def shown_by_windows(data: bytes) -> str:
    """Bytes of an unknown table as windows-1252 shows them; the five codes that it has not stay controls."""
    return data.decode("latin-1").translate(_WINDOWS)


_WINDOWS = {byte: code for code, byte in tables.SHOWN_BY_WINDOWS.items()}


def _by_letter(table: Mapping[int, str], shown: Mapping[int, int]) -> Callable[[str], str]:
    characters = dict(table) | {code: table[byte] for code, byte in shown.items() if byte in table}
    return lambda text: text.translate(characters)


_VNI_LETTER = re.compile(
    "|".join(re.escape(shown) for shown in sorted(tables.VNI, key=len, reverse=True))
)


def _vni(text: str) -> str:
    plain = text.translate(_SYMBOL_FONT)
    return _VNI_LETTER.sub(lambda match: tables.VNI[match[0]], plain)


_CONVERTERS: Mapping[TextEncoding, Callable[[str], str]] = {
    TextEncoding.TCVN3: _by_letter(tables.TCVN3, _SYMBOL_FONT),
    TextEncoding.VNI: _vni,
    TextEncoding.VISCII: _by_letter(tables.VISCII, tables.SHOWN_BY_WINDOWS),
    TextEncoding.VPS: _by_letter(tables.VPS, tables.SHOWN_BY_WINDOWS),
    TextEncoding.WINDOWS_1258: _by_letter(tables.CP1258, {}),
    TextEncoding.UTF8_TWICE: undo,
}


def _cased(column: re.Match[str]) -> str:
    """`MËT` is MẬT. So is a column of such words throughout (`HOµ X·`: HOÀ XÃ)."""
    text = column[0]
    letters = [letter for letter in text if letter.isascii() and letter.isalpha()]
    raised = _WORD.sub(_cased_word, text)
    in_capitals = raised != text and not any(letter.islower() for letter in letters)
    return text.upper() if in_capitals else raised


def _cased_word(word: re.Match[str]) -> str:
    text = word[0]
    letters = "".join(letter for letter in text if letter.isascii())
    return text.upper() if len(letters) >= 2 and letters.isupper() else text
