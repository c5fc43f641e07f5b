"""Signatures, Build 5: beside a document, around it, and over the mail, sent through the whole walk."""

import base64
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization

from gateway import wiring
from gateway.cli.process import processed_json
from gateway.domain.admission import Reason, Wait
from gateway.domain.signature import Carrier, Verdict
from gateway.wiring.processing import Processed, Processor
from tests.support.document_files import archive, paragraph, word
from tests.support.pki import NOW, Identity, make_pki
from tests.support.signed_mail import (
    cms,
    entity,
    flipped,
    mail,
    mixed,
    opaque_entity,
    openssl,
    plain_mail,
    signed_entity,
)
from tests.support.signed_pdf import sign
from tests.support.small_pdf import invitation

pytestmark = pytest.mark.acceptance

_CONFIG = """\
data_dir: data
agencies:
  - id: sxd
    name: Sở Xây dựng tỉnh Quảng Ngãi
    unknown_senders: accept
    books: [{name: den, title: Sổ đăng ký văn bản đến}]
    mailboxes: [{name: sxd, address: sxd@quangngai.gov.vn}]
submission: {transport: files}
workers: {processes: 1}
"""
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
PKI = make_pki()
FOREIGN = make_pki()


@dataclass
class Desk:
    """One agency's gateway, without its servers: mails come as files."""

    folder: Path
    processor: Processor
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def document(self) -> bytes:
        """A document that nobody has seen before."""
        return invitation(next(self.numbers))

    def process(self, raw: bytes) -> tuple[dict[str, Any], Processed]:
        path = self.folder / f"{next(self.numbers)}.eml"
        path.write_bytes(raw)
        done = self.processor.process(path, NOW)
        return processed_json(path, done), done

    def accepted(self, raw: bytes) -> list[dict[str, Any]]:
        line, _ = self.process(raw)
        assert (line["outcome"], line["reasons"]) == ("accepted", [])
        assert all(item["arrival_number"] for item in line["documents"])
        return line["documents"]

    def held(self, raw: bytes) -> list[str]:
        line, _ = self.process(raw)
        assert line["outcome"] == "held"
        assert all(item["arrival_number"] is None for item in line["documents"])
        return line["reasons"]


def beside(document: bytes, signer: Identity = PKI.agency) -> bytes:
    return cms(document, signer)


@contextmanager
def a_desk(folder: Path, *, crls: bool) -> Iterator[Desk]:
    (folder / "config.yaml").write_text(_CONFIG, encoding="utf-8")
    PKI.write_trust(folder / "data" / "trust", crls=crls)
    settings = wiring.load_settings(folder / "config.yaml")
    with wiring.processor(settings, None, None, dry_run=False) as processor:
        yield Desk(folder, processor)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with a_desk(tmp_path_factory.mktemp("desk"), crls=True) as made:
        yield made


@pytest.fixture(scope="module")
def blind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Without any CRL nobody knows whether a certificate was revoked."""
    with a_desk(tmp_path_factory.mktemp("blind"), crls=False) as made:
        yield made


def ooxml(number: int, *parts: str) -> bytes:
    lines = (
        "SỞ NỘI VỤ",
        f"Số: {number}/GM-SNV",
        "Quảng Ngãi, ngày 18 tháng 11 năm 2026",
        "GIẤY MỜI",
        "Họp giao ban công tác văn thư",
        "Kính gửi: Sở Xây dựng",
    )
    more = {"[Content_Types].xml": f'<Types><Override ContentType="{_DOCX}"/></Types>'}
    more |= dict.fromkeys(parts, "<x/>")
    return word("".join(paragraph(line) for line in lines), **more)


# --- .p7s beside a document


@pytest.mark.parametrize(
    ("name", "signature"),
    [("34.pdf", "34.pdf.p7s"), ("34.pdf", "34.P7S"), ("Giấy mời.pdf", "chữ ký số.p7s")],
)
def test_5_a_document_is_judged_by_the_signature_beside_it(
    desk: Desk, name: str, signature: str
) -> None:
    """Build 5: the signature is no document, gets no number and is listed with the entry."""
    document = desk.document()
    signed = openssl(
        desk.folder, document, PKI.agency, "cms", "-sign", "-binary", "-outform", "DER"
    )
    line, done = desk.process(plain_mail((name, document), (signature, signed)))
    assert (line["outcome"], line["reasons"]) == ("accepted", [])
    (found,) = line["documents"]
    assert (found["file_name"], found["signature"]) == (name, "VALID")
    assert found["arrival_number"]
    assert [item["file_name"] for item in found["signature_files"]] == [signature]
    assert found["annexes"] == []
    assert f"«{signature}»" in found["notes"]
    verdict = done.conclusion.entries[0].document.signature
    assert (verdict.carrier, verdict.government) == (Carrier.DETACHED, True)
    assert verdict.signatures[0].field == signature
    assert done.conclusion.trusts == (verdict.trust,)


def test_5_an_office_document_with_a_signature_beside_it(desk: Desk) -> None:
    document = ooxml(next(desk.numbers))
    (found,) = desk.accepted(plain_mail(("1.docx", document), ("1.docx.p7s", beside(document))))
    assert (found["format"], found["signature"]) == ("docx", "VALID")


@pytest.mark.parametrize("signer", [PKI.agency, FOREIGN.agency], ids=["altered", "foreign"])
def test_5_another_content_or_another_authority_is_held(desk: Desk, signer: Identity) -> None:
    document = desk.document()
    signed = desk.document() if signer is PKI.agency else document
    raw = plain_mail(("34.pdf", document), ("34.pdf.p7s", beside(signed, signer)))
    assert desk.held(raw) == ["signature-not-valid"]


def test_5_two_documents_with_two_signatures(desk: Desk) -> None:
    """By their names, and where names say nothing by what they sign."""
    for names in (("b.pdf.p7s", "a.p7s"), ("1.p7s", "2.p7s")):
        first, second = desk.document(), desk.document()
        found = desk.accepted(
            plain_mail(
                ("a.pdf", first),
                (names[0], beside(second)),
                ("b.pdf", second),
                (names[1], beside(first, PKI.leader)),
            )
        )
        assert [item["signature"] for item in found] == ["VALID", "VALID"]
        assert [item["signature_files"][0]["file_name"] for item in found] == [names[1], names[0]]


def test_5_signatures_under_each_others_names_are_held(desk: Desk) -> None:
    first, second = desk.document(), desk.document()
    files = [("a.pdf", first), ("b.pdf", second)]
    swapped = [("a.pdf.p7s", beside(second)), ("b.pdf.p7s", beside(first))]
    assert desk.held(plain_mail(*files, *swapped)) == ["signature-not-valid"]


def test_5_a_signature_of_none_of_the_documents_is_held_for_its_own_reason(desk: Desk) -> None:
    files = [("a.pdf", desk.document()), ("b.pdf", desk.document())]
    stray = ("c.p7s", beside(desk.document()))
    line, done = desk.process(plain_mail(*files, stray))
    assert (line["outcome"], line["reasons"]) == ("held", ["signature-unpaired"])
    assert "không xác định được" in done.reason_sentences[0]
    assert [item["signature"] for item in line["documents"]] == ["UNSIGNED", "UNSIGNED"]


def test_5_a_signature_without_its_document_is_held(desk: Desk) -> None:
    raw = plain_mail(("34.pdf.p7s", beside(desk.document())))
    assert desk.held(raw) == ["signature-unpaired", "no-document"]


def test_5_two_signers_of_one_document_in_two_files(desk: Desk) -> None:
    document = desk.document()
    files = (("a.pdf.p7s", beside(document, PKI.leader)), ("a.p7s", beside(document)))
    _, done = desk.process(plain_mail(("a.pdf", document), *files))
    verdict = done.conclusion.entries[0].document.signature
    assert (verdict.verdict, len(verdict.signatures)) == (Verdict.VALID, 2)


@pytest.mark.parametrize(
    ("inside", "outside", "verdict"),
    [
        (PKI.leader, PKI.agency, "VALID"),
        (FOREIGN.leader, PKI.agency, "NOT_VALID"),
        (PKI.leader, FOREIGN.agency, "NOT_VALID"),
    ],
)
def test_5_the_stricter_of_inside_and_outside_counts(
    desk: Desk, inside: Identity, outside: Identity, verdict: str
) -> None:
    for enveloped in (False, True):
        document = sign(desk.document(), inside)
        around = ("34.pdf.p7m", cms(document, outside, detached=False))
        apart = [("34.pdf", document), ("34.pdf.p7s", beside(document, outside))]
        line, _ = desk.process(plain_mail(*([around] if enveloped else apart)))
        assert [item["signature"] for item in line["documents"]] == [verdict]
        assert line["outcome"] == ("accepted" if verdict == "VALID" else "held")


def test_5_a_signature_file_with_a_content_of_its_own_is_held(desk: Desk) -> None:
    """A forger's view: what it signs lies inside, and beside it lies something else."""
    document = desk.document()
    forged = cms(desk.document(), PKI.agency, detached=False)
    raw = plain_mail(("34.pdf", document), ("34.pdf.p7s", forged))
    assert desk.held(raw) == ["signature-not-valid"]
    assert "signature-unpaired" in desk.held(plain_mail(("34.pdf.p7s", forged)))


def test_5_a_signature_whose_revocation_nobody_knows_waits(blind: Desk) -> None:
    document = blind.document()
    around = cms(document, PKI.agency, detached=False)
    for files in (
        [("34.pdf", document), ("34.pdf.p7s", beside(document))],
        [("34.pdf.p7m", around)],
    ):
        _, done = blind.process(plain_mail(*files))
        assert done.conclusion.admission == Wait((Reason.SIGNATURE_INDETERMINATE,))
        assert len(done.conclusion.wanted) == 1


# --- .p7m around a document


@pytest.mark.parametrize("form", [(), ("-stream",), ("-outform", "PEM")], ids=["der", "ber", "pem"])
def test_5_a_document_in_an_envelope_is_opened_read_and_judged(
    desk: Desk, form: tuple[str, ...]
) -> None:
    document = desk.document()
    options = form if "-outform" in form else ("-outform", "DER", *form)
    envelope = openssl(
        desk.folder, document, PKI.agency, "cms", "-sign", "-binary", "-nodetach", *options
    )
    (found,) = desk.accepted(plain_mail(("34.pdf.p7m", envelope)))
    assert (found["file_name"], found["format"], found["signature"]) == ("34.pdf", "pdf", "VALID")
    assert found["sha256"] == sha256(document).hexdigest()
    assert found["document_type"] == "Giấy mời"


def test_5_an_altered_or_foreign_envelope_is_held(desk: Desk) -> None:
    document = desk.document()
    envelope = cms(document, PKI.agency, detached=False)
    altered = flipped(envelope, envelope.index(b"%PDF-") + 7)
    foreign = cms(document, FOREIGN.agency, detached=False)
    for forged in (altered, foreign):
        assert desk.held(plain_mail(("34.pdf.p7m", forged))) == ["signature-not-valid"]


def test_5_envelopes_in_envelopes_are_opened_up_to_a_depth(desk: Desk) -> None:
    envelope = desk.document()
    for depth in range(1, 6):
        envelope = cms(envelope, PKI.agency, detached=False)
        raw = plain_mail(("34.pdf" + ".p7m" * depth, envelope))
        if depth <= 3:
            line, done = desk.process(raw)
            (found,) = line["documents"]
            assert (found["file_name"], found["signature"]) == ("34.pdf", "VALID")
            assert len(done.conclusion.entries[0].document.signature.signatures) == depth
        else:
            assert "not-opened" in desk.held(raw)


def test_5_a_broken_envelope_around_a_good_one_is_held(desk: Desk) -> None:
    good = cms(desk.document(), PKI.agency, detached=False)
    forged = cms(good, FOREIGN.agency, detached=False)
    assert desk.held(plain_mail(("34.pdf.p7m.p7m", forged))) == ["signature-not-valid"]


def encrypted(desk: Desk, content: bytes) -> bytes:
    source, to = desk.folder / "plain", desk.folder / "to.pem"
    source.write_bytes(content)
    to.write_bytes(PKI.tsa.certificate.public_bytes(serialization.Encoding.PEM))
    command = ["openssl", "cms", "-encrypt", "-binary", "-in", str(source), "-outform", "DER"]
    return subprocess.run([*command, str(to)], check=True, capture_output=True).stdout


def test_5_what_is_encrypted_keeps_its_own_reason(desk: Desk) -> None:
    hidden = encrypted(desk, desk.document())
    assert desk.held(plain_mail(("34.pdf.p7m", hidden))) == ["encrypted"]
    inside = cms(hidden, PKI.agency, detached=False)
    assert desk.held(plain_mail(("34.pdf.p7m.p7m", inside))) == ["encrypted"]
    whole = encrypted(desk, entity(("34.pdf", desk.document())))
    assert desk.held(mail(opaque_entity(whole, b"enveloped-data"))) == ["encrypted"]


def test_5_what_does_not_belong_into_an_envelope_stays_closed(desk: Desk) -> None:
    """A mail in an attachment's envelope, an envelope named as a document, a signature alone in one, no CMS."""
    document = desk.document()
    envelope = cms(document, PKI.agency, detached=False)
    hidden = cms(entity(("34.pdf", document)), PKI.agency, detached=False)
    lone = cms(beside(document), PKI.agency, detached=False)
    for name, content in (("a.p7m", hidden), ("34.pdf", envelope), ("34.pdf.p7m", lone)):
        reasons = desk.held(plain_mail((name, content)))
        assert reasons == ["not-opened"], name
    assert desk.held(plain_mail(("34.pdf.p7m", document)))[0] == "malformed"
    armoured = base64.encodebytes(beside(document))  # without the lines that say what it is
    raw = plain_mail(("34.pdf", document), ("34.pdf.p7s", armoured))
    assert desk.held(raw)[0] == "kind-mismatch"


def test_5_a_bomb_of_an_envelope_is_held_and_costs_little(desk: Desk) -> None:
    """Deep nesting, many pieces, and a bomb in a genuine envelope."""
    signed = bytes.fromhex("06092a864886f70d010702a080020101310030800609") + bytes.fromhex(
        "2a864886f70d010701a080"
    )
    deep = b"\x30\x80" + signed + b"\x24\x80" * 50_000 + b"\0\0" * 50_004
    wide = b"\x30\x80" + signed + b"\x24\x80" + b"\x04\x01a" * 200_000 + b"\0\0" * 6
    packed = archive({"[Content_Types].xml": "<x/>", "word/document.xml": "a" * (60 << 20)})
    around = cms(packed, PKI.agency, detached=False)
    began = time.monotonic()
    for content in (deep, wide, around):
        assert desk.held(plain_mail(("34.docx.p7m", content)))
    assert time.monotonic() - began < 30
    (found,) = desk.accepted(plain_mail(("34.pdf", desk.document())))
    assert found["signature"] == "UNSIGNED"


# --- S/MIME over the mail


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


def attached(document: bytes) -> bytes:
    return (
        b"Content-Type: application/pdf; name=34.pdf\r\nContent-Transfer-Encoding: base64\r\n"
        b"Content-Disposition: attachment; filename=34.pdf\r\n\r\n"
    ) + base64.encodebytes(document).replace(b"\n", b"\r\n")


def test_5_a_mail_in_one_envelope_is_opened_as_the_mail(desk: Desk) -> None:
    content = entity(("34.pdf", desk.document()))
    made = openssl(desk.folder, content, PKI.agency, "smime", "-sign", "-binary", "-nodetach")
    crlf = made.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    (found,) = desk.accepted(mail(crlf))
    assert (found["file_name"], found["signature"]) == ("34.pdf", "UNSIGNED")
    assert "«SỞ THỬ NGHIỆM»" in found["notes"]


def test_5_an_altered_envelope_of_a_mail_is_held(desk: Desk) -> None:
    content = entity(("34.pdf", desk.document()))
    envelope = cms(content, PKI.agency, detached=False)
    altered = flipped(envelope, envelope.index(b"theo"))
    line, _ = desk.process(mail(opaque_entity(altered)))
    assert (line["outcome"], line["reasons"]) == ("held", ["signature-review"])
    assert "không khớp" in line["documents"][0]["notes"]


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


# --- signatures inside office files


@pytest.mark.parametrize("part", ["_xmlsignatures/origin.sigs", "_xmlsignatures/sig1.xml"])
def test_5_a_signature_in_an_office_file_is_named_and_not_verified(desk: Desk, part: str) -> None:
    document = ooxml(next(desk.numbers), part)
    (found,) = desk.accepted(plain_mail(("1.docx", document)))
    assert found["signature"] == "UNSIGNED"
    assert "có chữ ký số của Office" in found["notes"]
    unsigned = ooxml(next(desk.numbers))
    (found,) = desk.accepted(plain_mail(("1.docx", unsigned)))
    assert found["notes"] is None
