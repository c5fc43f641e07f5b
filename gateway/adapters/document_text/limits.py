"""Limits on what is read from one file."""

import re
from itertools import islice

from gateway.domain.document import TextEncoding
from gateway.domain.legacy_text import unify
from gateway.domain.vietnamese import nfc

MAX_CHARACTERS = 200_000
MAX_UNPACKED = 200 * 1024 * 1024  # bytes, all members of an office file together
MAX_MEMBERS = 5_000
MAX_PART = 40 * 1024 * 1024  # bytes of one XML part
MAX_ELEMENTS = 400_000  # of one XML part
MAX_DEPTH = 200
_CONTROL = re.compile("[\x00-\x08\x0b\x0d-\x1f\x7f]")  # but tab, newline and form feed
_LINE_HYPHEN = (
    "\ufffe"  # pdfium's, for a hyphen at the end of a line: "NQ-" over "HĐND" is one word
)
_SURROGATE = re.compile("[\ud800-\udfff]")


def unified(*texts: str) -> tuple[list[str], TextEncoding]:
    """Texts of one file in Unicode and tidy, and the table that they were in.

    Before `tidy`: its rules for white space and invisible characters would take letters of the older tables.
    """
    found = unify("\f".join(text[: MAX_CHARACTERS * 2] for text in texts))
    pages = iter(found.text.split("\f"))
    return [
        tidy("\f".join(islice(pages, text[: MAX_CHARACTERS * 2].count("\f") + 1))) for text in texts
    ], found.encoding


def tidy(text: str) -> str:
    """NFC, line ends as newline, no control characters but tab, newline and form feed, capped.

    Surrogate pairs are joined and lone ones dropped: JSON and UTF-8 cannot carry them.
    """
    text = text[: MAX_CHARACTERS * 2].replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
    if _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    text = text.replace(_LINE_HYPHEN, "-")
    return nfc(_CONTROL.sub("", text))[:MAX_CHARACTERS]
