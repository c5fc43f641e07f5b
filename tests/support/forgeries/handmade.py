"""Updates written byte by byte, where a library would refuse to be as wrong as a forger."""

import zlib
from dataclasses import dataclass, field

from tests.support.forgeries.workshop import reading


@dataclass
class Update:
    """An incremental update to `data`. Object bodies are bytes without `n g obj` and `endobj`."""

    data: bytes
    objects: dict[int, bytes]
    generation: int = 0
    root: int | None = None
    prev: int | None = None  # None: the last cross-reference of `data`; negative: no /Prev
    extra: bytes = b""
    lines: list[tuple[int, bytes]] = field(default_factory=list)  # further cross-reference lines
    unlisted: frozenset[int] = frozenset()
    has_xref: bool = True
    has_trailer: bool = True
    start: int | None = None  # what startxref says, if it lies
    between: bytes = b""  # before the cross-reference
    end: bytes = b"%%EOF\n"

    def build(self) -> bytes:
        out = bytearray(self.data.rstrip(b"\r\n") + b"\n")
        offsets = self._write_objects(out)
        out += self.between
        start = len(out)
        if self.has_xref:
            out += b"xref\n" + (b"".join(self._lines(offsets)) or b"0 0\n")
        if self.has_trailer:
            out += b"trailer\n<< " + self._trailer() + b" >>\n"
        shown = start if self.start is None else self.start
        return bytes(out + b"startxref\n%d\n" % shown + self.end)

    def _write_objects(self, out: bytearray) -> dict[int, int]:
        offsets = {}
        for number, body in self.objects.items():
            offsets[number] = len(out)
            out += b"%d %d obj\n%s\nendobj\n" % (number, self.generation, body)
        return offsets

    def _lines(self, offsets: dict[int, int]) -> list[bytes]:
        listed = [
            (number, b"%010d %05d n \n" % (offset, self.generation))
            for number, offset in offsets.items()
            if number not in self.unlisted
        ]
        lines = sorted([*listed, *self.lines], key=lambda item: item[0])
        return [b"%d 1\n%s" % item for item in lines]

    def _trailer(self) -> bytes:
        reader = reading(self.data)
        highest = max([int(reader.trailer["/Size"]) - 1, *self.objects]) + 1
        entries = b"/Size %d /Root %d 0 R" % (highest, self.root or reader.root_ref.idnum)
        prev = reader.last_startxref if self.prev is None else self.prev
        return entries + (b" /Prev %d " % prev if prev >= 0 else b" ") + self.extra


def line(number: int, offset: int) -> tuple[int, bytes]:
    return number, b"%010d 00000 n \n" % offset


def raw_stream(data: bytes, extra: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), extra, data)


def object_at(data: bytes, number: int) -> tuple[int, int]:
    """Where the object begins and where it ends, by its cross-reference."""
    reader = reading(data)
    location = reader.xrefs[reader.root_ref.__class__(number, 0, reader)]
    assert isinstance(location, int)
    return location, data.index(b"endobj", location) + len(b"endobj")


def body_of(data: bytes, number: int) -> bytes:
    begin, end = object_at(data, number)
    return data[data.index(b"obj", begin) + 3 : end - len(b"endobj")].strip()


def stream_update(
    data: bytes, objects: dict[int, bytes], compressed: dict[int, bytes] | None = None
) -> bytes:
    """An update with a cross-reference stream; `compressed` objects go into an object stream."""
    reader = reading(data)
    size = max([int(reader.trailer["/Size"]) - 1, *objects, *(compressed or {})]) + 1
    out = bytearray(data.rstrip(b"\r\n") + b"\n")
    rows: dict[int, tuple[int, int, int]] = {}
    plain = dict(objects)
    if compressed:
        plain[size] = object_stream(compressed)
        rows |= {number: (2, size, index) for index, number in enumerate(compressed)}
        size += 1
    for number, body in plain.items():
        rows[number] = (1, len(out), 0)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    rows[size] = (1, len(out), 0)
    head = (
        b"/Type /XRef /Size %d /W [1 4 2] /Root %d 0 R /Prev %d /Index [%s] /Filter /FlateDecode"
        % (
            size + 1,
            reader.root_ref.idnum,
            reader.last_startxref,
            b" ".join(b"%d 1" % number for number in sorted(rows)),
        )
    )
    table = b"".join(
        kind.to_bytes(1, "big") + where.to_bytes(4, "big") + index.to_bytes(2, "big")
        for _, (kind, where, index) in sorted(rows.items())
    )
    start = len(out)
    out += b"%d 0 obj\n%s\nendobj\n" % (size, raw_stream(zlib.compress(table), head))
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)


def object_stream(objects: dict[int, bytes]) -> bytes:
    head, bodies = b"", b""
    for number, body in objects.items():
        head += b"%d %d " % (number, len(bodies))
        bodies += body + b" "
    extra = b"/Type /ObjStm /N %d /First %d" % (len(objects), len(head))
    return raw_stream(head + bodies, extra)
