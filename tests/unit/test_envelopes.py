"""What lies in a CMS file is taken out exactly, or it stays closed."""

import hashlib
import time
from pathlib import Path

import pytest
from asn1crypto import cms as asn1_cms

from gateway.adapters.signatures.envelopes import Opened, open_envelope, signed_by
from gateway.domain.message import CmsContent
from tests.support.pki import shared_pki
from tests.support.signed_mail import cms, flipped, openssl

CONTENT = b"%PDF-1.7\r\n\x00\xff ba chu\n"
PKI = shared_pki()
_END = b"\0\0"


def opened(folder: Path, data: bytes) -> tuple[Opened, bytes | None]:
    source, target = folder / "a.p7m", folder / "content"
    target.unlink(missing_ok=True)
    source.write_bytes(data)
    answer = open_envelope(source, target)
    return answer, target.read_bytes() if target.exists() else None


def in_pieces(content: list[bytes]) -> bytes:
    """An envelope in BER whose content comes in pieces, as programs write it that sign a stream."""
    signed = asn1_cms.ContentInfo.load(cms(b"".join(content), PKI.leader, detached=False))[
        "content"
    ]
    pieces = b"".join(b"\x04" + bytes([len(piece)]) + piece for piece in content)
    inside = b"\x30\x80" + asn1_cms.ContentType("data").dump() + b"\xa0\x80\x24\x80" + pieces
    head = b"\x30\x80" + asn1_cms.ContentType("signed_data").dump() + b"\xa0\x80\x30\x80"
    before = signed["version"].dump() + signed["digest_algorithms"].dump()
    behind = signed["certificates"].dump() + signed["signer_infos"].dump()
    return head + before + inside + _END * 3 + behind + _END * 3


@pytest.mark.parametrize("content", [CONTENT, b"\r\n", b"x" * 300_000])
def test_the_content_comes_out_byte_for_byte(tmp_path: Path, content: bytes) -> None:
    answer, found = opened(tmp_path, cms(content, PKI.leader, detached=False))
    assert found == content
    digest = hashlib.sha256(content).hexdigest()
    assert answer == Opened(CmsContent.ENVELOPING, len(content), digest)


def test_pieces_are_joined_and_too_many_stay_closed(tmp_path: Path) -> None:
    assert opened(tmp_path, in_pieces([b"ab", b"c"] * 500))[1] == b"abc" * 500
    began = time.monotonic()
    assert opened(tmp_path, in_pieces([b"a"] * 100_000)) == (Opened(CmsContent.CLOSED), None)
    assert time.monotonic() - began < 5


def test_a_signature_alone_has_no_content(tmp_path: Path) -> None:
    assert opened(tmp_path, cms(CONTENT, PKI.leader)) == (Opened(CmsContent.DETACHED), None)


def certificates_only() -> bytes:
    info = asn1_cms.ContentInfo.load(cms(CONTENT, PKI.leader))
    info["content"]["signer_infos"] = []
    return bytes(info.dump(force=True))


def another_type() -> bytes:
    info = asn1_cms.ContentInfo.load(cms(CONTENT, PKI.leader, detached=False))
    info["content"]["encap_content_info"]["content_type"] = "1.2.3.4"
    return bytes(info.dump(force=True))


def deep() -> bytes:
    head = b"\x30\x80" + asn1_cms.ContentType("signed_data").dump() + b"\xa0\x80"
    return head + b"\x24\x80" * 50_000 + _END * 50_002


@pytest.mark.parametrize("data", [b"", b"x", CONTENT, certificates_only(), another_type(), deep()])
def test_what_is_no_envelope_stays_closed(tmp_path: Path, data: bytes) -> None:
    assert opened(tmp_path, data) == (Opened(CmsContent.CLOSED), None)


def test_damaged_files_are_values(tmp_path: Path) -> None:
    whole = cms(CONTENT, PKI.leader, detached=False)
    for position in range(0, len(whole), 3):
        opened(tmp_path, whole[:position])
        opened(tmp_path, flipped(whole, position))


@pytest.mark.parametrize("digest", ["sha256", "sha512", "sha1"])
def test_the_signed_file_is_found_by_its_digest(tmp_path: Path, digest: str) -> None:
    command = ("cms", "-sign", "-binary", "-outform", "DER", "-md", digest)
    signature = tmp_path / "a.p7s"
    signature.write_bytes(openssl(tmp_path, CONTENT, PKI.leader, *command))
    files = [tmp_path / name for name in ("other", "same", "again", "empty")]
    for path, content in zip(files, (CONTENT + b" ", CONTENT, CONTENT, b""), strict=True):
        path.write_bytes(content)
    assert signed_by(signature, files) == [1, 2]
    assert signed_by(files[0], files) == []
    signature.write_bytes(openssl(tmp_path, CONTENT, PKI.leader, *command, "-noattr"))
    assert signed_by(signature, files) == []
