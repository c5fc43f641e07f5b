"""The judge on files of the tests' own PKI: what is genuine passes, what is not never does."""

from base64 import b64decode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from pydantic import TypeAdapter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter

from gateway.adapters.signatures import judge_file
from gateway.domain.signature import (
    DocumentVerdict,
    Indication,
    Modifications,
    SignerKind,
    TimeSource,
    Verdict,
    VerdictReason,
)
from gateway.domain.signature_policy import Circumstances
from tests.support import pdf_forgery as forgery
from tests.support import pki as ca
from tests.support.signed_pdf import (
    AMOUNT,
    LEADER_BOX,
    SEAL_BOX,
    normal_file,
    plain_pdf,
    sign,
    signer_of,
    stamp_document,
    stamper,
)

AT = ca.NOW + timedelta(minutes=2)
FORGED = b"9000000"
Judge = Callable[..., DocumentVerdict]


@pytest.fixture(scope="module")
def trust(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ca.shared_pki().write_trust(tmp_path_factory.mktemp("trust"))


@pytest.fixture
def judge(tmp_path: Path, trust: Path) -> Judge:
    def run(data: bytes, folder: Path = trust, **options: object) -> DocumentVerdict:
        path = tmp_path / "document.pdf"
        path.write_bytes(data)
        return judge_file(path, folder, **({"at": AT} | options))  # type: ignore[arg-type]  # as given

    return run


@pytest.fixture(scope="module")
def signed() -> bytes:
    return sign(plain_pdf(), ca.shared_pki().leader, box=LEADER_BOX)


def next_number(data: bytes) -> int:
    return int(PdfFileReader(BytesIO(data)).trailer["/Size"])


def test_leader_then_number_date_and_seal_of_the_agency_is_valid(judge: Judge) -> None:
    verdict = judge(normal_file(ca.shared_pki()))
    assert (verdict.verdict, verdict.reason) == (Verdict.VALID, VerdictReason.VALID_GOVERNMENT)
    assert verdict.government
    leader, *clerk = verdict.signatures
    assert leader.signer is not None
    assert leader.signer.kind is SignerKind.PERSON
    assert leader.signer.organizational_units == ("SỞ THỬ NGHIỆM", "VĂN PHÒNG SỞ")
    assert leader.signer.title == "Giám đốc"
    assert [item.signer and item.signer.kind for item in clerk] == [SignerKind.ORGANISATION] * 3
    changes = [item.modifications for item in verdict.signatures]
    assert changes == [Modifications.SIGNATURES] * 3 + [Modifications.NONE]


@pytest.mark.parametrize(
    "subfilter", [SigSeedSubFilter.ADOBE_PKCS7_DETACHED, SigSeedSubFilter.PADES]
)
def test_both_formats_are_accepted(judge: Judge, subfilter: SigSeedSubFilter) -> None:
    verdict = judge(sign(plain_pdf(), ca.shared_pki().agency, subfilter=subfilter))
    assert verdict.verdict is Verdict.VALID


def test_a_visible_signature_may_follow_a_certification_that_allows_it(judge: Judge) -> None:
    pki = ca.shared_pki()
    certified = sign(plain_pdf(), pki.leader, box=LEADER_BOX, certify=MDPPerm.FILL_FORMS)
    assert judge(sign(certified, pki.agency, "Seal", box=SEAL_BOX)).verdict is Verdict.VALID


def test_nothing_may_follow_a_certification_that_allows_nothing(judge: Judge) -> None:
    pki = ca.shared_pki()
    certified = sign(plain_pdf(), pki.leader, box=LEADER_BOX, certify=MDPPerm.NO_CHANGES)
    verdict = judge(sign(certified, pki.agency, "Seal", box=SEAL_BOX))
    assert verdict.verdict is Verdict.NOT_VALID
    assert verdict.reason == VerdictReason.ALTERED_AFTER_SIGNING


def test_a_trusted_timestamp_proves_the_time(judge: Judge) -> None:
    pki = ca.shared_pki()
    verdict = judge(sign(plain_pdf(), pki.leader, stamper=stamper(pki, ca.NOW)))
    assert verdict.verdict is Verdict.VALID
    assert verdict.signatures[0].time_source is TimeSource.TIMESTAMP
    assert verdict.signatures[0].signed_at == ca.NOW


def test_an_unknown_timestamp_authority_proves_no_time_and_spoils_nothing(judge: Judge) -> None:
    stranger = ca.make_pki()
    verdict = judge(sign(plain_pdf(), ca.shared_pki().leader, stamper=stamper(stranger)))
    assert verdict.verdict is Verdict.VALID
    assert verdict.signatures[0].time_source is TimeSource.CLAIMED


def test_a_document_timestamp_is_nobodys_signature(judge: Judge) -> None:
    verdict = judge(stamp_document(plain_pdf(), ca.shared_pki()))
    assert (verdict.verdict, verdict.reason) == (Verdict.UNSIGNED, VerdictReason.TIMESTAMP_ONLY)
    assert verdict.signatures == ()


def test_a_document_timestamp_may_follow_a_signature(judge: Judge, signed: bytes) -> None:
    verdict = judge(stamp_document(signed, ca.shared_pki()))
    assert verdict.verdict is Verdict.VALID
    assert verdict.signatures[0].modifications is Modifications.LTA


@pytest.mark.parametrize(
    ("forge", "reason"),
    [
        (lambda data: forgery.change_bytes(data, AMOUNT, FORGED), "digest-mismatch"),
        (lambda data: forgery.change_bytes(data, b"/MediaBox", b"/CropBox "), "digest-mismatch"),
        (lambda data: forgery.replace_page_text(data, AMOUNT, FORGED), "altered-after-signing"),
        (forgery.add_annotation, "altered-after-signing"),
        (forgery.rotate_page, "altered-after-signing"),
        (forgery.run_script_on_opening, "altered-after-signing"),
        (forgery.remove_signature_fields, "altered-after-signing"),
        (forgery.second_field_same_signature, "altered-after-signing"),
        (forgery.unsigned_field_over_text, "altered-after-signing"),
        (forgery.shorten_contents, "byte-range"),
        (forgery.spaced_contents, "byte-range"),
        (forgery.override_contents, "altered-after-signing"),
    ],
)
def test_an_altered_file_is_not_valid(
    judge: Judge, signed: bytes, forge: Callable[[bytes], bytes], reason: str
) -> None:
    verdict = judge(forge(signed))
    assert (verdict.verdict, verdict.reason) == (Verdict.NOT_VALID, reason)
    assert not verdict.government


def test_signing_again_does_not_heal_an_alteration(judge: Judge, signed: bytes) -> None:
    altered = forgery.replace_page_text(signed, AMOUNT, FORGED)
    verdict = judge(sign(altered, ca.shared_pki().clerk, "Signature2"))
    assert verdict.verdict is Verdict.NOT_VALID
    assert [item.indication for item in verdict.signatures] == [
        Indication.TOTAL_FAILED,
        Indication.TOTAL_PASSED,
    ]


@pytest.mark.parametrize(
    "template",
    [
        b"/ByteRange [1 %d %d %d]",
        b"/ByteRange [0 %d %d 0]",
        b"/ByteRange [0 -1 %d %d]",
        b"/ByteRange [0 %d %d 9999]",
        b"/ByteRange []",
        b"/ByteRange null",
        b"/ByteRange [0 0 0 0]",
        b"/Bytezange [0 %d %d %d]",
    ],
)
def test_tricks_with_the_byte_range_are_not_valid(
    judge: Judge, signed: bytes, template: bytes
) -> None:
    _, first, second, length = forgery.byte_range(signed)
    numbers = {b"[0 -1": (second, length)}.get(template[11:16], (first, second, length))
    numbers = numbers[: template.count(b"%d")]
    verdict = judge(forgery.set_byte_range(signed, template % numbers))
    assert (verdict.verdict, verdict.reason) == (Verdict.NOT_VALID, VerdictReason.BYTE_RANGE)


def test_a_true_signature_that_leaves_out_the_end_is_not_valid(judge: Judge, signed: bytes) -> None:
    signer = signer_of(ca.shared_pki().leader)
    whole = judge(forgery.resign_handmade(signed, signer, spare=0))
    assert whole.verdict is Verdict.VALID
    partial = judge(forgery.resign_handmade(signed, signer, spare=12))
    assert (partial.verdict, partial.reason) == (Verdict.NOT_VALID, VerdictReason.BYTE_RANGE)


def test_an_object_hidden_before_a_second_signature_is_for_a_person(
    judge: Judge, signed: bytes
) -> None:
    hidden = signed + b"\n99 0 obj\n<< /X 1 >>\nendobj\n"
    verdict = judge(sign(hidden, ca.shared_pki().agency, "Signature2"))
    assert (verdict.verdict, verdict.findings) == (Verdict.REVIEW, ("unlisted-object",))


@pytest.mark.parametrize(
    ("forge", "reason"),
    [
        (forgery.fill_padding, "unusual-signature"),
        (lambda data: data + b"\n% left over\n", "unexplained-tail"),
        (lambda data: data + b"\n99 0 obj\n<< /X 1 >>\nendobj\n", "unexplained-tail"),
    ],
)
def test_what_a_person_must_look_at(
    judge: Judge, signed: bytes, forge: Callable[[bytes], bytes], reason: str
) -> None:
    verdict = judge(forge(signed))
    assert (verdict.verdict, verdict.reason) == (Verdict.REVIEW, reason)


def test_changed_document_properties_are_for_a_person(judge: Judge, signed: bytes) -> None:
    number = next_number(signed)
    update = forgery.append_update(
        signed, {number: b"<< /Title (x) >>"}, extra=b"/Info %d 0 R" % number
    )
    assert judge(update).reason == VerdictReason.METADATA_CHANGED


def test_a_script_that_was_signed_with_the_document_is_for_a_person(judge: Judge) -> None:
    verdict = judge(sign(forgery.run_script_on_opening(plain_pdf()), ca.shared_pki().leader))
    assert (verdict.verdict, verdict.reason) == (Verdict.REVIEW, VerdictReason.ACTIVE_CONTENT)


def test_a_signature_that_no_field_names_is_for_a_person(judge: Judge) -> None:
    plain = plain_pdf()
    hidden = forgery.append_update(
        plain, {next_number(plain): b"<< /Type /Sig /ByteRange [0 1 2 3] >>"}
    )
    reached = forgery.point_from_page(hidden, next_number(plain))
    verdict = judge(sign(reached, ca.shared_pki().leader))
    assert "stray-signature" in verdict.findings
    assert verdict.verdict is Verdict.REVIEW


def test_a_later_signature_over_text_is_for_a_person(judge: Judge, signed: bytes) -> None:
    over_the_amount = (70, 580, 400, 640)
    verdict = judge(sign(signed, ca.shared_pki().clerk, "Signature2", box=over_the_amount))
    assert (verdict.verdict, verdict.reason) == (Verdict.REVIEW, VerdictReason.OVERLAY)


def test_a_small_widget_may_not_hide_a_word(judge: Judge, signed: bytes) -> None:
    over_the_number = (80, 745, 118, 768)
    verdict = judge(sign(signed, ca.shared_pki().clerk, "Signature2", box=over_the_number))
    assert verdict.reason == VerdictReason.OVERLAY


def test_a_seal_over_text_must_meet_an_earlier_signature(judge: Judge, signed: bytes) -> None:
    elsewhere = (80, 560, 180, 660)
    verdict = judge(sign(signed, ca.shared_pki().clerk, "Signature2", box=elsewhere))
    assert verdict.reason == VerdictReason.OVERLAY


def test_a_dead_free_entry_frees_nothing_and_a_real_one_does(judge: Judge, signed: bytes) -> None:
    plain = plain_pdf()
    roomy = forgery.append_update(plain, {}, free={next_number(plain) + 9: 65535})
    roomy = sign(roomy, ca.shared_pki().leader)
    dead = judge(forgery.append_update(roomy, {}, free={next_number(plain) + 5: 65535}))
    real = judge(forgery.append_update(signed, {}, free={3: 1}))
    assert dead.signatures[0].modifications is Modifications.LTA
    assert real.verdict is Verdict.NOT_VALID


def test_a_hybrid_cross_reference_after_the_signature_is_refused(
    judge: Judge, signed: bytes
) -> None:
    number = next_number(signed)
    update = forgery.append_update(signed, {number: b"<< /Title (x) >>"}, hybrid=True)
    verdict = judge(update)
    assert verdict.verdict is Verdict.NOT_VALID
    assert "hybrid-after-signature" in verdict.findings


def test_a_hybrid_cross_reference_before_the_signature_is_accepted(judge: Judge) -> None:
    plain = plain_pdf()
    number = next_number(plain)
    hybrid = forgery.append_update(
        plain, {number: b"<< /Title (x) >>"}, extra=b"/Info %d 0 R" % number, hybrid=True
    )
    assert judge(sign(hybrid, ca.shared_pki().agency, strict=False)).verdict is Verdict.VALID


def test_info_several_times_in_a_scanners_trailer_is_accepted(judge: Judge) -> None:
    plain = plain_pdf()
    scan = plain.replace(b"\n/Info ", b"\n/Info 3 0 R\n/Info ", 1)
    assert scan != plain
    signed_scan = sign(scan, ca.shared_pki().agency, strict=False)
    assert judge(signed_scan).verdict is Verdict.VALID
    assert judge(forgery.change_bytes(signed_scan, AMOUNT, FORGED)).verdict is Verdict.NOT_VALID
    # The exception is for /Info alone.
    other = plain.replace(b"\n/Size ", b"\n/Root 3 0 R\n/Size ", 1)
    assert other != plain
    signed_other = sign(other, ca.shared_pki().agency, strict=False)
    assert judge(signed_other).verdict is Verdict.UNREADABLE


def test_a_public_authority_is_valid_and_not_government(judge: Judge, tmp_path: Path) -> None:
    folder = ca.shared_pki().write_trust(tmp_path / "trust", kind="public")
    verdict = judge(normal_file(ca.shared_pki()), folder)
    assert (verdict.verdict, verdict.reason) == (Verdict.VALID, VerdictReason.VALID_PUBLIC)
    assert not verdict.government
    assert not any(item.government for item in verdict.signatures)


def test_government_is_the_root_itself_and_not_its_name(judge: Judge, tmp_path: Path) -> None:
    namesake = ca.make_pki()
    folder = namesake.write_trust(tmp_path / "trust", kind="public")
    genuine = ca.shared_pki().root.identity
    (folder / "government").mkdir()
    (folder / "government" / "root.crt").write_bytes(genuine.der)
    verdict = judge(sign(plain_pdf(), namesake.agency), folder)
    assert (verdict.verdict, verdict.reason) == (Verdict.VALID, VerdictReason.VALID_PUBLIC)


OLD = datetime(2016, 5, 1, tzinfo=UTC)
NEW = datetime(2020, 5, 1, tzinfo=UTC)


def sha1_leaf(begins: datetime) -> ca.Identity:
    subject = ca.name(C="VN", O=ca.BODY, CN="SỞ THỬ NGHIỆM")
    return ca.shared_pki().sub.issue_with_sha1(subject, begins)


@pytest.mark.parametrize(
    ("begins", "kind", "digest", "outcome"),
    [
        (OLD, "government", "sha256", (Verdict.VALID, "valid-government")),
        (OLD, "public", "sha256", (Verdict.NOT_VALID, "weak-algorithm")),
        (NEW, "government", "sha256", (Verdict.NOT_VALID, "weak-algorithm")),
        (OLD, "government", "sha1", (Verdict.REVIEW, "weak-digest")),
        (NEW, "government", "sha1", (Verdict.NOT_VALID, "weak-algorithm")),
    ],
)
def test_sha1_is_historic_only_in_old_government_certificates(
    judge: Judge,
    tmp_path: Path,
    begins: datetime,
    kind: str,
    digest: str,
    outcome: tuple[Verdict, str],
) -> None:
    folder = ca.shared_pki().write_trust(tmp_path / "trust", kind=kind)
    judged = judge(sign(plain_pdf(), sha1_leaf(begins), digest=digest), folder)
    assert (judged.verdict, judged.reason) == outcome


def test_equal_names_make_no_trust(judge: Judge) -> None:
    impostor = ca.make_pki()  # the same subjects, other keys
    assert impostor.root.identity.certificate.subject == ca.ROOT_NAME
    verdict = judge(sign(plain_pdf(), impostor.agency))
    assert (verdict.verdict, verdict.reason) == (Verdict.NOT_VALID, VerdictReason.UNTRUSTED_CHAIN)
    assert not verdict.signatures[0].government


def test_one_untrusted_signature_spoils_the_file(judge: Judge, signed: bytes) -> None:
    verdict = judge(sign(signed, ca.make_pki().agency, "Signature2"))
    assert (verdict.verdict, verdict.reason) == (Verdict.NOT_VALID, VerdictReason.UNTRUSTED_CHAIN)


def test_nothing_is_trusted_by_default(judge: Judge, signed: bytes, tmp_path: Path) -> None:
    verdict = judge(signed, tmp_path / "nowhere")
    assert verdict.reason == VerdictReason.UNTRUSTED_CHAIN


def test_it_says_whose_status_it_wants_to_know(judge: Judge, signed: bytes, tmp_path: Path) -> None:
    pki = ca.shared_pki()
    verdict = judge(signed, pki.write_trust(tmp_path / "trust", crls=False))
    (wanted,) = verdict.wanted
    assert b64decode(wanted.certificate) == pki.leader.der
    assert b64decode(wanted.issuer) == pki.sub.identity.der
    assert judge(signed).wanted == ()


def test_without_a_crl_the_answer_is_try_later(judge: Judge, signed: bytes, tmp_path: Path) -> None:
    folder = ca.shared_pki().write_trust(tmp_path / "trust", crls=False)
    verdict = judge(signed, folder)
    assert verdict.verdict is Verdict.INDETERMINATE
    assert verdict.reason == VerdictReason.REVOCATION_UNKNOWN
    assert verdict.signatures[0].sub_indication == "TRY_LATER"
    assert verdict.signatures[0].government
    assert not verdict.government


def test_a_stale_crl_is_try_later(judge: Judge, signed: bytes) -> None:
    verdict = judge(signed, at=ca.NOW + 60 * ca.DAY)
    assert (verdict.verdict, verdict.reason) == (
        Verdict.INDETERMINATE,
        VerdictReason.REVOCATION_UNKNOWN,
    )


def test_ignoring_revocation_says_so(judge: Judge, signed: bytes, tmp_path: Path) -> None:
    folder = ca.shared_pki().write_trust(tmp_path / "trust", crls=False)
    verdict = judge(signed, folder, revocation="ignore")
    assert verdict.verdict is Verdict.VALID
    assert "revocation-ignored" in verdict.signatures[0].findings


@pytest.mark.parametrize("stale", [False, True])
def test_a_revoked_signer_is_not_valid(judge: Judge, tmp_path: Path, *, stale: bool) -> None:
    pki = ca.make_pki()
    pki.sub.revoked[pki.leader.certificate.serial_number] = ca.NOW - 5 * ca.DAY
    folder = pki.write_trust(tmp_path / "trust")
    at = ca.NOW + 60 * ca.DAY if stale else AT
    verdict = judge(sign(plain_pdf(), pki.leader, stamper=stamper(pki)), folder, at=at)
    assert (verdict.verdict, verdict.reason) == (Verdict.NOT_VALID, VerdictReason.REVOKED)


@pytest.mark.parametrize("after_receipt", [True, False])
def test_what_was_revoked_after_it_came_is_for_a_person(
    tmp_path: Path, *, after_receipt: bool
) -> None:
    pki = ca.make_pki()
    pki.sub.revoked[pki.agency.certificate.serial_number] = ca.NOW - ca.DAY
    trust = pki.write_trust(tmp_path / "trust")
    (trust / "crls" / "sub.crl").write_bytes(pki.sub.crl(last=ca.NOW - ca.DAY / 2))
    path = tmp_path / "a.pdf"
    path.write_bytes(sign(plain_pdf(), pki.agency))
    received = ca.NOW - 2 * ca.DAY if after_receipt else ca.NOW - ca.DAY / 2
    verdict = judge_file(path, trust, ca.NOW, circumstances=Circumstances(received))
    if after_receipt:
        assert (verdict.verdict, verdict.reason) == (Verdict.REVIEW, VerdictReason.REVOKED_LATER)
        assert verdict.signatures[0].indication is Indication.INDETERMINATE
    else:
        assert (verdict.verdict, verdict.reason) == (Verdict.NOT_VALID, VerdictReason.REVOKED)


def test_expired_without_a_proof_of_time_is_for_a_person(judge: Judge) -> None:
    subject = ca.name(C="VN", O=ca.BODY, CN="Lê Văn C")
    expired = ca.shared_pki().sub.issue(
        subject, begins=ca.NOW - 2 * ca.YEAR, ends=ca.NOW - 3 * ca.DAY
    )
    verdict = judge(sign(plain_pdf(), expired))
    assert verdict.verdict is Verdict.REVIEW
    assert verdict.reason == VerdictReason.EXPIRED_NO_TIME_PROOF


def test_a_certificate_that_begins_later_is_not_valid(judge: Judge) -> None:
    subject = ca.name(C="VN", O=ca.BODY, CN="Lê Văn C")
    early = ca.shared_pki().sub.issue(
        subject, begins=ca.NOW + 5 * ca.DAY, ends=ca.NOW + 30 * ca.DAY
    )
    verdict = judge(sign(plain_pdf(), early))
    assert (verdict.verdict, verdict.reason) == (Verdict.NOT_VALID, VerdictReason.NOT_YET_VALID)


@pytest.mark.parametrize(
    ("usage", "verdict"),
    [
        (("digital_signature",), Verdict.REVIEW),
        (("content_commitment",), Verdict.VALID),
        (("key_agreement",), Verdict.NOT_VALID),
    ],
)
def test_the_key_must_be_meant_for_signing(
    judge: Judge, usage: tuple[str, ...], verdict: Verdict
) -> None:
    subject = ca.name(C="VN", O=ca.BODY, CN="SỞ THỬ NGHIỆM")
    assert (
        judge(sign(plain_pdf(), ca.shared_pki().sub.issue(subject, usage=usage))).verdict is verdict
    )


def test_a_new_sha1_digest_is_not_valid(judge: Judge) -> None:
    verdict = judge(sign(plain_pdf(), ca.shared_pki().leader, digest="sha1"))
    assert (verdict.verdict, verdict.reason) == (Verdict.NOT_VALID, VerdictReason.WEAK_ALGORITHM)


def test_unsigned(judge: Judge) -> None:
    assert judge(plain_pdf()).verdict is Verdict.UNSIGNED


def test_encrypted(judge: Judge) -> None:
    writer = copy_into_new_writer(PdfFileReader(BytesIO(plain_pdf())))
    writer.encrypt("mở")
    out = BytesIO()
    writer.write(out)
    verdict = judge(out.getvalue())
    assert (verdict.verdict, verdict.reason) == (Verdict.ENCRYPTED, VerdictReason.ENCRYPTED)


@pytest.mark.parametrize("data", [b"", b"hello", b"%PDF-1.7\n", b"%PDF-1.7\n%%EOF", b"\x00" * 4096])
def test_garbage_is_unreadable(judge: Judge, data: bytes) -> None:
    assert judge(data).verdict is Verdict.UNREADABLE


def test_a_cut_file_is_unreadable(judge: Judge, signed: bytes) -> None:
    assert judge(signed[: len(signed) // 2]).verdict is Verdict.UNREADABLE


def test_too_large(judge: Judge, signed: bytes) -> None:
    verdict = judge(signed, max_bytes=len(signed) - 1)
    assert (verdict.verdict, verdict.reason) == (Verdict.TOO_LARGE, VerdictReason.TOO_LARGE)


def test_a_verdict_travels_as_json(judge: Judge) -> None:
    verdict = judge(normal_file(ca.shared_pki()))
    adapter = TypeAdapter(DocumentVerdict)
    assert adapter.validate_json(adapter.dump_json(verdict)) == verdict


def test_no_single_changed_byte_is_ever_valid(judge: Judge, signed: bytes) -> None:
    """A fixed sample: no change inside a signed range is judged VALID, and none makes the judge raise."""
    for position in range(7, len(signed), len(signed) // 150):
        mutated = bytearray(signed)
        mutated[position] ^= 0x15
        assert judge(bytes(mutated)).verdict is not Verdict.VALID, position


@pytest.mark.parametrize("key", ["/DA", "/Q"])
def test_viewers_may_not_be_told_to_draw_the_form_anew(judge: Judge, key: str) -> None:
    """Not even when a colleague's true signature carries the change."""
    pki = ca.shared_pki()
    signed = sign(forgery.with_text_field(plain_pdf()), pki.leader)
    assert judge(sign(signed, pki.agency, "Signature2")).verdict is Verdict.VALID
    changed = sign(forgery.set_form_key(signed, key), pki.agency, "Signature2")
    verdict = judge(changed)
    assert verdict.verdict is Verdict.NOT_VALID
    assert verdict.reason == VerdictReason.ALTERED_AFTER_SIGNING
