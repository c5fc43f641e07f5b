"""What a page shows at a place, as PDFium draws it: for pages whose words are pictures, outlines or notes."""

import pypdfium2

_INK = 150  # grey level; paper of scans lies above 200
_MOST_RULED = 0.8  # a row or column darker than this share is a ruled line, no writing
FAINT = 20  # dark points of 1/72 inch; a digit of 12 pt has about as many
A_FEW_DIGITS = 60
_MAX_SIDE = 2000.0  # points
_TABLE = bytes(1 if level < _INK else 0 for level in range(256))


def has_ink(
    document: pypdfium2.PdfDocument,
    index: int,
    box: tuple[float, float, float, float],
    least: int = FAINT,
) -> bool:
    """Whether something is written in the box (left, bottom, right, top; user space) of page `index` from zero.

    `least` dark points are writing.

    Turns and cuts the page of the opened document for it; nothing is written. Raises `PdfiumError`.
    """
    left, bottom, right, top = box
    if right - left < 1 or top - bottom < 1:
        return False
    if right - left > _MAX_SIDE or top - bottom > _MAX_SIDE:
        return True
    page = document[index]
    try:
        page.set_rotation(0)
        page.set_mediabox(left, bottom, right, top)
        page.set_cropbox(left, bottom, right, top)
    finally:
        page.close()
    return _draw(document, index) >= least


def _draw(document: pypdfium2.PdfDocument, index: int) -> int:
    page = document[index]
    try:
        bitmap = page.render(scale=1, grayscale=True, may_draw_forms=True)
        dark = bytes(bitmap.buffer).translate(_TABLE)
        width, height, stride = bitmap.width, bitmap.height, bitmap.stride
        bitmap.close()
    finally:
        page.close()
    return _count(dark, width, height, stride)


def _count(dark: bytes, width: int, height: int, stride: int) -> int:
    rows = [dark[start : start + width] for start in range(0, height * stride, stride)]
    written = [row for row in rows if sum(row) <= _MOST_RULED * width]
    columns = [sum(row[column] for row in written) for column in range(width)]
    return sum(count for count in columns if count <= _MOST_RULED * len(written))
