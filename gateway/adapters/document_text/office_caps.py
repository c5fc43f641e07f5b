"""Letters that an office document shows as capitals, made capitals: `mật` in a stamp is seen as MẬT.

WordprocessingML has `caps` and `smallCaps`, DrawingML the attribute `cap`, ODF `text-transform` and
`font-variant`. Text in a font of an older table must be Unicode before: its bytes have no capitals.
"""

import xml.etree.ElementTree as ET
from collections.abc import Mapping

from gateway.adapters.document_text.office_styles import resolved, word_styles

_OFF = {"0", "false", "off", "none"}
Raised = Mapping[str, bool]  # style → whether it shows capitals, resolved; "" is what has no style


def docx_caps(styles: ET.Element | None) -> Raised:
    """The styles of `word/styles.xml`, by id."""
    if styles is None or not _has_caps(styles):
        return {}
    return _told(word_styles(styles, _of_run))


def raise_docx(tree: ET.Element, styles: Raised) -> None:
    """Changes the text of the runs of one part, DrawingML included."""
    if any(styles.values()) or _has_caps(tree):
        _raise_docx(tree, styles, inherited=styles.get("", False))


def opendocument_caps(*trees: ET.Element) -> Raised:
    """The styles of `styles.xml` and `content.xml`, by name."""
    own: dict[str, bool | None] = {}
    parents: dict[str, str] = {}
    for tree in trees:
        for style in tree.iter("style"):
            own[style.get("name", "")] = _of_style(style)
            parents[style.get("name", "")] = style.get("parent-style-name", "")
    return _told(resolved(own, parents, None)) if any(own.values()) else {}


def raise_opendocument(tree: ET.Element, styles: Raised) -> None:
    """Changes the text of paragraphs and spans."""
    if styles:
        _raise_opendocument(tree, styles, inherited=False)


def _has_caps(tree: ET.Element) -> bool:
    named = any(next(tree.iter(tag), None) is not None for tag in ("caps", "smallCaps"))
    return named or any("cap" in item.attrib for item in tree.iter("rPr"))


def _of_run(properties: ET.Element | None) -> bool | None:
    """None when the run says nothing of it."""
    if properties is None:
        return None
    found = [properties.find(tag) for tag in ("caps", "smallCaps")]
    said = [item.get("val", "1").lower() not in _OFF for item in found if item is not None]
    if "cap" in properties.attrib:
        said.append(properties.get("cap") not in _OFF)
    return any(said) if said else None


def _of_style(style: ET.Element) -> bool | None:
    properties = style.find("text-properties")
    if properties is None:
        return None
    transform, variant = properties.get("text-transform"), properties.get("font-variant")
    if transform is None and variant is None:
        return None
    return transform == "uppercase" or variant == "small-caps"


def _raise_docx(node: ET.Element, styles: Raised, *, inherited: bool) -> None:
    for child in node:
        if child.tag == "p":
            style = child.find("pPr/pStyle")
            base = (
                styles.get("", False) if style is None else styles.get(style.get("val", ""), False)
            )
            _raise_docx(child, styles, inherited=base)
        elif child.tag == "r":
            _raise_run(child, styles, inherited=inherited)
        else:
            _raise_docx(child, styles, inherited=inherited)


def _raise_run(run: ET.Element, styles: Raised, *, inherited: bool) -> None:
    said = _of_run(run.find("rPr"))
    if said is None:
        style = run.find("rPr/rStyle")
        said = inherited or (style is not None and styles.get(style.get("val", ""), False))
    for child in run:
        if child.tag != "t":
            _raise_docx(child, styles, inherited=inherited)  # a text box
        elif said and child.text:
            child.text = child.text.upper()


def _raise_opendocument(node: ET.Element, styles: Raised, *, inherited: bool) -> None:
    said = styles.get(node.get("style-name", ""), inherited)
    if said and node.text:
        node.text = node.text.upper()
    for child in node:
        _raise_opendocument(child, styles, inherited=said)
        if said and child.tail:
            child.tail = child.tail.upper()


def _told(styles: Mapping[str, bool | None]) -> Raised:
    return {name: bool(said) for name, said in styles.items()}
