"""Kinds by content: what a file is called plays no part, and no file costs more than a bounded look."""

import io
import struct
import time
import zipfile
from pathlib import Path

import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.adapters.mime import file_kind
from gateway.domain.formats import FileKind
from tests.support.containers import compound, compound_stream

OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX_MAIN = f"{OFFICE}wordprocessingml.document.main+xml"
MACRO_MAIN = "application/vnd.ms-word.document.macroEnabled.main+xml"
ODF = "application/vnd.oasis.opendocument."


def archive(members: dict[str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return buffer.getvalue()


def office(*types: str, **members: bytes) -> bytes:
    overrides = "".join(
        f'<Override PartName="/p{n}" ContentType="{t}"/>' for n, t in enumerate(types)
    )
    content = f"<?xml version='1.0'?><Types>{overrides}</Types>".encode()
    return archive({"[Content_Types].xml": content} | members)


def real_docx() -> bytes:
    buffer = io.BytesIO()
    Document().save(buffer)
    return buffer.getvalue()


PDF = b"%PDF-1.4\n%%EOF"
EML = b"From: a@x.vn\r\nDate: Fri, 20 Nov 2026 10:00:00 +0700\r\nSubject: x\r\n\r\nxin chao"
SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")

CASES: list[tuple[str, bytes, FileKind]] = [
    ("nothing", b"", FileKind.EMPTY),
    ("PDF", PDF, FileKind.PDF),
    ("PDF after 900 bytes", b"\n" * 900 + PDF, FileKind.PDF),
    ("PDF after 1,100 bytes", b"\x01" * 1100 + PDF, FileKind.UNKNOWN),
    ("program before a PDF", b"MZ\x90\0" + PDF, FileKind.EXECUTABLE),
    ("PNG", b"\x89PNG\r\n\x1a\n\0", FileKind.PNG),
    ("JPEG", b"\xff\xd8\xff\xe0\0", FileKind.JPEG),
    ("GIF", b"GIF89a\0", FileKind.GIF),
    ("TIFF, Intel", b"II*\0\x08", FileKind.TIFF),
    ("TIFF, Motorola", b"MM\0*\0", FileKind.TIFF),
    ("RTF", rb"{\rtf1\ansi x}", FileKind.RTF),
    ("DOC", compound("WordDocument", "1Table"), FileKind.DOC),
    ("DOC, ninth entry", compound(*[f"s{n}" for n in range(8)], "WordDocument"), FileKind.DOC),
    ("XLS", compound("Workbook"), FileKind.XLS),
    ("XLS of Excel 5", compound("Book"), FileKind.XLS),
    ("DOC with macros", compound("WordDocument", "Macros", "VBA", "_VBA_PROJECT"), FileKind.OLE_MACRO),
    ("XLS with macros", compound("Workbook", "_VBA_PROJECT_CUR"), FileKind.OLE_MACRO),
    ("PPT", compound("PowerPoint Document"), FileKind.PPT),
    ("Outlook message", compound("__nameid_version1.0", "__properties_version1.0"), FileKind.OUTLOOK),
    ("encrypted DOCX", compound("EncryptedPackage", "EncryptionInfo"), FileKind.ENCRYPTED_OFFICE),
    ("compound file cut short", compound("WordDocument")[:600], FileKind.UNKNOWN),
    ("DOCX", office(DOCX_MAIN), FileKind.DOCX),
    ("DOCX by python-docx", real_docx(), FileKind.DOCX),
    ("XLSX", office(f"{OFFICE}spreadsheetml.sheet.main+xml"), FileKind.XLSX),
    ("PPTX", office(f"{OFFICE}presentationml.presentation.main+xml"), FileKind.PPTX),
    ("DOCM", office(MACRO_MAIN), FileKind.OOXML_MACRO),
    ("XLSB", office("application/vnd.ms-excel.sheet.binary.macroEnabled.main"), FileKind.OOXML_MACRO),
    ("macro project in a DOCX", office(DOCX_MAIN, **{"word/vbaProject.bin": b"x"}), FileKind.OOXML_MACRO),
    ("types behind an entity", office(DOCX_MAIN, "application/vnd.ms-word&#46;x"), FileKind.UNKNOWN),
    ("types in UTF-16", archive({"[Content_Types].xml": "<Types/>".encode("utf-16")}), FileKind.UNKNOWN),
    ("two main types", office(DOCX_MAIN, f"{OFFICE}spreadsheetml.sheet.main+xml"), FileKind.UNKNOWN),
    ("ODT", archive({"mimetype": f"{ODF}text".encode()}), FileKind.ODT),
    ("ODS", archive({"mimetype": f"{ODF}spreadsheet".encode()}), FileKind.ODS),
    ("ODP", archive({"mimetype": f"{ODF}presentation".encode()}), FileKind.ODP),
    ("ODT with macros", archive({"mimetype": f"{ODF}text".encode(), "Basic/S/M.xml": b""}), FileKind.ODF_MACRO),
    ("EPUB", archive({"mimetype": b"application/epub+zip"}), FileKind.UNKNOWN),
    ("ZIP", archive({"a.pdf": PDF}), FileKind.ZIP),
    ("ZIP, empty", archive({}), FileKind.ZIP),
    ("ZIP, cut short", archive({"a.pdf": PDF})[:40], FileKind.ZIP),
    ("ZIP, types by LZMA", archive({"[Content_Types].xml": b"x"}, zipfile.ZIP_LZMA), FileKind.ZIP),
    ("7z", b"7z\xbc\xaf\x27\x1c\0", FileKind.SEVEN_ZIP),
    ("RAR 4", b"Rar!\x1a\x07\0", FileKind.RAR),
    ("RAR 5", b"Rar!\x1a\x07\x01\0", FileKind.RAR),
    ("ELF", b"\x7fELF\x02", FileKind.EXECUTABLE),
    ("script", b"#!/bin/sh\n", FileKind.EXECUTABLE),
    ("shortcut", b"L\0\0\0\x01\x14\x02\0", FileKind.EXECUTABLE),
    ("CMS, DER", b"\x30\x82\x01\x00" + SIGNED_DATA, FileKind.CMS),
    ("CMS, BER", b"\x30\x80" + SIGNED_DATA, FileKind.CMS),
    ("CMS, PEM", b"-----BEGIN PKCS7-----\nMII", FileKind.CMS),
    ("CMS, old PEM", b"-----BEGIN PKCS #7 SIGNED DATA-----\nMII", FileKind.CMS),
    (
        "CMS, authenticated encryption",
        bytes.fromhex("3080060b2a864886f70d0109100117"),
        FileKind.CMS,
    ),
    ("certificate is no CMS", b"\x30\x82\x01\x00\x30\x82\x00\xf0", FileKind.UNKNOWN),
    ("TNEF", b"\x78\x9f\x3e\x22\0", FileKind.TNEF),
    ("mail", EML, FileKind.MAIL),
    ("mail from an mbox", b"From a@x.vn Fri Nov 20\n" + EML, FileKind.MAIL),
    ("HTML", b"\n<!DOCTYPE html><html>", FileKind.HTML),
    ("HTML after a comment", b"\xef\xbb\xbf<!-- x --><HTML>", FileKind.HTML),
    ("SVG", b"<svg xmlns='x'>", FileKind.UNKNOWN),
    ("XML", b"<?xml version='1.0'?><a/>", FileKind.UNKNOWN),
    ("text", "Kính gửi: Sở Xây dựng, Hà Nội\nSố 12".encode(), FileKind.TXT),
    ("text, UTF-16", "Kính gửi".encode("utf-16"), FileKind.TXT),
    ("text, TCVN3", b"B\xb8o c\xb8o t\xb5i ch\xddnh", FileKind.TXT),
    ("text with a null byte", b"abc\0def", FileKind.UNKNOWN),
    ("text with control characters", b"abc\x01def", FileKind.UNKNOWN),
    ("CSV", "số,ngày\n1,2\n3,4\n".encode(), FileKind.CSV),
    ("CSV, semicolons and quotes", b'a;b\n"x;y";2\n', FileKind.CSV),
    ("CSV, tabs", b"a\tb\tc\n1\t2\t3\n", FileKind.CSV),
    ("one line with commas", b"a,b,c", FileKind.TXT),
    ("uneven commas", b"a,b\nc\nd,e,f\n", FileKind.TXT),
    ("noise", bytes(range(256)), FileKind.UNKNOWN),
]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "kind"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_kind_by_content(content: bytes, kind: FileKind, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf.exe"
    path.write_bytes(content)
    assert file_kind(path) is kind


def test_every_kind_has_a_case() -> None:
    assert {kind for _, _, kind in CASES} == set(FileKind)


def test_text_longer_than_the_sample_may_end_inside_a_character(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"a" + "ế".encode() * 400_000)
    assert file_kind(path) is FileKind.TXT


def bomb() -> bytes:
    """Content types that unpack to 1 GB."""
    content = zipfile.ZIP_DEFLATED
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", content) as made,
        made.open("[Content_Types].xml", "w") as member,
    ):
        for _ in range(200):
            member.write(bytes(1 << 20))
    return buffer.getvalue()


def loop() -> bytes:
    """A directory whose chain of sectors ends nowhere."""
    made = bytearray(compound(*[f"s{n}" for n in range(8)]))
    struct.pack_into("<4I", made, 512, 0xFFFFFFFD, 2, 1, 1)
    return bytes(made)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (bomb(), FileKind.UNKNOWN),
        (office(DOCX_MAIN, **{str(n): b"" for n in range(6000)}), FileKind.ZIP),
        (loop(), FileKind.UNKNOWN),
        (b'"' * (2 << 20), FileKind.TXT),
        (b"<" * (2 << 20), FileKind.TXT),
        (b" " * (2 << 20), FileKind.TXT),
        (b"a,b\n" * 500_000, FileKind.CSV),
        (b"From: a\r\n" * 100_000, FileKind.TXT),
    ],
    ids=[
        "zip bomb",
        "many members",
        "endless directory",
        "quotes",
        "angles",
        "spaces",
        "long table",
        "headers",
    ],
)
def test_hostile_file_takes_no_time(content: bytes, kind: FileKind, tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    begun = time.process_time()
    assert file_kind(path) is kind
    assert time.process_time() - begun < 0.5


@settings(
    max_examples=200,
    deadline=1000,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    content=st.sampled_from([case[1] for case in CASES]),
    place=st.integers(0, 5000),
    insertion=st.binary(max_size=20),
    removed=st.integers(0, 20),
)
def test_mutated_files_never_raise(
    content: bytes, place: int, insertion: bytes, removed: int, tmp_path: Path
) -> None:
    at = place % (len(content) + 1)
    path = tmp_path / "x"
    path.write_bytes(content[:at] + insertion + content[at + removed :])
    assert file_kind(path) in FileKind


def biff(*records: tuple[int, bytes]) -> bytes:
    return b"".join(struct.pack("<2H", kind, len(data)) + data for kind, data in records)


def sheet(kind: int, name: bytes = b"a") -> tuple[int, bytes]:
    return 0x85, struct.pack("<IBB", 0, 0, kind) + bytes([len(name)]) + name


BOF, EOF = (0x0809, bytes(16)), (0x000A, b"")
PPT_SAYS = bytes.fromhex("1f00ff0314000000020000040c00000001000000")


@pytest.mark.parametrize(
    ("stream", "content", "kind"),
    [
        ("Workbook", biff(BOF, sheet(0), sheet(2), EOF), FileKind.XLS),
        ("Workbook", biff(BOF, sheet(0), sheet(1), EOF), FileKind.OLE_MACRO),
        ("Book", biff(BOF, sheet(1), EOF), FileKind.OLE_MACRO),
        ("Workbook", biff(BOF, sheet(6), EOF), FileKind.OLE_MACRO),
        ("Workbook", biff(BOF, (0x31, sheet(1)[1]), sheet(0), EOF), FileKind.XLS),
        # Beyond the globals stand the sheets, whose records may have the same bytes.
        ("Workbook", biff(BOF, sheet(0), EOF, sheet(1)), FileKind.XLS),
        ("Workbook", biff(BOF, (0x31, bytes(60_000)), sheet(1), EOF), FileKind.OLE_MACRO),
        ("PowerPoint Document", PPT_SAYS + b"\1\0\0\0", FileKind.OLE_MACRO),
        ("PowerPoint Document", PPT_SAYS + b"\0\0\0\0", FileKind.PPT),
    ],
)
def test_macros_that_have_no_storage_of_their_own(
    stream: str, content: bytes, kind: FileKind, tmp_path: Path
) -> None:
    """[MS-XLS] BoundSheet8, [MS-PPT] VbaInfoAtom."""
    path = tmp_path / "a"
    path.write_bytes(compound_stream(stream, content))
    assert file_kind(path) is kind
