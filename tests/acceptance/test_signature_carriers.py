"""Signatures, Build 5: beside a document, around it, and over the mail, sent through the whole walk."""

import base64
import shutil
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from gateway import wiring
from gateway.domain.admission import Reason, Wait
from gateway.domain.signature import Carrier, Verdict
from tests.support.desk import FOREIGN, PKI, Desk, a_desk, beside, encrypted
from tests.support.document_files import archive, paragraph, word
from tests.support.pki import NOW, Identity
from tests.support.signed_mail import (
    cms,
    entity,
    flipped,
    openssl,
    plain_mail,
)
from tests.support.signed_pdf import sign

pytestmark = pytest.mark.acceptance

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


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


@pytest.mark.parametrize("enveloped", [False, True])
def test_5_a_verdict_can_be_repeated_when_the_trust_folder_has_moved_on(
    tmp_path: Path, enveloped: bool
) -> None:
    """The trust lies with the document's entry, and is found from its signature or its envelope."""
    with a_desk(tmp_path, crls=True) as desk:
        document = desk.document()
        around = ("34.pdf.p7m", cms(document, PKI.agency, detached=False))
        apart = [("34.pdf", document), ("34.pdf.p7s", beside(document))]
        files = [around] if enveloped else apart
        desk.accepted(plain_mail(*files))
    for name, content in files:
        (tmp_path / name).write_bytes(content)
    shutil.rmtree(tmp_path / "data" / "trust")
    path = tmp_path / files[-1][0]
    with wiring.judge(tmp_path / "config.yaml", None, "require", repeat=False) as judge:
        assert judge.file(path, NOW).verdict.verdict is Verdict.NOT_VALID
    with wiring.judge(tmp_path / "config.yaml", None, "require", repeat=True) as judge:
        judged = judge.file(path, NOW)
    assert judged.verdict.verdict is Verdict.VALID
    assert judged.kept is not None


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
    assert "lấy ra từ gói ký số" in found["notes"]


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


def test_5_what_is_encrypted_keeps_its_own_reason(desk: Desk) -> None:
    hidden = encrypted(desk, desk.document())
    assert desk.held(plain_mail(("34.pdf.p7m", hidden))) == ["encrypted"]
    inside = cms(hidden, PKI.agency, detached=False)
    assert desk.held(plain_mail(("34.pdf.p7m.p7m", inside))) == ["encrypted"]


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
