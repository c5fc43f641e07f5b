"""Object identifiers of a possible length: asn1crypto's time for one grows with the square of its length."""

from asn1crypto import core

MAX_BYTES = 128  # encoded; those in use have up to about 20

_dotted = core.ObjectIdentifier.dotted.fget


def dotted(identifier: core.ObjectIdentifier) -> str:
    """In dotted notation, as asn1crypto gives it. Raises ValueError for one of impossible length."""
    if len(identifier.contents) > MAX_BYTES:
        raise ValueError("an object identifier of impossible length")
    return str(_dotted(identifier))


def install() -> None:
    """Puts this function in the place of asn1crypto's. Repeatable."""
    core.ObjectIdentifier.dotted = property(dotted)
