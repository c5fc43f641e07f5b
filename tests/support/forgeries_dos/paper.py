"""A signed file written byte by byte: what is in it may be as wrong or as large as a forger likes."""

import hashlib
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache

from tests.support.forgeries_kit.cms_builder import CmsPlan, build
from tests.support.forgeries_kit.world import genuine_world

FIRST_FREE = 10  # object numbers below it are the file's own
_RANGE_ROOM = 60
_CONTENT = b"BT /F1 12 Tf 80 600 Td (So tien 1000000) Tj ET"


@dataclass(frozen=True)
class Paper:
    """One page with one signature. Bodies are bytes without `n g obj` and `endobj`."""

    objects: Mapping[int, bytes] = field(default_factory=dict)
    catalog: bytes = b""
    page: bytes = b""
    kids: bytes = b"[3 0 R]"
    fields: bytes = b"5 0 R"
    widget: bytes = b""
    content: bytes | None = None  # the body of object 4
    compressed: Mapping[int, bytes] = field(default_factory=dict)  # stand in object stream 7
    stream_entries: bytes = b""  # more for the dictionary of the object stream
    room: int = 8 * 1024  # bytes of CMS
    sign: Callable[[bytes], bytes] | None = None  # from the digest to the CMS; None: the agency

    def build(self) -> bytes:
        parts = self._bodies()
        out, offsets = bytearray(b"%PDF-1.7\n"), {}
        for number, body in parts.items():
            offsets[number] = len(out)
            out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
        out += self._table(offsets, len(out))
        return self._signed(bytes(out))

    def _bodies(self) -> dict[int, bytes]:
        own = {
            1: b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /SigFlags 3 /Fields [%s] >> %s >>"
            % (self.fields, self.catalog),
            2: b"<< /Type /Pages /Count 1 /Kids %s >>" % self.kids,
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            b" /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >> >> >>"
            b" /Annots [5 0 R] %s >>" % self.page,
            4: raw_stream(_CONTENT) if self.content is None else self.content,
            5: b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (Signature1) /V 6 0 R /P 3 0 R"
            b" /Rect [330 180 480 250] /F 132 %s >>" % self.widget,
            6: b"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /adbe.pkcs7.detached /ByteRange "
            + b" " * _RANGE_ROOM
            + b"/Contents <%s> >>" % (b"0" * self.room * 2),
        }
        if self.compressed:
            own[7] = object_stream(self.compressed, self.stream_entries)
        return own | dict(self.objects)

    def _table(self, offsets: dict[int, int], start: int) -> bytes:
        if self.compressed:
            return self._stream(offsets, start)
        size = max(offsets) + 1
        rows = [b"0000000000 65535 f \n"]
        rows += [
            b"%010d 00000 n \n" % offsets[number] if number in offsets else b"0000000000 65535 f \n"
            for number in range(1, size)
        ]
        head = b"xref\n0 %d\n" % size
        tail = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, start)
        return head + b"".join(rows) + tail

    def _stream(self, offsets: dict[int, int], start: int) -> bytes:
        rows = {number: (1, offset, 0) for number, offset in offsets.items()}
        rows |= {number: (2, 7, index) for index, number in enumerate(self.compressed)}
        own = max(rows) + 1
        rows[own] = (1, start, 0)
        table = b"".join(
            bytes([kind]) + where.to_bytes(4, "big") + index.to_bytes(4, "big")
            for kind, where, index in (rows.get(number, (0, 0, 0)) for number in range(own + 1))
        )
        head = b"/Type /XRef /Size %d /W [1 4 4] /Root 1 0 R" % (own + 1)
        return b"%d 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (
            own,
            raw_stream(table, head),
            start,
        )

    def _signed(self, data: bytes) -> bytes:
        start = data.index(b"/Contents <" + b"0" * 64) + len(b"/Contents ")
        end = start + self.room * 2 + 2
        text = b"[0 %d %d %d]" % (start, end, len(data) - end)
        place = data.index(b"/ByteRange " + b" " * _RANGE_ROOM) + len(b"/ByteRange ")
        data = data[:place] + text.ljust(_RANGE_ROOM) + data[place + _RANGE_ROOM :]
        digest = hashlib.sha256(data[:start] + data[end:]).digest()
        blob = (self.sign or by_agency)(digest)
        digits = blob.hex().encode().ljust(self.room * 2, b"0")
        return data[:start] + b"<" + digits + b">" + data[end:]


def by_agency(digest: bytes) -> bytes:
    return build(CmsPlan(genuine_world().leaf), digest)


@cache
def plain_paper() -> bytes:
    return Paper().build()


def raw_stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), entries, data)


def deflated(data: bytes, entries: bytes = b"") -> bytes:
    return raw_stream(zlib.compress(data, 9), b"/Filter /FlateDecode " + entries)


@cache
def zeros(megabytes: int) -> bytes:
    """Deflated zeros: a thousandth of their size."""
    packer, block = zlib.compressobj(9), bytes(1 << 20)
    return b"".join([*(packer.compress(block) for _ in range(megabytes)), packer.flush()])


def object_stream(objects: Mapping[int, bytes], entries: bytes = b"") -> bytes:
    """`entries` may repeat /N or /First: they stand in the place of the true ones."""
    head, bodies = [], bytearray()
    for number, body in objects.items():
        head.append(b"%d %d " % (number, len(bodies)))
        bodies += body + b" "
    first = b"".join(head)
    own = b"/Type /ObjStm"
    own += b"" if b"/N " in entries else b" /N %d" % len(objects)
    own += b"" if b"/First " in entries else b" /First %d" % len(first)
    return deflated(first + bytes(bodies), own + b" " + entries)
