"""One file of each format that is read, with its name: what mutations begin with."""

from itertools import cycle, islice

from tests.support.containers import zipped
from tests.support.document_files import electronic_original, slides, workbook
from tests.support.reading.measure import MAKERS
from tests.support.reading.sketches import sketches
from tests.support.scanned import cases
from tests.support.small_pdf import annex

_SKETCHES = 6  # of each format


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
        ("trinh-chieu.pptx", slides("Báo cáo quý III")),
        ("bang.xlsx", workbook("Danh mục dự toán")),
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
