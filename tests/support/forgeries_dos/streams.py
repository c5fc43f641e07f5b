"""Streams that swell when they are decoded, lie about their length or draw themselves."""

from collections.abc import Iterator

from tests.support.forgeries_dos.case import SAFE, Bomb
from tests.support.forgeries_dos.paper import Paper, deflated, raw_stream, zeros


def bombs() -> Iterator[Bomb]:
    gigabyte = raw_stream(zeros(1024), b"/Filter /FlateDecode")
    form = raw_stream(
        zeros(1024), b"/Filter /FlateDecode /Type /XObject /Subtype /Form /BBox [0 0 9 9]"
    )
    metadata = raw_stream(zeros(1024), b"/Filter /FlateDecode /Type /Metadata /Subtype /XML")
    image = b"/Type /XObject /Subtype /Image /Width 100000 /Height 100000 /BitsPerComponent 8 /ColorSpace /DeviceGray"
    fonts = b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >> >> /XObject << /I 10 0 R >> >>"
    yield Bomb(
        "content-bomb", "a gigabyte of page content", lambda: Paper(content=gigabyte).build(), SAFE
    )
    yield Bomb(
        "content-bomb-text",
        "a hundred megabytes of text operators",
        lambda: Paper(content=deflated(b"BT /F1 9 Tf (abcdefgh) Tj ET\n" * 3_500_000)).build(),
        SAFE,
    )
    yield Bomb(
        "content-nested-save",
        "ten million q",
        lambda: Paper(content=deflated(b"q " * 10_000_000)).build(),
        SAFE,
    )
    yield Bomb(
        "metadata-bomb",
        "a gigabyte of metadata",
        lambda: Paper(catalog=b"/Metadata 10 0 R", objects={10: metadata}).build(),
        SAFE,
    )
    yield Bomb(
        "appearance-bomb",
        "a gigabyte of appearance",
        lambda: Paper(widget=b"/AP << /N 10 0 R >>", objects={10: form}).build(),
        SAFE,
    )
    yield Bomb(
        "form-in-itself",
        "a form that draws itself",
        lambda: Paper(
            content=raw_stream(b"/I Do"),
            page=fonts,
            objects={
                10: raw_stream(
                    b"/I Do",
                    b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /I 10 0 R >> >>",
                )
            },
        ).build(),
        SAFE,
    )
    for kind in (
        "JBIG2Decode",
        "JPXDecode",
        "CCITTFaxDecode",
        "DCTDecode",
        "LZWDecode",
        "RunLengthDecode",
        "FlateDecode",
    ):
        yield Bomb(
            f"image-{kind}",
            "an image that claims ten gigapixels",
            lambda kind=kind: Paper(
                content=raw_stream(b"/I Do"),
                page=fonts,
                objects={10: raw_stream(zeros(64), image + b" /Filter /" + kind.encode())},
            ).build(),
            SAFE,
        )
    yield Bomb(
        "filters-thousand",
        "a chain of a thousand filters",
        lambda: Paper(
            content=raw_stream(b"x", b"/Filter [%s]" % (b"/ASCIIHexDecode " * 1000))
        ).build(),
    )
    yield Bomb(
        "filters-flate-twice",
        "a bomb in a bomb",
        lambda: Paper(
            objects={
                10: deflated(zeros(1024), b"/Filter [/FlateDecode /FlateDecode] /Type /Metadata")
            },
            catalog=b"/Metadata 10 0 R",
        ).build(),
        SAFE,
    )
    yield Bomb(
        "predictor-columns",
        "rows of 10^9 columns in content",
        lambda: Paper(
            content=deflated(
                b"x",
                b"/DecodeParms << /Predictor 12 /Columns 1000000000 /Colors 32 /BitsPerComponent 16 >>",
            )
        ).build(),
        SAFE,
    )
    yield Bomb(
        "predictor-metadata",
        "the same in metadata",
        lambda: Paper(
            objects={
                10: deflated(
                    bytes(100_000),
                    b"/Type /Metadata /DecodeParms << /Predictor 12 /Columns 1000000000 >>",
                )
            },
            catalog=b"/Metadata 10 0 R",
        ).build(),
        SAFE,
    )
    yield Bomb(
        "length-huge",
        "/Length 10^15",
        lambda: Paper(
            objects={10: b"<< /Length 1000000000000000 >>\nstream\nx\nendstream"},
            catalog=b"/X 10 0 R",
        ).build(),
    )
    yield Bomb(
        "length-negative",
        "/Length -5",
        lambda: Paper(
            objects={10: b"<< /Length -5 >>\nstream\nx\nendstream"}, catalog=b"/X 10 0 R"
        ).build(),
    )
