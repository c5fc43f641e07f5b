"""PDF pages whose fonts are named and not embedded, as print drivers of the nineties made them."""

Line = tuple[str, bytes]  # font, bytes in its table


def page(*lines: Line) -> bytes:
    """One page, a line below the other."""
    fonts = list(dict.fromkeys(font for font, _ in lines))
    shown = b"".join(
        b"/F%d 12 Tf <%s> Tj T*\n" % (fonts.index(font), data.hex().encode())
        for font, data in lines
    )
    content = b"BT 14 TL 60 780 Td\n" + shown + b"ET"
    named = b"".join(b"/F%d %d 0 R " % (number, 5 + number) for number in range(len(fonts)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<<%s>>>>>>" % named,
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        *(
            b"<</Type/Font/Subtype/TrueType/BaseFont/%s/Encoding/WinAnsiEncoding>>" % font.encode()
            for font in fonts
        ),
    ]  # fmt: skip
    return _file(objects)


def _file(objects: list[bytes]) -> bytes:
    out = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    tail = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(out))
    return out + head + table + tail
