"""The fields of a form, counted before they are followed: thirty nodes that name their kid twice are 2^30 fields."""

from collections.abc import Iterator

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.rw_common import PdfHandler
from pyhanko.sign.fields import enumerate_sig_fields

from gateway.adapters.signatures.objects import entry, items_of
from gateway.adapters.signatures.xref_limits import OvergrownFile

MAX_FIELDS = 50_000  # by every way that leads to them


def signature_fields(
    handler: PdfHandler, *, filled: bool | None = None
) -> Iterator[tuple[str, object, object]]:
    """Name, value and field of the signature fields; None: filled and empty ones.

    Raises `OvergrownFile` when the form has too many fields of any kind.
    """
    _measure(handler)
    yield from enumerate_sig_fields(handler, filled_status=filled)


def _measure(handler: PdfHandler) -> None:
    waiting = [_fields(handler)]
    visits = 0
    while waiting:
        fields = waiting.pop()
        visits += len(fields)
        if visits > MAX_FIELDS:
            raise OvergrownFile("too many form fields")
        waiting.extend(_kids(field) for field in fields)


def _fields(handler: PdfHandler) -> list[object]:
    try:
        form = entry(handler.root, "/AcroForm")
    except KeyError:  # the first section of a linearised file names no root
        return []
    return items_of(form, "/Fields") if isinstance(form, generic.DictionaryObject) else []


def _kids(field: object) -> list[object]:
    found = field.get_object() if isinstance(field, generic.IndirectObject) else field
    return items_of(found, "/Kids") if isinstance(found, generic.DictionaryObject) else []
