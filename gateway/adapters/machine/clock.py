"""Whether the kernel's clock is kept by a time server, adjtimex(2)."""

import ctypes

_TIME_ERROR = 5  # "the clock is not synchronised"
_STRUCT_TIMEX = 512  # bytes; 208 on 64-bit machines, and zero in `modes` changes nothing


def is_synchronised() -> bool | None:
    """None when the kernel does not tell."""
    try:
        adjtimex = ctypes.CDLL(None).adjtimex
    except AttributeError:
        return None
    state = adjtimex(ctypes.create_string_buffer(_STRUCT_TIMEX))
    return None if state < 0 else bool(state != _TIME_ERROR)
