"""Vietnamese text in tables older than Unicode: recognised and converted for reading (Art. 4.2.b)."""

from gateway.domain.legacy_text.conversion import from_tcvn_charset, shown_by_windows, to_unicode
from gateway.domain.legacy_text.evidence import has_unicode_letters
from gateway.domain.legacy_text.fonts import LegacyFont, font_of
from gateway.domain.legacy_text.lost_horn import with_horns
from gateway.domain.legacy_text.reading import (
    Unified,
    in_font,
    lying_fonts,
    marks_in_doubt,
    possible_readings,
    unify,
)
from gateway.domain.legacy_text.recognition import (
    is_foreign,
    is_vietnamese,
    may_be_older,
    recognise,
)

__all__ = [
    "LegacyFont",
    "Unified",
    "font_of",
    "from_tcvn_charset",
    "has_unicode_letters",
    "in_font",
    "is_foreign",
    "is_vietnamese",
    "lying_fonts",
    "marks_in_doubt",
    "may_be_older",
    "possible_readings",
    "recognise",
    "shown_by_windows",
    "to_unicode",
    "unify",
    "with_horns",
]
