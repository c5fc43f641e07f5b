"""Vietnamese spelling: one form to compare in, without merging what is different.

ĐA and DA, HD and HĐ, TTr and TT are different words of the trade, so `fold` keeps every mark and
every đ; only case, composition, the place of the tone and white space are made one. `bare` drops
the marks and is for texts that were written without them (file names, mail tags).
"""

import re
import unicodedata

# Old and new placement of the tone on an open oa, oe, uy: hoà/hòa, khoẻ/khỏe, uỷ/ủy.
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_NEW_PLACE = re.compile(
    rf"(?<![qQ])([oO](?=[aAeE])|[uU](?=[yY]))([aAeEyY])([{_TONES}])(?![^\W\d_]|[\u0300-\u036f])"
)
_OLD_PLACE = re.compile("[oO][àáãảạèéẽẻẹÀÁÃẢẠÈÉẼẺẸ]|[uU][ỳýỹỷỵỲÝỸỶỴ]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_MARKS = re.compile("[\u0300-\u036f]")


def nfc(text: str) -> str:
    """NFC without invisible characters (soft hyphen, zero width, direction marks, BOM)."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text))


def one_line(text: str) -> str:
    """NFC on one line, white space collapsed."""
    return " ".join(nfc(text).split())


def tone_place(text: str) -> str:
    """NFC with the tone of open oa, oe and uy on the first vowel (hòa, khỏe, ủy)."""
    composed = unicodedata.normalize("NFC", text)
    if not _OLD_PLACE.search(
        composed
    ):  # as almost every text: taking it apart costs ten times as much
        return composed
    apart = unicodedata.normalize("NFD", composed)
    return unicodedata.normalize("NFC", _NEW_PLACE.sub(r"\1\3\2", apart))


def fold(text: str) -> str:
    """The form to compare in: case, composition, tone placement and white space made one."""
    return tone_place(one_line(text)).casefold()


def bare(text: str) -> str:
    """Without any mark, đ as d, lower case: for names that were typed without diacritics."""
    apart = unicodedata.normalize("NFD", one_line(text)).casefold()
    return unicodedata.normalize("NFC", _MARKS.sub("", apart)).replace("đ", "d")


def is_capitals(text: str) -> bool:
    """True when there are letters and all of them are capitals."""
    letters = [char for char in text if char.isalpha()]
    return bool(letters) and all(char.isupper() for char in letters)
