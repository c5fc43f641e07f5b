"""The fast hex string reader gives what pyHanko's own gives: value, error and position."""

from io import BytesIO

from hypothesis import example, given
from hypothesis import strategies as st
from pyhanko.pdf_utils.misc import PdfStreamError

from gateway.adapters.signatures import hex_strings

_PIECES = st.lists(
    st.one_of(
        st.binary(max_size=4),
        st.sampled_from(
            [
                b"0",
                b"9",
                b"a",
                b"F",
                b" ",
                b"\n",
                b"\r\n",
                b"\t",
                b"\0",
                b"\f",
                b">",
                b"%",
                b"<",
                b"(",
            ]
        ),
    ),
    max_size=30,
).map(b"".join)


def _outcome(read: object, data: bytes) -> tuple[object, ...]:
    stream = BytesIO(b"before" + data)
    stream.seek(6)
    try:
        value = read(stream)
    except PdfStreamError as error:
        return type(error), str(error)
    return type(value), bytes(getattr(value, "original_bytes", value)), stream.tell()


@given(_PIECES)
@example(b"48656C6C6F> rest")
@example(b"4 8 6>")
@example(b">")
@example(b"")
@example(b"48%comment>\n65>")
@example(b"FEFF1EA5>")
@example(b"00" * 70_000 + b">x")
def test_the_same_value_error_and_position(rest: bytes) -> None:
    data = b"<" + rest
    assert _outcome(hex_strings.read_hex_string_from_stream, data) == _outcome(
        hex_strings._original, data
    )
