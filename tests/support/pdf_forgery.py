"""What forgers and careless tools do to signed PDFs."""

import asyncio
import hashlib
import re
from collections.abc import Mapping
from io import BytesIO

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.signers import SimpleSigner

_RANGE = re.compile(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)\s*\]")


def change_bytes(data: bytes, old: bytes, new: bytes) -> bytes:
    """Replaces bytes of the same length inside what was signed."""
    assert len(old) == len(new)
    assert old in data
    return data.replace(old, new, 1)


def append_update(
    data: bytes,
    objects: Mapping[int, bytes],
    *,
    free: Mapping[int, int] | None = None,
    extra: bytes = b"",
    hybrid: bool = False,
) -> bytes:
    """An incremental update by hand. `free` maps object numbers to their next generation."""
    reader = PdfFileReader(BytesIO(data), strict=False)
    size = int(reader.trailer["/Size"])
    root = reader.root_ref
    out, offsets = bytearray(data.rstrip(b"\r\n") + b"\n"), {}
    for number, body in objects.items():
        offsets[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    entries = {number: b"%010d 00000 n \n" % offset for number, offset in offsets.items()}
    entries |= {
        number: b"%010d %05d f \n" % (0, generation) for number, generation in (free or {}).items()
    }
    highest = max([size - 1, *entries]) + 1
    if hybrid:
        extra += b" /XRefStm %d" % len(out)
        out += _empty_xref_stream(highest, root.idnum)
        highest += 1
    start = len(out)
    out += b"xref\n" + b"".join(b"%d 1\n%s" % item for item in sorted(entries.items()))
    out += b"trailer\n<< /Size %d /Root %d 0 R /Prev %d %s >>\n" % (
        highest,
        root.idnum,
        reader.last_startxref,
        extra,
    )
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)


def _empty_xref_stream(number: int, root: int) -> bytes:
    head = b"%d 0 obj\n<< /Type /XRef /Size %d /W [1 4 2] /Index [0 0] /Root %d 0 R /Length 0 >>\n"
    return head % (number, number + 1, root) + b"stream\n\nendstream\nendobj\n"


def replace_page_text(data: bytes, old: bytes, new: bytes) -> bytes:
    """Incremental saving: the page gets another content stream."""
    writer = IncrementalPdfFileWriter(BytesIO(data))
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    stream = page["/Contents"].data
    assert old in stream
    page[pdf_name("/Contents")] = writer.add_object(
        generic.StreamObject(stream_data=stream.replace(old, new))
    )
    writer.update_container(page)
    return _written(writer)


def add_annotation(data: bytes) -> bytes:
    """A note drawn over the amount."""
    writer = IncrementalPdfFileWriter(BytesIO(data))
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    note = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/FreeText"),
            pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (80, 590, 300, 620))),
            pdf_name("/Contents"): generic.TextStringObject("9000000"),
        }
    )
    annotations = page.get("/Annots", generic.ArrayObject())
    annotations.append(writer.add_object(note))
    page[pdf_name("/Annots")] = annotations
    writer.update_container(page)
    return _written(writer)


def rotate_page(data: bytes) -> bytes:
    writer = IncrementalPdfFileWriter(BytesIO(data))
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    page[pdf_name("/Rotate")] = generic.NumberObject(180)
    writer.update_container(page)
    return _written(writer)


def point_from_page(data: bytes, number: int) -> bytes:
    """Makes an object reachable without any field that names it."""
    writer = IncrementalPdfFileWriter(BytesIO(data))
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    page[pdf_name("/PieceInfo")] = generic.IndirectObject(number, 0, writer)
    writer.update_container(page)
    return _written(writer)


def run_script_on_opening(data: bytes) -> bytes:
    writer = IncrementalPdfFileWriter(BytesIO(data))
    action = generic.DictionaryObject(
        {
            pdf_name("/S"): pdf_name("/JavaScript"),
            pdf_name("/JS"): generic.TextStringObject("app.alert(1)"),
        }
    )
    writer.root[pdf_name("/OpenAction")] = writer.add_object(action)
    writer.update_root()
    return _written(writer)


def remove_signature_fields(data: bytes) -> bytes:
    """The file looks unsigned afterwards."""
    writer = IncrementalPdfFileWriter(BytesIO(data))
    del writer.root["/AcroForm"]
    writer.update_root()
    return _written(writer)


def second_field_same_signature(data: bytes) -> bytes:
    writer = IncrementalPdfFileWriter(BytesIO(data))
    fields = writer.root["/AcroForm"]["/Fields"]
    value = fields[0].get_object().raw_get("/V")
    copy = generic.DictionaryObject(
        {
            pdf_name("/FT"): pdf_name("/Sig"),
            pdf_name("/T"): generic.TextStringObject("Copy"),
            pdf_name("/V"): generic.IndirectObject(value.idnum, value.generation, writer),
        }
    )
    fields.append(writer.add_object(copy))
    writer.update_container(fields)
    return _written(writer)


def unsigned_field_over_text(data: bytes) -> bytes:
    """An empty signature field whose appearance hides the amount."""
    writer = IncrementalPdfFileWriter(BytesIO(data))
    page_ref = writer.root["/Pages"]["/Kids"].raw_get(0)
    page = page_ref.get_object()
    form = generic.StreamObject(stream_data=b"1 1 1 rg 0 0 300 40 re f")
    form[pdf_name("/Type")], form[pdf_name("/Subtype")] = pdf_name("/XObject"), pdf_name("/Form")
    form[pdf_name("/BBox")] = generic.ArrayObject(map(generic.NumberObject, (0, 0, 300, 40)))
    field = generic.DictionaryObject(
        {
            pdf_name("/FT"): pdf_name("/Sig"),
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/Widget"),
            pdf_name("/T"): generic.TextStringObject("Cover"),
            pdf_name("/P"): page_ref,
            pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (80, 590, 380, 630))),
            pdf_name("/AP"): generic.DictionaryObject({pdf_name("/N"): writer.add_object(form)}),
        }
    )
    reference = writer.add_object(field)
    fields = writer.root["/AcroForm"]["/Fields"]
    fields.append(reference)
    writer.update_container(fields)
    annotations = page.get("/Annots", generic.ArrayObject())
    annotations.append(reference)
    page[pdf_name("/Annots")] = annotations
    writer.update_container(page)
    return _written(writer)


def _written(writer: IncrementalPdfFileWriter) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def byte_range(data: bytes) -> tuple[int, int, int, int]:
    """Of the last signature."""
    match = list(_RANGE.finditer(data))[-1]
    first, second, third, fourth = map(int, match.groups())
    return first, second, third, fourth


def set_byte_range(data: bytes, text: bytes) -> bytes:
    """Writes another /ByteRange into the place of the last one."""
    match = list(_RANGE.finditer(data))[-1]
    room = match.end() - match.start()
    assert len(text) <= room
    return data[: match.start()] + text.ljust(room) + data[match.end() :]


def fill_padding(data: bytes, filler: bytes = b"41") -> bytes:
    """Non-zero bytes after the CMS, inside the gap that no digest covers."""
    _, _, end, _ = byte_range(data)
    end_of_hex = end - 1
    assert data[end_of_hex - 8 : end_of_hex] == b"00000000"
    return data[: end_of_hex - 2] + filler + data[end_of_hex:]


def shorten_contents(data: bytes) -> bytes:
    """The Contents as a shorter string with a forged name in the freed bytes; every length still fits."""
    _, start, end, _ = byte_range(data)
    hexadecimal = data[start:end].rstrip(b">").lstrip(b"<").rstrip(b"0")
    hexadecimal += b"0" * (len(hexadecimal) % 2)
    forged = b"<" + hexadecimal + b">/Name (Nguyen Van Gia Mao)"
    assert len(forged) < end - start
    return data[:start] + forged.ljust(end - start) + data[end:]


def spaced_contents(data: bytes) -> bytes:
    """White space inside the hexadecimal string, in the room of its padding."""
    _, start, end, _ = byte_range(data)
    return data[: start + 11] + b"  " + data[start + 11 : end - 3] + b">" + data[end:]


def override_contents(data: bytes) -> bytes:
    """Universal forgery: an update gives the signature object other Contents, the range stays."""
    writer = IncrementalPdfFileWriter(BytesIO(data))
    value = writer.root["/AcroForm"]["/Fields"][0]["/V"]
    value[pdf_name("/Contents")] = generic.ByteStringObject(bytes.fromhex("3003020105"))
    writer.update_container(value)
    return _written(writer)


def resign_handmade(data: bytes, signer: SimpleSigner, spare: int) -> bytes:
    """A true signature over a range that leaves out the last `spare` bytes of the file."""
    _, start, end, length = byte_range(data)
    text = b"/ByteRange [0 %d %d %d]" % (start, end, length - spare)
    changed = set_byte_range(data, text)
    covered = changed[:start] + changed[end : end + length - spare]
    digest = hashlib.sha256(covered).digest()
    blob = asyncio.run(signer.async_sign(digest, "sha256")).dump()
    room = end - start - 2
    return changed[:start] + b"<" + blob.hex().encode().ljust(room, b"0") + b">" + changed[end:]


def with_text_field(data: bytes) -> bytes:
    """A form with one text field, before anybody signs."""
    writer = IncrementalPdfFileWriter(BytesIO(data))
    field = generic.DictionaryObject(
        {
            pdf_name("/FT"): pdf_name("/Tx"),
            pdf_name("/T"): generic.TextStringObject("amount"),
            pdf_name("/V"): generic.TextStringObject("9000000"),
        }
    )
    form = generic.DictionaryObject(
        {pdf_name("/Fields"): generic.ArrayObject([writer.add_object(field)])}
    )
    writer.root[pdf_name("/AcroForm")] = writer.add_object(form)
    writer.update_root()
    return _written(writer)


def set_form_key(data: bytes, key: str) -> bytes:
    """Tells viewers to draw the form's fields in another way."""
    values = {
        "/DA": generic.TextStringObject("/ZapfDingbats 12 Tf"),
        "/Q": generic.NumberObject(2),
    }
    writer = IncrementalPdfFileWriter(BytesIO(data))
    form = writer.root["/AcroForm"]
    form[pdf_name(key)] = values[key]
    writer.update_container(form)
    return _written(writer)
