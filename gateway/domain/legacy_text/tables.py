"""The older tables of Vietnamese letters, as published.

Text of such a table reaches us as one character a byte (Latin-1, or windows-1252 for 0x80 to 0x9f). Sources:
TCVN 5712:1993, sets VN3 (the ABC fonts `.Vn…`) and VN1 (the superset that mail calls x-viet-tcvn); RFC 1456 for
VISCII; the Vietnamese Professionals Society's chart for VPS (x-viet-vps); the table of VNI-Windows by VNI
Software; windows-1258 by Microsoft. No package is used: those that hold such tables are of one author and younger
than a year, or under the GPL.
"""

import unicodedata
from collections.abc import Mapping
from itertools import product

_TONES = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_ROW = 0x80

# Rows of sixteen from 0x80; "·" where the set has no letter of Vietnamese.
_VN3 = (
    "································"
    "·ĂÂÊÔƠƯĐăâêôơưđ······àảãáạ·ằẳẵắ·"
    "······ặầẩẫấậè·ẻẽéẹềểễếệìỉ···ĩíịò"
    "·ỏõóọồổỗốộờởỡớợù·ủũúụừửữứựỳỷỹýỵ·"
)  # fmt: skip
_VN1 = (
    "ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ"
    "·ĂÂÊÔƠƯĐăâêôơưđẰ·····àảãáạẲằẳẵắẴ"
    "ẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịò"
    "ỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ"
)  # fmt: skip
_VN1_CONTROLS = {1: "Ú", 2: "Ụ", 4: "Ừ", 5: "Ử", 6: "Ữ", 0x11: "Ứ", 0x12: "Ự", 0x13: "Ỳ", 0x14: "Ỷ", 0x15: "Ỹ",
                 0x16: "Ý", 0x17: "Ỵ", 0xB0: "\u0300", 0xB1: "\u0309", 0xB2: "\u0303", 0xB3: "\u0301", 0xB4: "\u0323"}  # fmt: skip
_VISCII = (
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲ"
    "ÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ"
    "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡư"
    "àáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"
)  # fmt: skip
_VISCII_CONTROLS = {2: "Ẳ", 5: "Ẵ", 6: "Ẫ", 0x14: "Ỷ", 0x19: "Ỹ", 0x1E: "Ỵ"}
_VPS = (
    "ÀẢÃẤẦẨọỗĂếềểệẮẰẲẾ‘’ỀỂỄỐỒỔỖýỷỵỚỜỞ"
    "·ắằẳẵặỠớÙờởỡŨỨợỪổỬỲỸÍÌộỈĨÓửữÒỎÕự"
    "ầÁÂấẩẫậđẻÉÊẹỉễịỹƯỦồốÔỏơÈừứÚũưÝẺß"
    "àáâãảạăçèéêẽìíîĩẴĐòóôõöƠụùúủüỶẼỳ"
)  # fmt: skip
_VPS_CONTROLS = {2: "Ạ", 3: "Ậ", 4: "Ặ", 5: "Ẹ", 6: "Ệ", 0x10: "Ị", 0x11: "Ọ", 0x12: "Ộ", 0x13: "Ợ", 0x14: "Ụ",
                 0x15: "Ự", 0x19: "Ỵ", 0x1C: "Ẫ", 0x1D: "Ữ"}  # fmt: skip
# What windows-1258 has at another place than Latin-1: letters, tones that follow their vowel, the sign of the đồng.
_CP1258 = {0xC3: "Ă", 0xCC: "\u0300", 0xD0: "Đ", 0xD2: "\u0309", 0xD5: "Ơ", 0xDD: "Ư", 0xDE: "\u0303", 0xE3: "ă",
           0xEC: "\u0301", 0xF0: "đ", 0xF2: "\u0323", 0xF5: "ơ", 0xFD: "ư", 0xFE: "₫"}  # fmt: skip


def _bytes(rows: str, more: Mapping[int, str] | None = None) -> dict[int, str]:
    found = {_ROW + place: letter for place, letter in enumerate(rows) if letter != "·"}
    return found | dict(more or {})


TCVN3: Mapping[int, str] = _bytes(_VN3)
TCVN5712: Mapping[int, str] = _bytes(_VN1, _VN1_CONTROLS)
VISCII: Mapping[int, str] = _bytes(_VISCII, _VISCII_CONTROLS)
VPS: Mapping[int, str] = _bytes(_VPS, _VPS_CONTROLS)
CP1258: Mapping[int, str] = _CP1258

# 0x80 to 0x9f as programs of Windows show them.
SHOWN_BY_WINDOWS: Mapping[int, int] = {
    ord(character): byte
    for byte in range(0x80, 0xA0)
    if (character := bytes([byte]).decode("cp1252", "ignore"))
}
# 0xc0 to 0xff as programs of a Vietnamese Windows show them.
SHOWN_BY_VIETNAMESE_WINDOWS: Mapping[int, int] = {
    ord(letter): byte for byte, letter in _CP1258.items()
}


def _vni() -> dict[str, str]:
    """Two characters a letter: the vowel and its marks; i, đ, ơ, ư and ỵ have characters of their own."""
    vowels = {"a": "a", "e": "e", "o": "o", "u": "u", "y": "y", "ô": "ơ", "ö": "ư"}
    found = {shown + mark: vowels[shown] + tone for shown, (mark, tone) in product(vowels, _TONES.items())}  # fmt: skip
    hat = {"â": "", "á": "\u0301", "à": "\u0300", "å": "\u0309", "ã": "\u0303", "ä": "\u0323"}
    breve = {"ê": "", "é": "\u0301", "è": "\u0300", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323"}
    found |= {vowel + mark: vowel + "\u0302" + tone for vowel in "aeo" for mark, tone in hat.items()}  # fmt: skip
    found |= {"a" + mark: "a\u0306" + tone for mark, tone in breve.items()}
    found |= {"ô": "ơ", "ö": "ư", "ñ": "đ", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}  # fmt: skip
    return {shown: unicodedata.normalize("NFC", letter) for shown, letter in found.items()}


def _in_capitals(small: Mapping[str, str]) -> dict[str, str]:
    """A capital vowel keeps its letter a capital, whichever case its mark has."""
    found = dict(small)
    for shown, letter in small.items():
        capital = shown[0].upper()
        found |= {capital + mark: letter.upper() for mark in {shown[1:], shown[1:].upper()}}
        found[shown[0] + shown[1:].upper()] = letter
    return found


VNI: Mapping[str, str] = _in_capitals(_vni())
