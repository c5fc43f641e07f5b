"""What a widget draws, as far as it must be known: whether a viewer keeps it in its place."""

import re
import zlib
from collections.abc import Iterator

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfError

from gateway.adapters.signatures.objects import entry

_STATES = ("/N", "/R", "/D")
_MAX_DEPTH = 6  # of forms within forms; Acrobat's layers are three deep
_MAX_LOOK = 1 << 20  # bytes of one decoded stream; larger ones count as drawing
_COMMENT = re.compile(rb"%[^\r\n]*")
_PAINTING = re.compile(rb"(?<![^\s\])>])(?:S|s|f|F|f\*|B|B\*|b|b\*|sh|Tj|TJ|'|\"|BI)(?![^\s\[(<])")
_DRAWS_FORM = re.compile(rb"(?<!\S)Do(?!\S)")


def strays(widget: generic.DictionaryObject, *, flat: bool) -> bool:
    """Whether something is drawn that need not lie inside the widget's rectangle.

    ISO 32000-2 §12.5.5 fits the box of a look into the rectangle; that fails when either has no area or the
    matrix cannot be turned round, and then every viewer does as it likes. `flat`: the rectangle has no area.
    """
    return any(_paints(look, 0) and (flat or _unfit(look)) for look in _looks(widget))


def _looks(widget: generic.DictionaryObject) -> Iterator[generic.StreamObject]:
    shown = entry(widget, "/AP")
    if not isinstance(shown, generic.DictionaryObject):
        return
    for state in _STATES:
        look = entry(shown, state)
        if isinstance(look, generic.StreamObject):
            yield look
        elif isinstance(look, generic.DictionaryObject):
            yield from (
                value for key in look if isinstance(value := look[key], generic.StreamObject)
            )


def _numbers(value: object) -> list[float] | None:
    numbers = (generic.NumberObject, generic.FloatObject)
    if not isinstance(value, generic.ArrayObject) or not all(
        isinstance(item, numbers) for item in value
    ):
        return None
    return [float(item) for item in value]


def _unfit(look: generic.StreamObject) -> bool:
    box = _numbers(entry(look, "/BBox"))
    if box is None or len(box) != 4 or box[0] == box[2] or box[1] == box[3]:
        return True
    if "/Matrix" not in look:
        return False
    matrix = _numbers(entry(look, "/Matrix"))
    return matrix is None or len(matrix) != 6 or matrix[0] * matrix[3] == matrix[1] * matrix[2]


def _paints(look: generic.StreamObject, depth: int) -> bool:
    """Whether a painting operator stands in it or in the forms that it draws. In doubt it does."""
    if depth > _MAX_DEPTH or entry(look, "/Subtype") == "/Image":
        return True
    try:
        data = look.data
    except (PdfError, ValueError, zlib.error):
        return True
    if len(data) > _MAX_LOOK:
        return True
    content = _COMMENT.sub(b" ", data)
    if _PAINTING.search(content):
        return True
    return bool(_DRAWS_FORM.search(content)) and any(
        _paints(inner, depth + 1) for inner in _inner(look)
    )


def _inner(look: generic.StreamObject) -> Iterator[generic.StreamObject]:
    resources = entry(look, "/Resources")
    if not isinstance(resources, generic.DictionaryObject):
        return
    named = entry(resources, "/XObject")
    if isinstance(named, generic.DictionaryObject):
        yield from (value for key in named if isinstance(value := named[key], generic.StreamObject))
