"""Text of PPTX and ODP: the slides in their order, with notes, tables and diagrams."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path

from gateway.adapters.document_text.asides import within_the_text
from gateway.adapters.document_text.office import Parts, read_opendocument_parts, reading
from gateway.adapters.document_text.office_caps import raise_docx
from gateway.adapters.document_text.office_fonts import show_drawing
from gateway.adapters.document_text.office_lines import lines_of
from gateway.adapters.document_text.office_parts import word_art
from gateway.adapters.document_text.package import Package, UnreadablePackage
from gateway.domain.document import DocumentText, ReadProblem

_SLIDE = re.compile(r"ppt/slides/slide(\d{1,5})\.xml")
_BESIDE = re.compile(r"ppt/(?:notesSlides/notesSlide|diagrams/data)\d{1,5}\.xml")
_MASTERS = re.compile(r"ppt/(?:slideMasters/slideMaster|slideLayouts/slideLayout)\d{1,5}\.xml")
_MAX_PARTS = 500  # of each sort; a meeting has a hundred slides
_DEFAULT_SIZE = 9_144_000 * 6_858_000  # EMU², 4:3
_FILLS = 0.5  # of the slide: a scan does, a logo does not


def read_pptx(path: Path) -> DocumentText:
    """A form feed between slides. A slide that is a picture makes the file a scan."""
    return reading(path, _pptx)


def read_odp(path: Path) -> DocumentText:
    """The slides, and what stands on their master pages."""
    return reading(path, _odp)


def _pptx(package: Package) -> Parts:
    names = sorted(
        (name for name in package.names if _SLIDE.fullmatch(name)),
        key=lambda name: int(_SLIDE.fullmatch(name)[1]),  # type: ignore[index]  # filtered above
    )
    if not names:
        raise UnreadablePackage(ReadProblem.UNREADABLE)
    whole = _size(package)
    parts = Parts([])
    for number, name in enumerate(_few(names)):
        tree = _shown(parts, package, name)
        lines = [*word_art(tree), *lines_of(tree)]
        parts.lines += [f"\f{line}" if number and not at else line for at, line in enumerate(lines)]
        parts.scan = parts.scan or _is_picture(tree, whole)
    for name in _few([name for name in package.names if _BESIDE.fullmatch(name)]):
        parts.lines += lines_of(_shown(parts, package, name))
    for name in _few([name for name in package.names if _MASTERS.fullmatch(name)]):
        parts.lines += _own_shapes(_shown(parts, package, name))
    return parts


def _shown(parts: Parts, package: Package, name: str) -> ET.Element:
    """One part in Unicode: its runs may be in a font of an older table."""
    tree = package.tree(name)
    parts.take(show_drawing(tree))
    raise_docx(tree, {})
    parts.beside += within_the_text(tree)
    return tree


def _few(names: list[str]) -> list[str]:
    if len(names) > _MAX_PARTS:
        raise UnreadablePackage(ReadProblem.TOO_LARGE)
    return sorted(names, key=lambda name: (len(name), name))


def _own_shapes(master: ET.Element) -> list[str]:
    """What a master shows on every slide; placeholders are only hints for the author."""
    shapes = (shape for shape in master.iter("sp") if next(shape.iter("ph"), None) is None)
    return [line for shape in shapes for line in lines_of(shape)]


def _size(package: Package) -> float:
    if "ppt/presentation.xml" in package.names:
        size = next(package.tree("ppt/presentation.xml").iter("sldSz"), None)
        if size is not None and (area := _area(size)):
            return area
    return _DEFAULT_SIZE


def _is_picture(slide: ET.Element, whole: float) -> bool:
    """A picture, or a background that is one, takes half of the slide."""
    if any(next(item.iter("blip"), None) is not None for item in slide.iter("bg")):
        return True
    return any(
        _area(ext) >= _FILLS * whole
        for picture in slide.iter("pic")
        for ext in picture.iter("ext")
        if ext.get("cx")
    )


def _area(item: ET.Element) -> float:
    sides = [item.get("cx", ""), item.get("cy", "")]
    return (
        float(int(sides[0]) * int(sides[1])) if all(_EMU.fullmatch(side) for side in sides) else 0
    )


_EMU = re.compile(r"\d{1,12}")


def _odp(package: Package) -> Parts:
    return read_opendocument_parts(package, _masters)


def _masters(styles: ET.Element) -> list[str]:
    masters = (item for master in styles.iter("master-page") for item in master)
    shapes = (item for item in masters if item.get("placeholder") != "true")
    return [line for shape in shapes for line in lines_of(shape)]
