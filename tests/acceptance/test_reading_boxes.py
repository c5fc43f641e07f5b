"""Build 5 of reading: each field says on which page and where on it its words stand, on scans too."""

from math import cos, radians, sin
from pathlib import Path

import pytest

from gateway.adapters.document_text import read_file
from gateway.adapters.document_text.scan import read_scan
from gateway.demo.sheets import PLAN
from gateway.demo.typesetting import typeset
from gateway.domain.document import Box, DocumentText, Evidence
from gateway.domain.formats import FileKind
from gateway.domain.record import evidence
from tests.support.reading.measure import reader, text_of
from tests.support.reading.sketches import sketches
from tests.support.scanned import Glass, scan
from tests.support.servers import need_ocr

pytestmark = pytest.mark.acceptance
A4 = (595.3, 841.9)
LOOSE = 6.0  # points: recognised words are measured on their ink, fonts say more
FIELDS = ("document_type", "abstract", "issue_date", "signatory")


def boxes(text: DocumentText) -> dict[str, Box]:
    found = evidence(reader().read_parts("", "", "", text))
    return {name: tuple(found[name]["box"]) for name in FIELDS}


def turned(
    box: Box, degrees: float, before: tuple[float, float], after: tuple[float, float]
) -> Box:
    """Around the box on paper that was turned counter-clockwise about its middle."""
    angle = radians(degrees)
    corners = [
        (x - before[0] / 2, y - before[1] / 2) for x in (box[0], box[2]) for y in (box[1], box[3])
    ]
    across = [after[0] / 2 + x * cos(angle) + y * sin(angle) for x, y in corners]
    down = [after[1] / 2 - x * sin(angle) + y * cos(angle) for x, y in corners]
    return min(across), min(down), max(across), max(down)


@pytest.mark.servers
@pytest.mark.parametrize(
    "glass",
    [Glass(tilt=2.0, noise=6), Glass(turned=270, noise=6)],
    ids=["tilted", "on its side"],
)
def test_a_box_on_a_scan_is_where_the_words_lie_in_the_file(glass: Glass, tmp_path: Path) -> None:
    need_ocr()
    original, scanned = tmp_path / "original.pdf", tmp_path / "scan.pdf"
    original.write_bytes(typeset(PLAN).pdf)
    scanned.write_bytes(scan(PLAN, glass, 7))
    true, read = boxes(read_file(original, FileKind.PDF)), boxes(read_scan(scanned, FileKind.PDF))
    size = A4 if glass.turned % 180 == 0 else (A4[1], A4[0])
    for name, box in true.items():
        expected = turned(turned(box, glass.tilt, A4, A4), glass.turned, A4, size)
        assert read[name] == pytest.approx(expected, abs=LOOSE + abs(glass.tilt)), name


def test_the_fields_of_the_own_set_have_their_boxes(tmp_path: Path) -> None:
    """All but the few whose words were put together out of several places."""
    reading = reader()
    found, without = 0, []
    for sketch in sketches():
        text = text_of(sketch, FileKind.PDF, tmp_path)
        for name, items in evidence(reading.read_parts("", "", "", text)).items():
            for item in items if isinstance(items, list) else [items]:
                if item.get("source") == Evidence.TEXT:
                    found += 1
                    without += [] if "box" in item else [f"{sketch.name}: {name}"]
    assert found > 500
    assert len(without) <= 0.01 * found, without


def test_office_files_have_no_boxes(tmp_path: Path) -> None:
    for kind in (FileKind.DOCX, FileKind.TXT):
        text = text_of(sketches()[0], kind, tmp_path)
        assert text.places == ()
        assert "box" not in str(evidence(reader().read_parts("", "", "", text)))
