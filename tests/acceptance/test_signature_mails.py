"""Signatures, Build 5: the S/MIME signature of the mail itself, through the whole walk."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from gateway.adapters.mime import open_mail
from gateway.adapters.signatures.carriers import judge_detached
from gateway.domain.signature import Verdict
from tests.support.agency import Agency
from tests.support.desk import FOREIGN, PKI, Desk, a_desk, attached, beside, encrypted
from tests.support.dovecot import Dovecot
from tests.support.pki import NOW
from tests.support.postfix import Postfix
from tests.support.signed_mail import (
    cms,
    entity,
    flipped,
    mail,
    mixed,
    opaque_entity,
    openssl,
    signed_entity,
)
from tests.support.small_pdf import invitation
from tests.support.waiting import eventually

pytestmark = pytest.mark.acceptance


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with a_desk(tmp_path_factory.mktemp("desk"), crls=True) as made:
        yield made


@pytest.fixture(scope="module")
def blind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Without any CRL nobody knows whether a certificate was revoked."""
    with a_desk(tmp_path_factory.mktemp("blind"), crls=False) as made:
        yield made


def test_5_a_mail_signed_by_openssl_names_its_signer_and_proves_no_document(desk: Desk) -> None:
    content = entity(("34.pdf", desk.document()))
    signed = openssl(desk.folder, content, PKI.leader, "smime", "-sign", "-binary")
    crlf = signed.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    line, done = desk.process(mail(crlf))
    assert (line["outcome"], line["reasons"]) == ("accepted", [])
    (found,) = line["documents"]
    assert (found["file_name"], found["signature"]) == ("34.pdf", "UNSIGNED")
    assert (found["annexes"], found["signature_files"]) == ([], [])
    assert "Thư được ký số (S/MIME) hợp lệ bởi «Nguyễn Văn A»" in found["notes"]
    assert "nguyenvana@mau.example" in found["notes"]  # another address than that of From
    assert len(done.conclusion.trusts) == 1


def test_5_a_mail_whose_line_ends_were_lost_on_its_way(desk: Desk) -> None:
    content = entity(("34.pdf", desk.document()))
    raw = mail(signed_entity(content, cms(content, PKI.agency)))
    (found,) = desk.accepted(raw.replace(b"\r\n", b"\n"))
    assert "hợp lệ bởi" in found["notes"]
    never = entity(("34.pdf", desk.document())).replace(b"\r\n", b"\n")
    (found,) = desk.accepted(mail(signed_entity(never, cms(never, PKI.agency))).replace(b"\r", b""))
    assert "hợp lệ bởi" in found["notes"]
    altered = mail(signed_entity(never.replace(b"theo", b"them"), cms(never, PKI.agency)))
    assert desk.held(altered.replace(b"\r", b"")) == ["signature-review"]


def test_5_a_signed_mail_altered_by_one_byte_is_held(desk: Desk) -> None:
    content = entity(("34.pdf", desk.document()))
    signature = cms(content, PKI.agency)
    for place in (content.index(b"text/plain"), content.index(b"theo"), len(content) - 80):
        altered = flipped(content, place)
        line, done = desk.process(mail(signed_entity(altered, signature)))
        assert line["outcome"] == "held"
        assert "signature-review" in line["reasons"]
        for entry in done.conclusion.entries:
            assert any("không khớp với nội dung đã ký" in note for note in entry.notes)
    spaced = content.replace(b"theo.", b"theo. ")
    assert desk.held(mail(signed_entity(spaced, signature))) == ["signature-review"]


def test_5_a_mail_signed_by_a_stranger_is_as_good_as_unsigned(desk: Desk) -> None:
    content = entity(("34.pdf", desk.document()))
    (found,) = desk.accepted(mail(signed_entity(content, cms(content, FOREIGN.agency))))
    assert found["signature"] == "UNSIGNED"
    assert "không thuộc hệ thống chứng thực" in found["notes"]


def test_5_a_mail_signature_of_unknown_status_does_no_harm(blind: Desk) -> None:
    content = entity(("34.pdf", blind.document()))
    (found,) = blind.accepted(mail(signed_entity(content, cms(content, PKI.agency))))
    assert "chưa kết luận được về chữ ký của thư" in found["notes"]


def test_5_a_file_beside_the_signed_part_is_not_covered(desk: Desk) -> None:
    """A forger's view: a document hangs beside what was signed."""
    text = entity()
    signed = signed_entity(text, cms(text, PKI.agency))
    document = desk.document()
    (found,) = desk.accepted(mail(mixed(signed, attached(document))))
    assert "hợp lệ" not in found["notes"]
    assert "nằm ngoài phần đó" in found["notes"]


def test_5_a_footer_behind_a_signed_part_takes_nothing_from_it(desk: Desk) -> None:
    """As mailing lists and virus scanners add it: the signed part lies deeper in the mail."""
    content = entity(("34.pdf", desk.document()))
    signed = signed_entity(content, cms(content, PKI.agency))
    footer = b"Content-Type: text/plain\r\n\r\nBan tin noi bo\r\n"
    (found,) = desk.accepted(mail(mixed(mixed_again(signed), footer)))
    assert "hợp lệ bởi" in found["notes"]


def mixed_again(part: bytes) -> bytes:
    return mixed(part).replace(b"=mx", b"=my", 1).replace(b"--mx", b"--my")


def test_5_a_third_part_or_a_hidden_one_is_held(desk: Desk) -> None:
    text = entity()
    signature = cms(text, PKI.agency)
    third = signed_entity(text, signature, attached(desk.document()))
    assert desk.held(mail(third))
    before = signed_entity(text, signature).replace(
        b"S/MIME", b"--x\r\n" + attached(desk.document()), 1
    )
    assert desk.held(mail(before)) == ["malformed", "no-document"]


def test_5_a_mail_in_one_envelope_is_opened_as_the_mail(desk: Desk) -> None:
    content = entity(("34.pdf", desk.document()))
    made = openssl(desk.folder, content, PKI.agency, "smime", "-sign", "-binary", "-nodetach")
    crlf = made.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    (found,) = desk.accepted(mail(crlf))
    assert (found["file_name"], found["signature"]) == ("34.pdf", "UNSIGNED")
    assert "«SỞ THỬ NGHIỆM»" in found["notes"]


def test_5_a_mail_that_is_nothing_but_an_enveloped_document(desk: Desk) -> None:
    """The signature is the document's then, not the mail's."""
    document = desk.document()
    whole = opaque_entity(cms(document, PKI.agency, detached=False))
    (found,) = desk.accepted(mail(whole.replace(b"smime.p7m", b"34.pdf.p7m")))
    assert (found["file_name"], found["signature"]) == ("34.pdf", "VALID")
    assert "S/MIME" not in found["notes"]


def test_5_an_altered_envelope_of_a_mail_is_held(desk: Desk) -> None:
    content = entity(("34.pdf", desk.document()))
    envelope = cms(content, PKI.agency, detached=False)
    altered = flipped(envelope, envelope.index(b"theo"))
    line, _ = desk.process(mail(opaque_entity(altered)))
    assert (line["outcome"], line["reasons"]) == ("held", ["signature-review"])
    assert "không khớp" in line["documents"][0]["notes"]


def test_5_an_encrypted_mail_keeps_its_own_reason(desk: Desk) -> None:
    whole = encrypted(desk, entity(("34.pdf", desk.document())))
    assert desk.held(mail(opaque_entity(whole, b"enveloped-data"))) == ["encrypted"]


def test_5_a_mail_signed_twice(desk: Desk) -> None:
    """An envelope around a signed part (triple wrapping without the encryption, RFC 2634 §1.1)."""
    content = entity(("34.pdf", desk.document()))
    inner = signed_entity(content, cms(content, PKI.leader))
    (found,) = desk.accepted(mail(opaque_entity(cms(inner, PKI.agency, detached=False))))
    assert "«Nguyễn Văn A»" in found["notes"]
    assert "«SỞ THỬ NGHIỆM»" in found["notes"]
    forged = signed_entity(content, cms(entity(), PKI.leader))
    raw = mail(opaque_entity(cms(forged, PKI.agency, detached=False)))
    assert desk.held(raw) == ["signature-review"]


def test_5_the_inside_of_an_envelope_does_not_write_the_headers(desk: Desk) -> None:
    """A forger's view: a sender, a subject and a verdict of our MTA hidden where no MTA strips them."""
    forged = b"From: chu-tich@quangngai.gov.vn\r\nSubject: Khac\r\nAuto-Submitted: auto-replied\r\n"
    content = forged + entity(("34.pdf", desk.document()))
    line, done = desk.process(mail(opaque_entity(cms(content, PKI.agency, detached=False))))
    assert line["outcome"] == "accepted"
    assert done.conclusion.sender == "stn@quangngai.gov.vn"


def test_5_a_mail_in_too_many_envelopes_is_held(desk: Desk) -> None:
    content = entity(("34.pdf", desk.document()))
    for _ in range(4):
        content = opaque_entity(cms(content, PKI.agency, detached=False))
    assert "not-opened" in desk.held(mail(content))


def test_5_a_signed_mail_with_signed_documents(desk: Desk) -> None:
    document = desk.document()
    content = entity(("34.pdf", document), ("34.pdf.p7s", beside(document)))
    (found,) = desk.accepted(mail(signed_entity(content, cms(content, PKI.leader))))
    assert found["signature"] == "VALID"
    assert "«Nguyễn Văn A»" in found["notes"]


class Shown(NamedTuple):
    """What a person sees of a mail, and whether its signature is called valid."""

    body: str
    files: tuple[tuple[str, str], ...]
    is_valid: bool


def shown(raw: bytes, folder: Path, trust: Path) -> Shown | None:
    """None for a mail that goes to a person anyway."""
    path, spool = folder / "mail.eml", folder / "spool"
    shutil.rmtree(spool, ignore_errors=True)
    spool.mkdir()
    path.write_bytes(raw)
    parts = open_mail(path, spool, None, None, 1 << 20)
    if parts.message is None or parts.message.defects:
        return None
    files = tuple((item.file_name, item.sha256) for item in parts.message.attachments)
    verdicts = [
        judge_detached(Path(item.signature), Path(item.content), trust, NOW).verdict
        for item in parts.signed
    ]
    return Shown(parts.message.body, files, verdicts == [Verdict.VALID])


@pytest.mark.parametrize("mask", [0x01, 0x20])
def test_5_no_changed_byte_of_a_mail_shows_another_content_under_a_valid_signature(
    tmp_path: Path, mask: int
) -> None:
    """Whatever is changed, boundaries and headers included: another content is never called signed."""
    trust = PKI.write_trust(tmp_path / "trust")
    content = entity(("34.pdf", b"%PDF-1.7 mot hai ba"))
    raw = mail(signed_entity(content, cms(content, PKI.agency)))
    genuine = shown(raw, tmp_path, trust)
    assert genuine is not None
    assert genuine.is_valid
    end = raw.index(content) + len(content)
    behind = range(end, len(raw), 17)
    for place in (*range(raw.index(b"Content-Type: multipart/signed"), end), *behind):
        altered = raw[:place] + bytes([raw[place] ^ mask]) + raw[place + 1 :]
        found = shown(altered, tmp_path, trust)
        if found is not None and found.is_valid:
            assert found == genuine, place


@pytest.mark.servers
def test_5_the_signed_bytes_survive_the_way_over_real_servers(
    tmp_path: Path, dovecot: Dovecot, postfix: Postfix
) -> None:
    """Over Postfix and Dovecot into the register: a document with its signature in a signed mail."""
    agency = Agency(tmp_path, dovecot, postfix)
    PKI.write_trust(tmp_path / "data" / "trust")
    agency.draw_start_line()
    document = invitation(34)
    content = entity(("34.pdf", document), ("34.pdf.p7s", beside(document)))
    head = f"From: {agency.sender_address}\r\nTo: {agency.address}\r\nSubject: 34\r\nMIME-Version: 1.0\r\n"
    raw = head.encode() + signed_entity(content, cms(content, PKI.leader))
    with agency.running():
        postfix.submit(agency.sender_address, [agency.address], raw)
        (entry,) = eventually(
            lambda: agency.rows("incoming_register"), f"the entry; {agency.log()}", 20
        )
        eventually(agency.is_settled, f"the end; {agency.log()}", 30)
    assert (entry["number"], entry["signature"]) == ("34", "VALID")
    assert entry["signature_report"]["carrier"] == "detached"
    assert "«34.pdf.p7s»" in entry["notes"]
    assert "Thư được ký số (S/MIME) hợp lệ bởi «Nguyễn Văn A»" in entry["notes"]
