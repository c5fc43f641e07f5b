"""Letters that look like those of a mark: full width, mathematical, Cyrillic, Greek, the Eth of Iceland.

For looking for marks alone: what a person sees as MẬT is one, whatever letters it was made of.
"""

import unicodedata

_LATIN = "ABEKMHOPCTYXIZNaecopxyi"
_ALIKE = str.maketrans(
    {
        **dict(zip("АВЕКМНОРСТУХІ", _LATIN, strict=False)),
        **dict(zip("ΑΒΕΚΜΗΟΡ", _LATIN, strict=False)),
        "Τ": "T", "Υ": "Y", "Χ": "X", "Ι": "I", "Ζ": "Z", "Ν": "N",
        **dict(zip("аеос", "aeoc", strict=True)), "р": "p", "х": "x", "у": "y", "і": "i",
        "\u00d0": "Đ", "\u0189": "Đ", "\u00f0": "đ",
        # What shows nothing and is no zero-width character of `nfc`.
        **dict.fromkeys("\u034f\u061c\u115f\u1160\u180b\u180c\u180d\u180e\u3164\uffa0", ""),
        **{chr(code): "" for code in range(0xFE00, 0xFE10)},
    }
)  # fmt: skip


def looks_like(text: str) -> str:
    """The text in the letters of Vietnamese, with every sort of space as a space."""
    if text.isascii():
        return text
    # Apart first: the tone of a letter from elsewhere goes with the letter that stands for it.
    apart = unicodedata.normalize("NFKD", text).translate(_ALIKE)
    return unicodedata.normalize("NFC", apart)
