"""Reading, Build 1 and 6: documents in archives, in forwarded mails, in winmail.dat, in the text; through the whole walk."""

import time
import zlib
from collections.abc import Iterator

import pytest

from tests.support.containers import (
    LINK,
    UTF8,
    Entry,
    forwarding,
    in_zips,
    raw_zip,
    tnef,
    uuencoded,
    zipped,
)
from tests.support.desk import PKI, Desk, a_desk
from tests.support.document_files import archive
from tests.support.signed_mail import cms, entity, mail, plain_mail, signed_entity
from tests.support.signed_pdf import sign
from tests.support.small_pdf import annex, decision

pytestmark = pytest.mark.acceptance

DEADLINE = 60  # seconds, that of a worker


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with a_desk(tmp_path_factory.mktemp("desk"), crls=True) as made:
        yield made


def test_1_6_an_archive_is_one_document_with_its_annexes_and_its_signature(desk: Desk) -> None:
    """As programs pack it, by name: the annexes come before the decision."""
    number = next(desk.numbers)
    signed = sign(decision(number), PKI.agency)
    packed = zipped(
        ("Hồ sơ/Phụ lục 1.pdf", annex(1, number)),
        ("Hồ sơ/Phụ lục 2.pdf", annex(2, number)),
        ("Hồ sơ/quyet dinh.pdf", signed),
        ("__MACOSX/._quyet dinh.pdf", b"\0\5\x16\7" + b"\0" * 60),
        ("Hồ sơ/Thumbs.db", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
    )
    (found,) = desk.accepted(plain_mail(("ho-so.zip", packed)))
    assert (found["file_name"], found["signature"]) == ("quyet dinh.pdf", "VALID")
    assert (found["document_type"], found["number"]) == ("Quyết định", f"{number:02}")
    assert found["within"] == "ho-so.zip"
    annexes = [(item["file_name"], item["within"]) for item in found["annexes"]]
    assert annexes == [("Phụ lục 1.pdf", "ho-so.zip"), ("Phụ lục 2.pdf", "ho-so.zip")]
    assert "«Phụ lục 1.pdf», «Phụ lục 2.pdf» nằm trong tệp nén «ho-so.zip»" in found["notes"]


def test_6_annexes_in_an_archive_belong_to_the_document_beside_or_within_it(desk: Desk) -> None:
    first, second = next(desk.numbers), next(desk.numbers)
    packed = zipped(("Phụ lục.pdf", annex(1, second)), ("b.pdf", decision(second)))
    one, other = desk.accepted(plain_mail(("a.pdf", decision(first)), ("b.zip", packed)))
    assert (one["file_name"], one["within"], one["annexes"]) == ("a.pdf", None, [])
    assert (other["file_name"], other["annexes"][0]["file_name"]) == ("b.pdf", "Phụ lục.pdf")
    only_annexes = zipped(("Phụ lục.pdf", annex(1, first + 1000)))
    document = decision(next(desk.numbers))
    (found,) = desk.accepted(plain_mail(("a.pdf", document), ("phu-luc.zip", only_annexes)))
    assert [item["within"] for item in found["annexes"]] == ["phu-luc.zip"]


def test_1_a_signature_beside_its_document_in_the_archive(desk: Desk) -> None:
    document = desk.document()
    packed = zipped(("34.pdf", document), ("34.pdf.p7s", cms(document, PKI.agency)))
    (found,) = desk.accepted(plain_mail(("a.zip", packed)))
    assert (found["file_name"], found["signature"]) == ("34.pdf", "VALID")
    # A signature over the archive signs no document in it that anybody could name.
    packed = zipped(("34.pdf", desk.document()))
    beside = ("a.zip.p7s", cms(packed, PKI.agency))
    assert desk.held(plain_mail(("a.zip", packed), beside)) == ["signature-unpaired"]


def test_1_an_archive_in_an_envelope_is_signed_with_all_that_is_in_it(desk: Desk) -> None:
    packed = zipped(("34.pdf", desk.document()))
    envelope = cms(packed, PKI.agency, detached=False)
    (found,) = desk.accepted(plain_mail(("a.zip.p7m", envelope)))
    assert (found["file_name"], found["within"]) == ("34.pdf", "a.zip")
    assert found["signature"] == "VALID"


def test_1_what_comes_out_of_a_signed_part_is_signed(desk: Desk) -> None:
    content = entity(("a.zip", zipped(("34.pdf", desk.document()))))
    (found,) = desk.accepted(mail(signed_entity(content, cms(content, PKI.agency))))
    assert "hợp lệ bởi" in found["notes"]


def test_1_a_forwarded_mail_is_opened_and_speaks_for_nobody(desk: Desk) -> None:
    document = desk.document()
    inner = plain_mail(("34.pdf", document), number=2).replace(b"stn@", b"ke.gia.mao@")
    line, done = desk.process(mail(forwarding(inner)))
    assert (line["outcome"], line["reasons"]) == ("accepted", [])
    (found,) = line["documents"]
    assert (found["file_name"], found["within"]) == ("34.pdf", "Gửi giấy mời.eml")
    assert "nằm trong thư đính kèm «Gửi giấy mời.eml»" in found["notes"]
    assert line["receipt"]["to"] == "stn@quangngai.gov.vn"
    assert done.conclusion.sender == "stn@quangngai.gov.vn"
    assert done.conclusion.message_id == "<1@quangngai.gov.vn>"


def test_1_a_signature_on_the_mail_within_the_mail_is_told_of(desk: Desk) -> None:
    content = entity(("34.pdf", desk.document()))
    inner = mail(signed_entity(content, cms(content, PKI.agency)))
    (found,) = desk.accepted(mail(forwarding(inner)))
    assert "«Gửi giấy mời.eml» có chữ ký riêng, chưa được kiểm tra." in found["notes"]


def test_1_mails_saved_as_files_and_packed(desk: Desk) -> None:
    inner = plain_mail(("a.zip", zipped(("34.pdf", desk.document()))))
    (found,) = desk.accepted(plain_mail(("thu.zip", zipped(("thu cũ.eml", inner)))))
    assert found["within"] == "thu.zip › thu cũ.eml › a.zip"


def test_1_winmail_dat_is_opened_with_long_names_and_embedded_messages(desk: Desk) -> None:
    document, other = desk.document(), desk.document()
    made = tnef(
        ("Giấy mời họp giao ban tháng mười một.pdf", document),
        embedded=[("Thư khác", tnef(("35.pdf", other)))],
    )
    one, two = desk.accepted(plain_mail(("winmail.dat", made)))
    assert one["file_name"] == "Giấy mời họp giao ban tháng mười một.pdf"
    assert (two["file_name"], two["within"]) == ("35.pdf", "winmail.dat › Thư khác")
    assert "nằm trong gói winmail.dat" in one["notes"]


def test_1_a_document_written_into_the_text(desk: Desk) -> None:
    text = "Xin gui van ban.\r\n" + uuencoded("34.pdf", desk.document()) + "Tran trong.\r\n"
    (found,) = desk.accepted(mail(b"\r\n" + text.encode()))
    assert (found["file_name"], found["within"]) == ("34.pdf", None)


def test_1_names_of_any_table(desk: Desk) -> None:
    """UTF-8 with and without its flag, the Unicode field, windows-1258; a name in TCVN3 is held."""
    raw = "Quyết định.pdf".encode("cp437", "replace")
    field = b"\1" + zlib.crc32(raw).to_bytes(4, "little") + "Quyết định.pdf".encode()
    extra = b"\x75\x70" + len(field).to_bytes(2, "little") + field
    windows = b"Quy\xea\xect \xf0i\xf2nh.pdf"
    for entry in (
        Entry("Quyết định.pdf".encode(), flags=UTF8),
        Entry("Quyết định.pdf".encode()),
        Entry(raw, extra=extra),
        Entry(windows),
    ):
        packed = raw_zip(Entry(entry.name, desk.document(), entry.flags, extra=entry.extra))
        (found,) = desk.accepted(plain_mail(("a.zip", packed)))
        assert found["file_name"] == "Quyết định.pdf"
    packed = raw_zip(Entry(b"Quy\xd5t \xae\xdenh.pdf", desk.document()))
    assert desk.held(plain_mail(("a.zip", packed))) == ["malformed"]


def bombs(document: bytes) -> dict[str, bytes]:
    zeros = Entry(b"a.pdf", bytes(150 << 20))
    return {
        "ratio": raw_zip(zeros),
        "total": raw_zip(zeros, Entry(b"b.pdf", bytes(60 << 20))),
        "lies about its size": raw_zip(Entry(b"a.pdf", bytes(300 << 20), size=100)),
        "too many files": raw_zip(*(Entry(b"%d.txt" % n, b"a") for n in range(501))),
        "overlapping": raw_zip(*[Entry(b"a.pdf", document)] * 2, overlapping=True),
        "archives of zeros in an archive": zipped(
            *((f"{n}.zip", raw_zip(Entry(b"a", bytes(19 << 20)))) for n in range(20))
        ),
    }


def tricks(document: bytes) -> dict[str, tuple[bytes, str]]:
    """Each with the reason for which it is held."""
    good = Entry(b"34.pdf", document)
    whole = raw_zip(good)
    unsafe = {
        "upwards": raw_zip(Entry(b"../../etc/34.pdf", document)),
        "upwards by backslash": raw_zip(Entry(b"..\\34.pdf", document)),
        "absolute": raw_zip(Entry(b"/etc/34.pdf", document)),
        "drive": raw_zip(Entry(b"C:\\34.pdf", document)),
        "NUL": raw_zip(Entry(b"34.pdf\0.exe", document)),
        "link": raw_zip(good, Entry(b"a", b"/etc/passwd", mode=LINK)),
        "folder with content": raw_zip(good, Entry(b"a/", document)),
        "name twice": raw_zip(good, Entry(b"34.PDF", b"x")),
        "hidden entry": raw_zip(good, hidden=[Entry(b"35.pdf", document)]),
        "archive in the comment": raw_zip(good, comment=whole),
        "something behind": whole + b"x",
        "other size in the entry": whole.replace(b"\x21\0", b"\x21\0", 1)[:22] + b"\1" + whole[23:],
    }
    return {name: (data, "unsafe-archive") for name, data in unsafe.items()} | {
        "too deep": (in_zips(document, 5), "nested-too-deep"),
        "encrypted": (raw_zip(Entry(b"34.pdf", document, 1)), "encrypted"),
        "one of several parts": (raw_zip(good, disk=1), "not-opened"),
        "unknown compression": (raw_zip(Entry(b"34.pdf", document, method=14)), "not-opened"),
        "cut": (whole[:-30], "unreadable"),
        "damaged": (whole[:200] + bytes(20) + whole[220:], "unreadable"),
        "other name in the directory": (
            raw_zip(Entry(b"34.pdf", document, directory_name=b"35.pdf")),
            "unsafe-archive",
        ),
        "empty": (raw_zip(), "empty"),
        "nothing but folders": (raw_zip(Entry(b"a/")), "empty"),
        "empty member": (zipped(("34.pdf", document), ("a.pdf", b"")), "empty"),
        "document that calls itself noise": (zipped(("Thumbs.db", b"MZ")), "format-not-listed"),
        "macros": (zipped(("a.docx", _with_macros()), ("34.pdf", document)), "macros"),
        "winmail.dat cut": (tnef(("34.pdf", document))[:-40], "unreadable"),
        "winmail.dat damaged": (tnef(("34.pdf", document)).replace(b"PDF-", b"PDX-"), "unreadable"),
        "RAR": (b"Rar!\x1a\x07\1\0" + bytes(50), "not-opened"),
        "mail without a structure": (plain_mail(("34.pdf", document))[:-30], "malformed"),
    }


def _with_macros() -> bytes:
    types = '<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'
    return archive({"[Content_Types].xml": types, "word/document.xml": "<x/>"})


def test_6_bombs_are_held_within_the_deadline_and_the_next_mail_is_fine(desk: Desk) -> None:
    for name, data in bombs(desk.document()).items():
        began = time.monotonic()
        reasons = desk.held(plain_mail(("a.zip", data)))
        took = time.monotonic() - began
        allowed = {"archive-bomb"} if name != "lies about its size" else {"unreadable"}
        assert (allowed <= set(reasons), took < DEADLINE) == (True, True), (name, reasons, took)
        assert desk.accepted(plain_mail(("34.pdf", desk.document())))


def test_6_every_trick_is_held_with_its_own_reason(desk: Desk) -> None:
    for name, (data, reason) in tricks(desk.document()).items():
        if reason == "format-not-listed":
            line, _ = desk.process(plain_mail(("a.zip", data)))
            assert (line["outcome"], line["reasons"]) == ("rejected", [reason]), name
            continue
        assert desk.held(plain_mail(("a", data))) == [reason], name
    assert desk.accepted(plain_mail(("34.pdf", desk.document())))


def test_7_a_mark_anywhere_in_a_container_counts(desk: Desk) -> None:
    document = desk.document()
    plain = plain_mail(("34.pdf", document))
    subject = "Subject: [MẬT] Giấy mời\r\nX-Subject:".encode()
    secret_mail = plain.replace(b"Subject:", subject, 1)
    secret_text = mail(entity(("34.pdf", document), text="ĐỘ MẬT: TỐI MẬT\n"))
    carriers = {
        "subject": mail(forwarding(secret_mail)),
        "text": mail(forwarding(secret_text)),
        "name of a member": plain_mail(("a.zip", zipped(("MẬT_34.pdf", document)))),
        "name of a folder": plain_mail(("a.zip", zipped(("MẬT/34.pdf", document)))),
        "name in an encrypted archive": plain_mail(
            ("a.zip", raw_zip(Entry("MẬT_34.pdf".encode(), document, UTF8 | 1)))
        ),
        "name of the archive": plain_mail(("MẬT_34.zip", zipped(("34.pdf", document)))),
        "subject of winmail.dat": plain_mail(
            ("winmail.dat", tnef(("34.pdf", document), subject="[MẬT] Giấy mời"))
        ),
        "text of winmail.dat": plain_mail(
            ("winmail.dat", tnef(("34.pdf", document), body="ĐỘ MẬT: TỐI MẬT\n"))
        ),
    }
    for name, raw in carriers.items():
        assert desk.held(raw) == ["secret"], name


def test_1_what_a_machine_or_we_ourselves_sent_is_not_entered(desk: Desk) -> None:
    """Our own mail coming back, a receipt, a bounce of old servers, a forwarded report."""
    own = plain_mail(("34.pdf", desk.document())).replace(b"From: stn@", b"From: sxd@", 1)
    assert "own-message" in desk.held(mail(forwarding(own)))
    returned = plain_mail(("34.pdf", desk.document()))
    bounce = mail(forwarding(returned)).replace(b"stn@", b"mailer-daemon@", 1)
    assert "bounce" in desk.held(b"Return-Path: <>\r\n" + bounce)
    text_only = mail(b"Content-Type: text/plain\r\n\r\nxin chao\r\n")
    assert desk.held(mail(forwarding(text_only))) == ["no-document"]


def test_1_a_mail_in_the_mail_without_files_stands_in_nobodys_way(desk: Desk) -> None:
    thread = mail(b"Content-Type: text/plain\r\n\r\nTrao doi truoc.\r\n")
    attached = entity(("34.pdf", desk.document()))
    (found,) = desk.accepted(mail(forwarding(thread, more=[attached])))
    assert (found["file_name"], found["within"]) == ("34.pdf", None)


def test_1_doubts_about_the_mail_within_hold_the_whole(desk: Desk) -> None:
    inner = plain_mail(("34.pdf", desk.document())).replace(b"base64", b"x-rot13")
    assert "malformed" in desk.held(mail(forwarding(inner)))


def test_1_inner_mails_up_to_a_depth(desk: Desk) -> None:
    for depth in range(1, 7):
        inner = plain_mail(("34.pdf", desk.document()))
        for level in range(depth):
            inner = mail(forwarding(inner)) if level % 2 else plain_mail(("t.eml", inner))
        line, _ = desk.process(inner)
        if depth <= 4:
            assert line["outcome"] == "accepted", depth
            assert line["documents"][0]["within"].count("›") == depth - 1
        else:
            assert line["reasons"] == ["nested-too-deep"], depth
