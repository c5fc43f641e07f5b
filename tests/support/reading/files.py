"""One file of each format that is read, with its name: what mutations begin with."""

from itertools import cycle, islice

from tests.support.containers import zipped
from tests.support.document_files import archive, electronic_original
from tests.support.reading.measure import MAKERS
from tests.support.reading.sketches import sketches
from tests.support.scanned import cases
from tests.support.small_pdf import annex

_SKETCHES = 6  # of each format
_A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
_P = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
_SLIDE = (
    f"<p:sld {_A} {_P}><p:cSld><p:spTree><p:sp><p:txBody><a:p><a:r><a:t>Báo cáo quý III</a:t></a:r></a:p>"
    "</p:txBody></p:sp></p:spTree></p:cSld></p:sld>"
)
_STRINGS = "<sst><si><t>Danh mục</t></si><si><r><t>Dự </t></r><r><t>toán</t></r></si></sst>"


def quick() -> list[tuple[str, bytes]]:
    """Files of formats that are read in hundredths of a second."""
    drawn = [
        (f"{sketch.name}.{kind.value}", make(sketch))
        for kind, make in MAKERS.items()
        for sketch in sketches()[:_SKETCHES]
    ]
    return [
        *drawn,
        ("goc.pdf", electronic_original("36", "12")),
        ("phu-luc.pdf", annex(1, 36)),
        ("trinh-chieu.pptx", archive({"ppt/slides/slide1.xml": _SLIDE})),
        ("bang.xlsx", archive({"xl/sharedStrings.xml": _STRINGS})),
        ("danh-sach.csv", "STT,Họ và tên\n1,Nguyễn Văn A\n".encode("utf-16") * 20),
        ("ho-so.zip", zipped(("phu-luc.pdf", annex(2, 36)), ("a.txt", b"Danh muc"))),
    ]


def with_scans(share: int) -> list[tuple[str, bytes]]:
    """One scan among `share` other files."""
    scans = [(f"quet-{place}.pdf", case.pdf()) for place, case in enumerate(cases()[:3])]
    found: list[tuple[str, bytes]] = []
    for scan in scans:
        found += [*islice(cycle(quick()), len(found), len(found) + share), scan]
    return found
