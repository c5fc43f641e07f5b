"""ZIP archives: members come out under their names and never as paths; whatever is doubtful closes the whole."""

import struct
import time
import zipfile
import zlib
from io import BytesIO, UnsupportedOperation
from pathlib import Path

import pytest

from gateway.adapters.mime.archives import open_archive
from gateway.adapters.mime.unpacked import Unpacked
from gateway.domain.admission import Reason
from gateway.domain.formats import FileKind
from tests.support.containers import LINK, UTF8, Entry, compound, raw_zip, zipped
from tests.support.mails import PDF

GOOD = Entry(b"34.pdf", PDF)
FILES, BYTES = 100, 30 << 20


def opened(data: bytes, folder: Path, files: int = FILES, size: int = BYTES) -> Unpacked:
    source, target = folder / "a.zip", folder / "out"
    target.mkdir(exist_ok=True)
    source.write_bytes(data)
    answer = open_archive(source, target, files, size)
    # Nothing is ever written but numbered files of that folder.
    assert {path.name for path in folder.iterdir()} == {"a.zip", "out"}
    assert all(path.name.isdigit() and path.is_file() for path in target.iterdir())
    return answer


def names(answer: Unpacked) -> list[str]:
    assert answer.problem is None
    return [member.name for member in answer.members]


def test_members_come_out_byte_for_byte_without_their_folders(tmp_path: Path) -> None:
    answer = opened(zipped(("Hồ sơ/34.pdf", PDF), ("b/danh sách.txt", b"abc")), tmp_path)
    assert names(answer) == ["34.pdf", "danh sách.txt"]
    assert [member.kind for member in answer.members] == [FileKind.PDF, FileKind.TXT]
    assert Path(answer.members[0].file).read_bytes() == PDF
    assert answer.names == ("Hồ sơ/34.pdf", "b/danh sách.txt")


def test_what_programs_write_is_opened(tmp_path: Path) -> None:
    """zipfile to a file and to a stream (descriptors), with a comment, ZIP64 records, stored and deflated."""
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        for out in (BytesIO(), Stream()):
            with zipfile.ZipFile(out, "w", method) as archive:
                archive.mkdir("Hồ sơ")
                archive.writestr("Hồ sơ/34.pdf", PDF)
                with archive.open("b.txt", "w", force_zip64=True) as member:
                    member.write(b"abc")
                archive.comment = b"x"
            assert names(opened(out.getvalue(), tmp_path)) == ["34.pdf", "b.txt"]


def with_record(data: bytes, end: tuple[int, int, int], record: tuple[int, int, int]) -> bytes:
    """The archive with a ZIP64 record. `end` and `record` are added to (count, length, offset)."""
    at = data.rfind(b"PK\5\6")
    _, count, length, offset, _ = struct.unpack_from("<2H2IH", data, at + 8)
    true = (count, length, offset)
    large = [a + b for a, b in zip(true, record, strict=True)]
    said = [min(a + b, most) for a, b, most in zip(true, end, (0xFFFF, MOST, MOST), strict=True)]
    body = struct.pack("<Q2H2I4Q", 44, 45, 45, 0, 0, large[0], *large)
    locator = struct.pack("<IQI", 0, at, 1)
    last = struct.pack("<4H2IH", 0, 0, said[0], *said, 0)
    return data[:at] + b"PK\6\6" + body + b"PK\6\7" + locator + b"PK\5\6" + last


MOST = 0xFFFFFFFF


@pytest.mark.parametrize("end", [(0, 0, 0), (0xFFFF, MOST, MOST), (0xFFFF, 0, 0)])
def test_a_small_archive_with_a_zip64_record_is_no_bomb(
    tmp_path: Path, end: tuple[int, int, int]
) -> None:
    """Some programs always write one, with or without the numbers beside it."""
    assert names(opened(with_record(zipped(("34.pdf", PDF)), end, (0, 0, 0)), tmp_path)) == [
        "34.pdf"
    ]


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ((70_000, 0, 0), Reason.ARCHIVE_BOMB),
        ((0, 1, 0), Reason.UNSAFE_ARCHIVE),
        ((0, 0, 1), Reason.UNSAFE_ARCHIVE),
    ],
)
def test_a_zip64_record_that_says_something_else_has_its_reason(
    tmp_path: Path, record: tuple[int, int, int], reason: Reason
) -> None:
    data = with_record(zipped(("34.pdf", PDF)), (0xFFFF, MOST, MOST), record)
    assert opened(data, tmp_path).problem is reason


class Stream(BytesIO):
    """A program that cannot go back writes sizes behind the data."""

    def seekable(self) -> bool:
        return False

    def seek(self, *_: int) -> int:
        raise UnsupportedOperation


@pytest.mark.parametrize(
    ("name", "data", "noise"),
    [
        ("__MACOSX/._a.pdf", b"\0\5\x16\7" + bytes(30), True),
        ("a/.DS_Store", b"\0\0\0\1Bud1" + bytes(30), True),
        ("Thumbs.db", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(30), True),
        ("a/", b"", True),
        ("a\\", b"", True),
        ("__MACOSX/a.pdf", PDF, False),
        ("._a.pdf", PDF, False),
        ("._a.pdf", b"\0\5\x16\7\n" + PDF, False),  # a reader of PDF looks beyond the first bytes
        (".DS_Store", b"\0\0\0\1Bud1" + PDF, False),
        ("Thumbs.db", compound("WordDocument"), False),
        ("Thumbs.db", PDF, False),
        (".DS_Store", b"", False),
    ],
)
def test_noise_is_told_by_its_content(name: str, data: bytes, noise: bool, tmp_path: Path) -> None:
    answer = opened(raw_zip(GOOD, Entry(name.encode(), data)), tmp_path)
    assert len(names(answer)) == (1 if noise else 2)


_ELSE = b"35.pdf"
_WHOLE = raw_zip(GOOD)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (raw_zip(Entry(b"../34.pdf", PDF)), Reason.UNSAFE_ARCHIVE),
        (raw_zip(Entry(b"a/../34.pdf", PDF)), Reason.UNSAFE_ARCHIVE),
        (raw_zip(Entry(b"a\\..\\34.pdf", PDF)), Reason.UNSAFE_ARCHIVE),
        (raw_zip(Entry(b"/34.pdf", PDF)), Reason.UNSAFE_ARCHIVE),
        (raw_zip(Entry(b"c:34.pdf", PDF)), Reason.UNSAFE_ARCHIVE),
        (raw_zip(Entry(b"34.pdf\0.exe", PDF)), Reason.UNSAFE_ARCHIVE),
        (raw_zip(GOOD, Entry(b"a", b"34.pdf", mode=LINK)), Reason.UNSAFE_ARCHIVE),
        (raw_zip(GOOD, Entry(b"a", b"", mode=0o020644)), Reason.UNSAFE_ARCHIVE),
        (raw_zip(GOOD, Entry(b"a/", PDF)), Reason.UNSAFE_ARCHIVE),
        (raw_zip(GOOD, GOOD), Reason.UNSAFE_ARCHIVE),
        (raw_zip(GOOD, Entry(b"34.PDF", PDF)), Reason.UNSAFE_ARCHIVE),
        (raw_zip(GOOD, hidden=[Entry(_ELSE, PDF)]), Reason.UNSAFE_ARCHIVE),
        (GOOD.local() + raw_zip(Entry(_ELSE, PDF)), Reason.UNSAFE_ARCHIVE),
        (_WHOLE + raw_zip(Entry(_ELSE, PDF)), Reason.UNSAFE_ARCHIVE),
        (raw_zip(GOOD, comment=raw_zip(Entry(_ELSE, PDF))), Reason.UNSAFE_ARCHIVE),
        (_WHOLE + b"\0", Reason.UNSAFE_ARCHIVE),
        (_WHOLE[:22] + b"\1" + _WHOLE[23:], Reason.UNSAFE_ARCHIVE),  # another size in the entry
        (_WHOLE[:8] + b"\0" + _WHOLE[9:], Reason.UNSAFE_ARCHIVE),  # another method
        (raw_zip(Entry(b"34.pdf", PDF, flags=1)), Reason.ENCRYPTED),
        (raw_zip(Entry(b"34.pdf", PDF, flags=1, method=99)), Reason.ENCRYPTED),
        (raw_zip(GOOD, disk=1), Reason.NOT_OPENED),
        (raw_zip(Entry(b"34.pdf", PDF, method=12)), Reason.NOT_OPENED),
        (raw_zip(*[GOOD] * 3, overlapping=True), Reason.ARCHIVE_BOMB),
        (raw_zip(Entry(b"34.pdf", PDF, directory_name=_ELSE)), Reason.UNSAFE_ARCHIVE),
        (raw_zip(GOOD, Entry(_ELSE, PDF, size=0, directory_name=b"x/")), Reason.UNSAFE_ARCHIVE),
        (raw_zip(GOOD, Entry(_ELSE, PDF, size=0, directory_name=b"x\\")), Reason.UNSAFE_ARCHIVE),
        (raw_zip(GOOD, Entry(b"x/", PDF, size=0)), Reason.UNSAFE_ARCHIVE),
        (_WHOLE[:-1], Reason.UNREADABLE),
        (_WHOLE[: len(_WHOLE) // 2], Reason.UNREADABLE),
        (b"PK\3\4", Reason.UNREADABLE),
        (raw_zip(), Reason.EMPTY),
        (raw_zip(Entry(b"a/")), Reason.EMPTY),
    ],
)
def test_every_trick_has_its_reason(data: bytes, reason: Reason, tmp_path: Path) -> None:
    answer = opened(data, tmp_path)
    assert (answer.problem, answer.members) == (reason, ())


def test_a_wrong_checksum_or_size_is_damage(tmp_path: Path) -> None:
    stored = raw_zip(Entry(b"34.pdf", PDF, method=0))
    assert opened(stored.replace(b"%PDF-1.7", b"%PDF-1.4"), tmp_path).problem is Reason.UNREADABLE
    for size in (3, 1_000):
        data = raw_zip(Entry(b"34.pdf", PDF, size=size))
        assert opened(data, tmp_path).problem is Reason.UNREADABLE


def test_limits_on_files_and_bytes_hold_whatever_the_headers_say(tmp_path: Path) -> None:
    several = raw_zip(*(Entry(b"%d.txt" % n, b"abc") for n in range(5)))
    assert len(names(opened(several, tmp_path, files=5, size=15))) == 5
    assert opened(several, tmp_path, files=4).problem is Reason.ARCHIVE_BOMB
    assert opened(several, tmp_path, size=14).problem is Reason.ARCHIVE_BOMB
    assert opened(raw_zip(Entry(b"a", bytes(29 << 20))), tmp_path).problem is Reason.ARCHIVE_BOMB
    # A size of 4 GB in a directory of 6,000 names is not even read.
    began = time.monotonic()
    many = raw_zip(*(Entry(b"%d" % n, b"", method=0) for n in range(6_000)))
    assert opened(many, tmp_path, files=10_000).problem is Reason.ARCHIVE_BOMB
    assert time.monotonic() - began < 5


def test_names_of_a_closed_archive_are_still_told(tmp_path: Path) -> None:
    data = raw_zip(Entry("MẬT/34.pdf".encode(), PDF, UTF8 | 1))
    assert opened(data, tmp_path).names == ("MẬT/34.pdf",)


def unicode_path(raw: bytes, name: str) -> bytes:
    field = b"\1" + struct.pack("<I", zlib.crc32(raw)) + name.encode()
    return struct.pack("<HH", 0x7075, len(field)) + field


@pytest.mark.parametrize(
    ("entry", "name", "known"),
    [
        (Entry("Quyết định.pdf".encode(), PDF, UTF8), "Quyết định.pdf", True),
        (Entry("Quyết định.pdf".encode(), PDF), "Quyết định.pdf", True),
        (Entry("Quyê\u0301t đi\u0323nh.pdf".encode(), PDF), "Quyết định.pdf", True),
        (Entry(b"Quy\xea\xect \xf0i\xf2nh.pdf", PDF), "Quyết định.pdf", True),
        (
            Entry(b"Quy?t.pdf", PDF, extra=unicode_path(b"Quy?t.pdf", "Quyết.pdf")),
            "Quyết.pdf",
            True,
        ),
        (Entry(b"Quy!t.pdf", PDF, extra=unicode_path(b"Quy?t.pdf", "Khác.pdf")), "Quy!t.pdf", True),
        (Entry(b"Quy\xd5t \xae\xdenh.pdf", PDF), "QuyÕt ®Þnh.pdf", False),
        (Entry(b"M\xcbT.pdf", PDF), "MËT.pdf", False),
        (Entry(b"MA\xc4T.pdf", PDF), "MAÄT.pdf", False),
        (Entry(b"ab*c?.pdf", PDF), "ab_c_.pdf", True),
        (Entry(b"\xe2\x80\xaefdp.exe", PDF), "fdp.exe", True),
    ],
)
def test_names_in_any_table(entry: Entry, name: str, known: bool, tmp_path: Path) -> None:
    answer = opened(raw_zip(entry), tmp_path)
    assert (names(answer), answer.known) == ([name], known)
