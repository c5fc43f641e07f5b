"""Vietnamese text written in the older tables, by literal rows that do not come from the product's own.

One code for each letter of `SMALL`, then of its capitals. Codes of control characters cannot be typed: people
wrote the small letter instead, and so does `written`.
"""

import unicodedata

_LETTERS = (
    "à á ả ã ạ â ầ ấ ẩ ẫ ậ ă ằ ắ ẳ ẵ ặ đ è é ẻ ẽ ẹ ê ề ế ể ễ ệ ì í ỉ ĩ ị ò ó "
    "ỏ õ ọ ô ồ ố ổ ỗ ộ ơ ờ ớ ở ỡ ợ ù ú ủ ũ ụ ư ừ ứ ử ữ ự ỳ ý ỷ ỹ ỵ"
)
SMALL = tuple(_LETTERS.split())
CAPITALS = tuple(letter.upper() for letter in SMALL)

_TCVN3 = (
    "b5 b8 b6 b7 b9 a9 c7 ca c8 c9 cb a8 bb be bc bd c6 ae cc d0 ce cf d1 aa d2 d5 d3 d4 d6 d7 dd d8 dc de df e3 e1 e2 "
    "e4 ab e5 e8 e6 e7 e9 ac ea ed eb ec ee ef f3 f1 f2 f4 ad f5 f8 f6 f7 f9 fa fd fb fc fe"
)
_TCVN3_CAPITALS = {
    "Ă": 0xA1,
    "Â": 0xA2,
    "Ê": 0xA3,
    "Ô": 0xA4,
    "Ơ": 0xA5,
    "Ư": 0xA6,
    "Đ": 0xA7,
}
_VN1_CAPITALS = (
    "80 83 81 82 84 a2 c1 c4 c2 c3 86 a1 af c0 ba bf 85 a7 87 8a 88 89 8b a3 c5 da cd d9 8c 8d 90 8e 8f 91 92 95 93 94 "
    "96 a4 db ff e0 f0 97 a5 98 9b 99 9a 9c 9d 01 9e 9f 02 a6 04 11 05 06 12 13 16 14 15 17"
)
_VISCII = (
    (
        "e0 e1 e4 e3 d5 e2 a5 a4 a6 e7 a7 e5 a2 a1 c6 c7 a3 f0 e8 e9 eb a8 a9 ea ab aa ac ad ae ec ed ef ee b8 f2 f3 f6 f5 "
        "f7 f4 b0 af b1 b2 b5 bd b6 be b7 de fe f9 fa fc fb f8 df d7 d1 d8 e6 f1 cf fd d6 db dc"
    ),
    (
        "c0 c1 c4 c3 80 c2 85 84 86 06 87 c5 82 81 02 05 83 d0 c8 c9 cb 88 89 ca 8b 8a 8c 8d 8e cc cd 9b ce 98 d2 d3 99 a0 "
        "9a d4 90 8f 91 92 93 b4 96 95 97 b3 94 d9 da 9c 9d 9e bf bb ba bc ff b9 9f dd 14 19 1e"
    ),
)
_VPS = (
    (
        "e0 e1 e4 e3 e5 e2 c0 c3 c4 c5 c6 e6 a2 a1 a3 a4 a5 c7 e8 e9 c8 eb cb ea 8a 89 8b cd 8c ec ed cc ef ce f2 f3 d5 f5 "
        "86 f4 d2 d3 b0 87 b6 d6 a9 a7 aa ab ae f9 fa fb db f8 dc d8 d9 ba bb bf ff 9a 9b cf 9c"
    ),
    (
        "80 c1 81 82 02 c2 84 83 85 1c 03 88 8e 8d 8f f0 04 f1 d7 c9 de fe 05 ca 93 90 94 95 06 b5 b4 b7 b8 10 bc b9 bd be "
        "11 d4 97 96 98 99 12 f7 9e 9d 9f a6 13 a8 da d1 ac 14 d0 af ad b1 1d 15 b2 dd fd b3 19"
    ),
)
_CP1258 = (
    (
        "61cc 61ec 61d2 61de 61f2 e2 e2cc e2ec e2d2 e2de e2f2 e3 e3cc e3ec e3d2 e3de e3f2 f0 65cc 65ec 65d2 65de 65f2 ea "
        "eacc eaec ead2 eade eaf2 69cc 69ec 69d2 69de 69f2 6fcc 6fec 6fd2 6fde 6ff2 f4 f4cc f4ec f4d2 f4de f4f2 f5 f5cc "
        "f5ec f5d2 f5de f5f2 75cc 75ec 75d2 75de 75f2 fd fdcc fdec fdd2 fdde fdf2 79cc 79ec 79d2 79de 79f2"
    ),
    (
        "41cc 41ec 41d2 41de 41f2 c2 c2cc c2ec c2d2 c2de c2f2 c3 c3cc c3ec c3d2 c3de c3f2 d0 45cc 45ec 45d2 45de 45f2 ca "
        "cacc caec cad2 cade caf2 49cc 49ec 49d2 49de 49f2 4fcc 4fec 4fd2 4fde 4ff2 d4 d4cc d4ec d4d2 d4de d4f2 d5 d5cc "
        "d5ec d5d2 d5de d5f2 55cc 55ec 55d2 55de 55f2 dd ddcc ddec ddd2 ddde ddf2 59cc 59ec 59d2 59de 59f2"
    ),
)
_VNI = (
    (
        "aø aù aû aõ aï aâ aà aá aå aã aä aê aè aé aú aü aë ñ eø eù eû eõ eï eâ eà eá eå eã eä ì í æ ó ò oø où oû oõ oï oâ "
        "oà oá oå oã oä ô ôø ôù ôû ôõ ôï uø uù uû uõ uï ö öø öù öû öõ öï yø yù yû yõ î"
    ),
    (
        "AØ AÙ AÛ AÕ AÏ AÂ AÀ AÁ AÅ AÃ AÄ AÊ AÈ AÉ AÚ AÜ AË Ñ EØ EÙ EÛ EÕ EÏ EÂ EÀ EÁ EÅ EÃ EÄ Ì Í Æ Ó Ò OØ OÙ OÛ OÕ OÏ OÂ "
        "OÀ OÁ OÅ OÃ OÄ Ô ÔØ ÔÙ ÔÛ ÔÕ ÔÏ UØ UÙ UÛ UÕ UÏ Ö ÖØ ÖÙ ÖÛ ÖÕ ÖÏ YØ YÙ YÛ YÕ Î"
    ),
)


def _hex(rows: tuple[str, str]) -> dict[str, bytes]:
    codes = [bytes.fromhex(code) for row in rows for code in row.split()]
    return dict(zip(SMALL + CAPITALS, codes, strict=True))


def _tcvn3() -> dict[str, bytes]:
    found = dict(zip(SMALL, (bytes.fromhex(code) for code in _TCVN3.split()), strict=True))
    capitals = {letter: found[letter.lower()] for letter in CAPITALS}
    return found | capitals | {letter: bytes([code]) for letter, code in _TCVN3_CAPITALS.items()}


CODES: dict[str, dict[str, bytes]] = {
    "tcvn3": _tcvn3(),
    "tcvn5712": _hex((_TCVN3, _VN1_CAPITALS)),
    "viscii": _hex(_VISCII),
    "vps": _hex(_VPS),
    "windows-1258": _hex(_CP1258),
    "vni": {
        letter: shown.encode("latin-1")
        for letter, shown in zip(SMALL + CAPITALS, " ".join(_VNI).split(), strict=True)
    },
}


def coded(text: str, table: str) -> bytes:
    """The text in a table, every code as published."""
    codes = CODES[table]
    return b"".join(
        codes.get(letter) or letter.encode("cp1252")
        for letter in unicodedata.normalize("NFC", text)
    )


def typed(text: str, table: str) -> bytes:
    """The text as people typed it: without codes of control characters."""
    codes = CODES[table]
    return b"".join(
        coded(letter.lower(), table) if codes.get(letter, b"x")[0] < 0x20 else coded(letter, table)
        for letter in unicodedata.normalize("NFC", text)
    )


def shown(text: str, table: str, page: str = "latin-1") -> str:
    """How a program that knows nothing of the table shows the text."""
    if table == "utf-8-twice":
        return twice(text)
    data = typed(text, table)
    return _windows(data) if page == "cp1252" else data.decode(page)


def twice(text: str, times: int = 1) -> str:
    """UTF-8 read as windows-1252, so many times over."""
    for _ in range(times):
        text = _windows(text.encode())
    return text


def _windows(data: bytes) -> str:
    """windows-1252 as browsers read it: the five codes that it has not are controls."""
    return "".join(
        chr(byte) if byte in {0x81, 0x8D, 0x8F, 0x90, 0x9D} else bytes([byte]).decode("cp1252")
        for byte in data
    )
