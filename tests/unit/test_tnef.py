"""winmail.dat: files come out under their long names; what is damaged stays closed."""

from pathlib import Path

import pytest

from gateway.adapters.mime.tnef import open_tnef
from gateway.adapters.mime.unpacked import Unpacked
from gateway.domain.admission import Reason
from gateway.domain.formats import FileKind
from tests.support.containers import attribute, properties, property_, tnef, wide
from tests.support.mails import PDF, PNG

HEAD = bytes.fromhex("789f3e220100")
BEGIN = attribute(2, 0x00069002, bytes(14))


def opened(data: bytes, folder: Path, files: int = 10, size: int = 1 << 20) -> Unpacked:
    source, target = folder / "winmail.dat", folder / "out"
    target.mkdir(exist_ok=True)
    source.write_bytes(data)
    return open_tnef(source, target, files, size)


def test_files_subject_and_text(tmp_path: Path) -> None:
    made = tnef(("Giấy mời.pdf", PDF), ("b.txt", b"abc"), subject="Họp", body="Kính gửi")
    answer = opened(made, tmp_path)
    assert [(m.name, m.kind, m.size) for m in answer.members] == [
        ("Giấy mời.pdf", FileKind.PDF, len(PDF)),
        ("b.txt", FileKind.TXT, 3),
    ]
    assert Path(answer.members[0].file).read_bytes() == PDF
    assert (answer.subject, answer.body, answer.known) == ("Họp", "Kính gửi", True)
    assert answer.names == ("Giấy mời.pdf", "b.txt")


def test_a_message_within_is_a_container_again(tmp_path: Path) -> None:
    (member,) = opened(tnef(embedded=[("Thư", tnef(("34.pdf", PDF)))]), tmp_path).members
    assert (member.name, member.kind) == ("Thư", FileKind.TNEF)
    assert opened(Path(member.file).read_bytes(), tmp_path).members[0].name == "34.pdf"


def test_titles_are_in_the_code_page_of_the_message(tmp_path: Path) -> None:
    title = BEGIN + attribute(2, 0x00018010, b"Gi\xe2\xecy.pdf\0") + attribute(2, 0x6800F, PDF)
    for page, name, known in ((1258, "Giấy.pdf", True), (9, "Giâìy.pdf", False)):
        codes = attribute(1, 0x00069007, page.to_bytes(8, "little"))
        answer = opened(HEAD + codes + title, tmp_path)
        assert (answer.members[0].name, answer.known) == (name, known)


def test_a_message_without_files_is_nothing_to_doubt(tmp_path: Path) -> None:
    assert opened(tnef(subject="x"), tmp_path) == Unpacked(None, subject="x", names=())


def test_a_logo_of_the_text_is_no_file_and_a_page_is(tmp_path: Path) -> None:
    shown = properties(property_(0x3712, 0x1F, wide("image001")))
    page = PNG.replace(b"\0\0\0\x96", b"\0\0\x09\x96")
    for picture, files in ((PNG, 0), (page, 1), (PDF, 1)):
        data = BEGIN + attribute(2, 0x6800F, picture) + attribute(2, 0x69005, shown)
        assert len(opened(HEAD + data, tmp_path).members) == files
    alone = BEGIN + attribute(2, 0x6800F, PNG)  # nothing says that the text shows it
    assert len(opened(HEAD + alone, tmp_path).members) == 1


WHOLE = tnef(("34.pdf", PDF), subject="Họp")


@pytest.mark.parametrize(
    "data",
    [
        HEAD[:3],
        b"\0" + WHOLE[1:],
        WHOLE[:-1],
        WHOLE + b"x",
        WHOLE.replace(b"%PDF", b"%PDX"),  # the checksum
        HEAD + attribute(3, 0x6800F, PDF),
        HEAD + attribute(2, 0x6800F, PDF),  # before any attachment began
        HEAD + attribute(1, 0x6800F, PDF),  # would be lost
        HEAD + BEGIN + attribute(2, 0x6800E, PDF),  # nobody knows what that is
        HEAD + BEGIN + attribute(2, 0x6800F, PDF) * 2,  # one of them would be lost
        HEAD + BEGIN + attribute(2, 0x69005, b"\xff\xff\xff\x7f"),
        HEAD + BEGIN + attribute(2, 0x69005, properties(b"\x1f\x10\x07\x37\xff\xff\xff\x00")),
        HEAD + BEGIN + attribute(2, 0x69005, properties(b"\x99\x00\x07\x37" + bytes(8))),
    ],
)
def test_what_does_not_hold_together_stays_closed(data: bytes, tmp_path: Path) -> None:
    assert opened(data, tmp_path) == Unpacked(Reason.UNREADABLE)


def test_limits(tmp_path: Path) -> None:
    assert opened(WHOLE, tmp_path, files=0).problem is Reason.ARCHIVE_BOMB
    assert opened(WHOLE, tmp_path, size=len(WHOLE) - 1).problem is Reason.ARCHIVE_BOMB
    many = HEAD + attribute(1, 0x00018004, b"") * 10_001
    assert opened(many, tmp_path).problem is Reason.UNREADABLE
