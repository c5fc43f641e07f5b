"""A document in an older table gives every field, is entered with a remark, and its sender is told (Art. 4.2.b)."""

from datetime import date
from pathlib import Path

import pytest

from gateway.adapters.document_text import read_file
from gateway.adapters.rules_yaml.document_types import load_document_types
from gateway.domain.admission import Reason
from gateway.domain.document import DocumentText, TextEncoding
from gateway.domain.examination import ExaminedFile, doubts_of_file, remarks_on_file
from gateway.domain.formats import FileKind, FormatVerdict
from gateway.domain.message import Attachment
from gateway.domain.reading import DocumentReader
from gateway.resources import shared
from tests.support import document_files as files
from tests.support.older_tables import shown, typed
from tests.unit.test_reading import DECISION

READER = DocumentReader(load_document_types(shared("rules") / "document_types.yaml"))
FONTS = {"tcvn3": (".VnTime", ".VnTimeH"), "vni": ("VNI-Times",) * 2, "vps": ("VPS Times",) * 2,
         "viscii": ("VI Times",) * 2, "windows-1258": ("Times New Roman",) * 2}  # fmt: skip
LINES = DECISION.split("\n")


def _font(text: str, table: str) -> str:
    """Clerks set lines in capitals in a capital font."""
    return FONTS[table][text.isupper()]


def _set(text: str, table: str) -> str:
    return text.lower() if table == "tcvn3" and text.isupper() else text


def _docx(table: str) -> bytes:
    def run(text: str) -> str:
        font = _font(text, table)
        written = shown(_set(text, table), table, "cp1252").replace("&", "&amp;")
        return f'<w:r><w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}"/></w:rPr><w:t xml:space="preserve">{written}</w:t></w:r>'

    lines = ("<w:r><w:tab/></w:r>".join(run(part) for part in line.split("\t")) for line in LINES)
    return files.word("".join(f"<w:p>{line}</w:p>" for line in lines))


def _rtf(table: str) -> bytes:
    body, capitals = FONTS[table]
    head = rf"{{\rtf1\ansi\ansicpg1252{{\fonttbl{{\f0\fnil {body};}}{{\f1\fnil {capitals};}}}}"

    def run(text: str) -> str:
        written = "".join(f"\\'{byte:02x}" for byte in typed(_set(text, table), table))
        return rf"{{\f{int(text.isupper())} {written}}}"

    lines = (r"\tab ".join(run(part) for part in line.split("\t")) for line in LINES)
    return (head + "\\par\n".join(lines) + "}").encode("ascii")


def _read(data: bytes, kind: FileKind, folder: Path) -> DocumentText:
    path = folder / "file"
    path.write_bytes(data)
    return read_file(path, kind)


@pytest.mark.parametrize("table", FONTS)
@pytest.mark.parametrize("kind", [FileKind.DOCX, FileKind.RTF, FileKind.TXT])
def test_every_field_is_read(table: str, kind: FileKind, tmp_path: Path) -> None:
    made = {
        FileKind.DOCX: _docx,
        FileKind.RTF: _rtf,
        FileKind.TXT: lambda name: typed(DECISION, name),
    }
    text = _read(made[kind](table), kind, tmp_path)
    assert text.encoding is TextEncoding(table)
    fields = READER.read_parts("", "", "", text)
    meant = READER.read_parts("", "", "", DocumentText(text=DECISION))
    assert fields.document_type is not None
    assert fields.document_type.value == "Quyết định"
    assert str(fields.code.value) == "15/QĐ-SXD"
    assert fields.issue_date.value == date(2026, 2, 5)
    for name in ("issuing_body", "abstract", "signatory", "signatory_position"):
        assert getattr(fields, name).value.lower() == getattr(meant, name).value.lower(), name
    assert fields.addressees == meant.addressees


def _file(encoding: TextEncoding) -> ExaminedFile:
    attachment = Attachment(0, "15_QD-SXD.docx", FileKind.DOCX, 1000, "ab" * 32)
    return ExaminedFile(attachment, FormatVerdict.ACCEPT, DocumentText("x", encoding=encoding))


@pytest.mark.parametrize("table", [*FONTS, "utf-8-twice"])
def test_a_certain_table_is_a_remark_and_no_doubt(table: str) -> None:
    file = _file(TextEncoding(table))
    assert doubts_of_file(file) == ()
    assert remarks_on_file(file) == (Reason.NOT_UNICODE,)


def test_an_uncertain_table_is_a_doubt() -> None:
    file = _file(TextEncoding.UNKNOWN)
    assert doubts_of_file(file) == (Reason.NOT_UNICODE,)
    assert remarks_on_file(file) == ()
    assert remarks_on_file(_file(TextEncoding.UNICODE)) == ()
