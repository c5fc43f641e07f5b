"""Detached `.p7s`, enveloping `.p7m` and office packages, signed by the real OpenSSL (issue 2, Build 5)."""

import asyncio
import json
import subprocess
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from asn1crypto import cms
from click.testing import CliRunner, Result
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from pyhanko.sign.timestamps import DummyTimeStamper

from gateway.adapters.signatures.carriers import judge_detached, judge_enveloping
from gateway.adapters.signatures.cms_files import content_beside, is_cms
from gateway.adapters.signatures.packages import judge_package
from gateway.cli.verify import verify
from gateway.domain.signature import (
    Carrier,
    Coverage,
    DocumentVerdict,
    Modifications,
    Verdict,
    VerdictReason,
)
from tests.support.pki import DAY, NOW, Identity, Pki, make_pki, name, shared_pki
from tests.support.signed_pdf import plain_pdf, signer_of, stamper

CONTENT = plain_pdf(1)


@dataclass(frozen=True)
class Desk:
    """A folder with a trust folder in it, and OpenSSL at hand."""

    folder: Path
    pki: Pki
    trust: Path

    def sign(self, *signers: Identity, options: tuple[str, ...] = ()) -> bytes:
        content = self.folder / "content.bin"
        content.write_bytes(CONTENT)
        out = self.folder / "out.cms"
        command = ["openssl", "cms", "-sign", "-binary", "-in", str(content), "-out", str(out)]
        for number, signer in enumerate(signers):
            pem = self.folder / f"signer{number}.pem"
            pem.write_bytes(_pem(signer))
            command += ["-signer", str(pem)]
        if "-outform" not in options:
            command += ["-outform", "DER"]
        subprocess.run([*command, *options], check=True, capture_output=True)
        content.unlink()
        return out.read_bytes()

    def detached(self, signature: bytes, content: bytes = CONTENT) -> DocumentVerdict:
        (self.folder / "a.pdf").write_bytes(content)
        path = self.folder / "a.pdf.p7s"
        path.write_bytes(signature)
        return judge_detached(path, self.folder / "a.pdf", self.trust, NOW)

    def enveloping(self, envelope: bytes, at: datetime = NOW) -> DocumentVerdict:
        path = self.folder / "a.pdf.p7m"
        path.write_bytes(envelope)
        return judge_enveloping(path, self.trust, at)


def _pem(identity: Identity) -> bytes:
    key = identity.key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return key + identity.certificate.public_bytes(serialization.Encoding.PEM)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder = tmp_path_factory.mktemp("desk")
    pki = shared_pki()
    return Desk(folder, pki, pki.write_trust(folder / "trust"))


@pytest.mark.parametrize("form", [(), ("-outform", "PEM")], ids=["der", "pem"])
def test_a_detached_signature_of_openssl_is_valid(desk: Desk, form: tuple[str, ...]) -> None:
    verdict = desk.detached(desk.sign(desk.pki.leader, options=form))
    assert (verdict.verdict, verdict.reason) == (Verdict.VALID, VerdictReason.VALID_GOVERNMENT)
    assert verdict.government
    assert verdict.carrier is Carrier.DETACHED
    assert verdict.judged_at == NOW
    assert verdict.trust
    (report,) = verdict.signatures
    assert (report.field, report.coverage) == ("a.pdf.p7s", Coverage.WHOLE_FILE)
    assert report.modifications is Modifications.NONE
    assert report.signer is not None
    assert report.signer.common_name == "Nguyễn Văn A"
    assert report.signed_at is not None


@pytest.mark.parametrize("form", [(), ("-stream",), ("-outform", "PEM")], ids=["der", "ber", "pem"])
def test_an_envelope_of_openssl_is_valid(desk: Desk, form: tuple[str, ...]) -> None:
    verdict = desk.enveloping(desk.sign(desk.pki.agency, options=("-nodetach", *form)))
    assert (verdict.verdict, verdict.government) == (Verdict.VALID, True)
    assert verdict.carrier is Carrier.ENVELOPING


@pytest.fixture(scope="module")
def signature(desk: Desk) -> bytes:
    return desk.sign(desk.pki.leader)


@pytest.mark.parametrize("position", range(0, len(CONTENT), 97))
def test_a_changed_byte_of_the_content_is_never_valid(
    desk: Desk, signature: bytes, position: int
) -> None:
    verdict = desk.detached(signature, _flipped(CONTENT, position))
    assert (verdict.verdict, verdict.reason) == (Verdict.NOT_VALID, VerdictReason.DIGEST_MISMATCH)


def _flipped(data: bytes, position: int, mask: int = 1) -> bytes:
    return data[:position] + bytes([data[position] ^ mask]) + data[position + 1 :]


def test_a_changed_byte_of_a_signature_is_never_valid(desk: Desk) -> None:
    signature = desk.sign(desk.pki.leader)
    for position in range(0, len(signature), 7):
        assert desk.detached(_flipped(signature, position)).verdict is not Verdict.VALID, position


def test_a_changed_byte_of_an_envelope_is_never_valid(desk: Desk) -> None:
    envelope = desk.sign(desk.pki.leader, options=("-nodetach",))
    for position in range(0, len(envelope), 41):
        assert desk.enveloping(_flipped(envelope, position)).verdict is not Verdict.VALID, position


def test_unprotected_bytes_are_looked_at(desk: Desk) -> None:
    """The name of the issuer in another case, and a damaged timestamp: both prove nothing and change nothing."""
    signature = desk.sign(desk.pki.leader)
    place = signature.rindex("thử nghiệm".encode())
    named = desk.detached(_flipped(signature, place, 0x20))
    assert (named.verdict, named.signatures[0].findings) == (
        Verdict.REVIEW,
        ("signer-named-otherwise",),
    )
    stamped = _by_pyhanko(desk.pki.leader, stamper(desk.pki))
    signer = cms.ContentInfo.load(stamped)["content"]["signer_infos"][0]
    hidden = _flipped(stamped, stamped.index(signer["unsigned_attrs"].dump()))
    assert "unknown-parts" in desk.detached(hidden).findings
    damaged = desk.detached(_flipped(stamped, len(stamped) - 40))
    assert (damaged.verdict, damaged.signatures[0].findings) == (
        Verdict.REVIEW,
        ("timestamp-proves-nothing",),
    )


def test_the_command_finds_the_file_beside(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(CONTENT)
    signature = desk.sign(desk.pki.leader)
    for item in ("a.pdf.p7s", "lost.p7s"):
        (tmp_path / item).write_bytes(signature)
    envelope = desk.sign(desk.pki.leader, options=("-nodetach",))
    (tmp_path / "named-otherwise.bin").write_bytes(envelope)
    with zipfile.ZipFile(tmp_path / "x.odt", "w") as package:
        package.writestr("META-INF/documentsignatures.xml", "<x/>")
    files = [str(tmp_path / item) for item in ("a.pdf.p7s", "named-otherwise.bin")]
    fine = _verify(tmp_path, desk.trust, files)
    lines = [json.loads(line) for line in fine.stdout.splitlines()]
    assert [(line["verdict"], line["carrier"]) for line in lines] == [
        ("VALID", "detached"),
        ("VALID", "enveloping"),
    ]
    assert fine.exit_code == 0
    held = _verify(tmp_path, desk.trust, [str(tmp_path / item) for item in ("lost.p7s", "x.odt")])
    lines = [json.loads(line) for line in held.stdout.splitlines()]
    assert [(line["verdict"], line["reason_code"]) for line in lines] == [
        ("UNREADABLE", "content-missing"),
        ("REVIEW", "present-not-verified"),
    ]
    assert held.exit_code == 1


def _verify(folder: Path, trust: Path, files: list[str]) -> Result:
    arguments = [*files, "--trust", str(trust), "--json"]
    return CliRunner().invoke(verify, arguments, obj=folder / "no-config.yaml")


def test_a_cut_signature_is_a_value(desk: Desk) -> None:
    signature = desk.sign(desk.pki.leader)
    for length in range(0, len(signature), 53):
        assert desk.detached(signature[:length]).verdict in {Verdict.NOT_VALID, Verdict.UNREADABLE}


def test_several_signers_are_each_judged(desk: Desk) -> None:
    verdict = desk.detached(desk.sign(desk.pki.leader, desk.pki.agency))
    assert verdict.verdict is Verdict.VALID
    assert [item.field for item in verdict.signatures] == ["a.pdf.p7s 1", "a.pdf.p7s 2"]
    assert {item.signer and item.signer.common_name for item in verdict.signatures} == {
        "Nguyễn Văn A",
        "SỞ THỬ NGHIỆM",
    }


def test_one_foreign_signer_among_several_is_enough(desk: Desk) -> None:
    verdict = desk.detached(desk.sign(desk.pki.leader, make_pki().leader))
    assert (verdict.verdict, verdict.reason) == (Verdict.NOT_VALID, VerdictReason.UNTRUSTED_CHAIN)


def test_government_is_the_configured_root_alone(desk: Desk, tmp_path: Path) -> None:
    public = Desk(tmp_path, desk.pki, desk.pki.write_trust(tmp_path / "trust", "public"))
    verdict = public.detached(public.sign(desk.pki.leader))
    assert (verdict.verdict, verdict.government) == (Verdict.VALID, False)
    assert verdict.reason == VerdictReason.VALID_PUBLIC


def test_a_revoked_signer_and_a_missing_list(tmp_path: Path) -> None:
    pki = make_pki()
    pki.sub.revoked[pki.leader.certificate.serial_number] = NOW - 10 * DAY
    revoked = Desk(tmp_path, pki, pki.write_trust(tmp_path / "trust"))
    signature = revoked.sign(pki.leader)
    assert revoked.detached(signature).reason == VerdictReason.REVOKED
    blind = Desk(tmp_path, pki, pki.write_trust(tmp_path / "blind", crls=False))
    verdict = blind.detached(signature)
    assert (verdict.verdict, len(verdict.wanted)) == (Verdict.INDETERMINATE, 1)


def test_an_expired_certificate_needs_a_proof_of_time(desk: Desk) -> None:
    ended = desk.pki.sub.issue(name(C="VN", CN="Lê Văn C"), ends=NOW - 5 * DAY)
    old = desk.detached(desk.sign(ended))
    assert (old.verdict, old.reason) == (Verdict.REVIEW, VerdictReason.EXPIRED_NO_TIME_PROOF)


@pytest.mark.parametrize(
    ("usage", "wanted"),
    [
        (("key_encipherment",), VerdictReason.CERTIFICATE_UNFIT),
        (("digital_signature",), VerdictReason.UNUSUAL_SIGNATURE),
    ],
)
def test_key_usage(desk: Desk, usage: tuple[str, ...], wanted: VerdictReason) -> None:
    unfit = desk.pki.sub.issue(name(C="VN", CN="Lê Văn C"), usage=usage)
    verdict = desk.detached(_by_pyhanko(unfit))
    assert verdict.reason == wanted


def _by_pyhanko(identity: Identity, time_stamper: DummyTimeStamper | None = None) -> bytes:
    signer = signer_of(identity)
    signing = signer.async_sign_general_data(CONTENT, "sha256", timestamper=time_stamper)
    return bytes(asyncio.run(signing).dump())


def test_weak_digests_and_missing_attributes(desk: Desk) -> None:
    announced = cms.ContentInfo.load(desk.sign(desk.pki.leader))
    for item in (announced["content"], announced["content"]["signer_infos"][0]):
        kind = "digest_algorithms" if item is announced["content"] else "digest_algorithm"
        item[kind] = [{"algorithm": "md5"}] if kind[-1] == "s" else {"algorithm": "md5"}
    md5 = desk.detached(announced.dump())
    assert (md5.verdict, md5.reason) == (Verdict.NOT_VALID, VerdictReason.WEAK_ALGORITHM)
    assert desk.detached(desk.sign(desk.pki.leader, options=("-md", "sha1"))).verdict not in {
        Verdict.VALID,
        Verdict.INDETERMINATE,
    }
    bare = desk.detached(desk.sign(desk.pki.leader, options=("-noattr",)))
    assert (bare.verdict, bare.reason) == (Verdict.REVIEW, VerdictReason.UNUSUAL_SIGNATURE)


def test_a_timestamp_proves_the_time(desk: Desk) -> None:
    at = NOW - 2 * DAY
    verdict = desk.detached(_by_pyhanko(desk.pki.leader, stamper(desk.pki, at)))
    (report,) = verdict.signatures
    assert (verdict.verdict, report.signed_at, report.time_source) == (
        Verdict.VALID,
        at,
        "timestamp",
    )


def test_the_wrong_role_is_not_valid(desk: Desk) -> None:
    """An envelope beside a file says nothing about that file; a signature alone envelops nothing."""
    beside = desk.detached(desk.sign(desk.pki.leader, options=("-nodetach",)))
    assert beside.verdict is Verdict.NOT_VALID
    assert "encapsulated-content" in beside.findings
    alone = desk.enveloping(desk.sign(desk.pki.leader))
    assert alone.verdict is Verdict.NOT_VALID
    assert "no-content" in alone.findings


def test_bytes_behind_and_size(desk: Desk) -> None:
    signature = desk.sign(desk.pki.leader)
    assert desk.detached(signature + b"\n").verdict is Verdict.REVIEW
    filled = cms.ContentInfo.load(signature)
    choice = cms.RevocationInfoChoice(
        "other",
        cms.OtherRevocationInfoFormat(
            {"other_rev_info_format": "1.2.3.4", "other_rev_info": _octets(600 * 1024)}
        ),
    )
    filled["content"]["crls"] = [choice]
    verdict = desk.detached(filled.dump(force=True))
    assert (verdict.verdict, verdict.reason) == (Verdict.REVIEW, VerdictReason.TOO_COMPLEX)


def _octets(length: int) -> cms.Any:
    return cms.Any(cms.OctetString(bytes(length)))


def test_an_encrypted_envelope_says_so(desk: Desk) -> None:
    certificate = desk.folder / "to.pem"
    certificate.write_bytes(
        x509.load_der_x509_certificate(desk.pki.tsa.der).public_bytes(serialization.Encoding.PEM)
    )
    content = desk.folder / "plain.bin"
    content.write_bytes(CONTENT)
    command = ["openssl", "cms", "-encrypt", "-binary", "-in", str(content), "-outform", "DER"]
    done = subprocess.run([*command, str(certificate)], check=True, capture_output=True)
    assert desk.enveloping(done.stdout).verdict is Verdict.ENCRYPTED


def test_recognised_by_content(desk: Desk) -> None:
    for options in ((), ("-nodetach", "-stream"), ("-outform", "PEM")):
        assert is_cms(desk.sign(desk.pki.leader, options=options)[:64])
    assert not any(is_cms(head) for head in (b"", CONTENT[:64], b"PK\x03\x04", desk.pki.leader.der))


def test_the_file_beside_a_detached_signature(tmp_path: Path) -> None:
    for item in ("a.pdf", "a.pdf.p7s", "b.docx", "b.p7s", "c.pdf", "c.docx", "c.p7s", "d.P7S"):
        (tmp_path / item).touch()
    found = [content_beside(tmp_path / item) for item in ("a.pdf.p7s", "b.p7s", "c.p7s", "d.P7S")]
    assert found == [tmp_path / "a.pdf", tmp_path / "b.docx", None, None]


@pytest.mark.parametrize(
    ("part", "verdict"),
    [
        ("word/document.xml", Verdict.UNSIGNED),
        ("_xmlsignatures/sig1.xml", Verdict.REVIEW),
        ("META-INF/documentsignatures.xml", Verdict.REVIEW),
    ],
)
def test_office_signatures_are_named_and_not_judged(
    tmp_path: Path, part: str, verdict: Verdict
) -> None:
    path = tmp_path / "x.docx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr(part, "<x/>")
    judged = judge_package(path)
    assert judged.verdict is verdict
    assert (judged.reason == VerdictReason.PRESENT_NOT_VERIFIED) == (verdict is Verdict.REVIEW)
