"""What an office program shows in capitals is read in capitals: a stamp typed as "mật" is a stamp."""

from pathlib import Path

import pytest

from gateway import resources
from gateway.adapters.document_text import read_file
from gateway.adapters.rules_yaml import load_rules
from gateway.domain.admission import Reason
from gateway.domain.formats import FileKind
from gateway.domain.secrecy import find_mark
from tests.support.document_files import ODF, W, archive, word

STYLES = f"""<w:styles {W}>
  <w:style w:type="paragraph" w:default="1" w:styleId="Normal"/>
  <w:style w:type="paragraph" w:styleId="Dau"><w:rPr><w:caps/></w:rPr></w:style>
  <w:style w:type="paragraph" w:styleId="DauCon"><w:basedOn w:val="Dau"/></w:style>
  <w:style w:type="character" w:styleId="Chu"><w:rPr><w:smallCaps w:val="true"/></w:rPr></w:style>
</w:styles>"""


def _run(properties: str, text: str = "mật") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def _p(style: str, *runs: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{"".join(runs)}</w:p>'


BOX = f"<w:p><w:r><w:pict><w:txbxContent>{_p('DauCon', _run(''))}</w:txbxContent></w:pict></w:r></w:p>"
SHOWN = {
    "a run": _p("Normal", _run("<w:caps/>")),
    "small capitals": _p("Normal", _run('<w:smallCaps w:val="1"/>')),
    "a style": _p("Dau", _run("")),
    "a style based on it": _p("DauCon", _run("")),
    "a style of characters": _p("Normal", _run('<w:rStyle w:val="Chu"/>')),
    "a text box": BOX,
}
AS_TYPED = {
    "nothing said": _p("Normal", _run("")),
    "switched off": _p("Normal", _run('<w:caps w:val="0"/>')),
    "switched off within a style": _p("Dau", _run('<w:caps w:val="false"/>')),
}


def _read(folder: Path, data: bytes, kind: FileKind) -> str:
    path = folder / "file"
    path.write_bytes(data)
    return read_file(path, kind).text


def _docx(body: str) -> bytes:
    return word(body + _p("Normal", _run("", "Kính gửi")), **{"word/styles.xml": STYLES})


@pytest.mark.parametrize("body", SHOWN.values(), ids=SHOWN)
def test_capitals_of_word(body: str, tmp_path: Path) -> None:
    text = _read(tmp_path, _docx(body), FileKind.DOCX)
    assert text in {"MẬT\nKính gửi", "\nMẬT\nKính gửi"}
    marks = load_rules(resources.shared("rules")).secrecy
    assert find_mark(marks, text=text) is Reason.SECRET


@pytest.mark.parametrize("body", AS_TYPED.values(), ids=AS_TYPED)
def test_what_word_shows_as_it_was_typed(body: str, tmp_path: Path) -> None:
    assert _read(tmp_path, _docx(body), FileKind.DOCX) == "mật\nKính gửi"


def test_capitals_of_defaults(tmp_path: Path) -> None:
    defaults = f"<w:styles {W}><w:docDefaults><w:rPrDefault><w:rPr><w:caps/></w:rPr></w:rPrDefault></w:docDefaults></w:styles>"
    data = word("<w:p><w:r><w:t>mật</w:t></w:r></w:p>", **{"word/styles.xml": defaults})
    assert _read(tmp_path, data, FileKind.DOCX) == "MẬT"


@pytest.mark.parametrize("said", ['fo:text-transform="uppercase"', 'fo:font-variant="small-caps"'])
def test_capitals_of_opendocument(said: str, tmp_path: Path) -> None:
    content = (
        f'<office:document-content {ODF} xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" '
        'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"><office:automatic-styles>'
        f'<style:style style:name="T1"><style:text-properties {said}/></style:style>'
        '<style:style style:name="T2" style:parent-style-name="T1"/></office:automatic-styles>'
        '<office:body><office:text><text:p>số <text:span text:style-name="T2">mật<text:s/>a</text:span> b</text:p>'
        '<text:p text:style-name="T1">tối <text:span>mật</text:span> c</text:p></office:text></office:body>'
        "</office:document-content>"
    )
    text = _read(tmp_path, archive({"content.xml": content}), FileKind.ODT)
    assert text == "số MẬT A b\nTỐI MẬT C"


@pytest.mark.parametrize("cap", ["all", "small", "none"])
def test_capitals_of_slides(cap: str, tmp_path: Path) -> None:
    slide = (
        '<p:sld xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"><p:cSld><p:spTree><p:sp><p:txBody>'
        f'<a:p><a:r><a:rPr cap="{cap}"/><a:t>mật</a:t></a:r></a:p>'
        "</p:txBody></p:sp></p:spTree></p:cSld></p:sld>"
    )
    text = _read(tmp_path, archive({"ppt/slides/slide1.xml": slide}), FileKind.PPTX)
    assert text.strip() == ("mật" if cap == "none" else "MẬT")


def test_capitals_of_rtf(tmp_path: Path) -> None:
    data = rb"{\rtf1\ansi {\caps m\u7853?t}\par \scaps t\u7889?i\caps0  a\plain  b\par {\caps{\plain c}}}"
    assert _read(tmp_path, data, FileKind.RTF) == "MẬT\nTỐI a b\nc"
