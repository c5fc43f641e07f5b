"""Small parts of the judge: BER lengths, byte ranges, names, the trust folder."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic

from gateway.adapters.signatures.bytes_check import ByteRange, read_byte_range
from gateway.adapters.signatures.cms_check import measure
from gateway.adapters.signatures.signer import describe_signer, kind_of
from gateway.adapters.signatures.trust import load_trust
from gateway.domain.failures import PermanentFailure
from gateway.domain.signature import SignerKind
from tests.support import pki as ca


@pytest.mark.parametrize(
    ("blob", "length"),
    [
        (bytes.fromhex("3003020105"), 5),
        (bytes.fromhex("3003020105") + bytes(9), 5),
        (bytes.fromhex("3080020105 0000 ffff"), 7),  # indefinite length, as in genuine files
        (bytes.fromhex("308030800201050000 0000"), 11),
        (bytes.fromhex("3080020105"), None),  # never closed
        (bytes.fromhex("3005020105"), None),  # longer than what is there
        (bytes.fromhex("3004020405"), None),  # the inner value leaves the outer one
        (bytes.fromhex("0480"), None),  # primitive with indefinite length
        (bytes.fromhex("3080") * 5000, None),  # deep
        (b"", None),
    ],
)
def test_ber_is_measured_without_recursion(blob: bytes, length: int | None) -> None:
    assert measure(blob) == length


@given(st.binary(max_size=200))
def test_measure_never_raises_nor_exceeds(blob: bytes) -> None:
    length = measure(blob)
    assert length is None or 0 < length <= len(blob)


def array(*values: object) -> generic.ArrayObject:
    numbers = [generic.NumberObject(item) if isinstance(item, int) else item for item in values]
    return generic.ArrayObject(numbers)


@pytest.mark.parametrize(
    "raw",
    [
        array(1, 10, 20, 80),
        array(0, 10, 20, 81),  # ends after the file
        array(0, 10, 20, 0),
        array(0, -10, 20, 80),
        array(0, 20, 10, 80),
        array(0, 10, 20, 10**18),
        array(0, 10, 20, 40, 70, 30),
        array(0, generic.FloatObject("10"), 20, 80),
        array(),
        generic.NullObject(),
        None,
    ],
)
def test_odd_byte_ranges_are_refused(raw: object) -> None:
    assert read_byte_range(raw, 100) is None


def test_a_normal_byte_range() -> None:
    assert read_byte_range(array(0, 10, 20, 80), 100) == ByteRange(10, 20, 100)


@pytest.mark.parametrize(
    ("name", "user_id", "kind"),
    [
        ("Nguyễn Văn A", "", SignerKind.PERSON),
        ("Trương Thị B", "", SignerKind.PERSON),
        ("NGUYEN VAN A", "", SignerKind.PERSON),
        ("SỞ XÂY DỰNG", "", SignerKind.ORGANISATION),
        ("Ủy ban nhân dân xã Mẫu", "", SignerKind.ORGANISATION),
        ("Trường Tiểu học Mẫu", "", SignerKind.ORGANISATION),
        ("Uy ban nhan dan tinh Mau", "", SignerKind.ORGANISATION),
        ("TRUONG VAN A", "", SignerKind.UNKNOWN),  # school or surname: nobody knows
        ("Mẫu 01", "", SignerKind.UNKNOWN),
        ("Mẫu 01", "MST:0000000001", SignerKind.ORGANISATION),
        ("Mẫu 01", "CCCD:000000000001", SignerKind.PERSON),
        (None, "", SignerKind.UNKNOWN),
    ],
)
def test_person_or_organisation(name: str | None, user_id: str, kind: SignerKind) -> None:
    assert kind_of(name, None, user_id) is kind


def test_names_become_one_printable_line() -> None:
    subject = ca.name(C="VN", O=ca.BODY, CN="Nguyễn\r\nBcc: x@mau.example")
    signer = describe_signer(ca.shared_pki().sub.issue(subject).asn1_certificate)
    assert signer.common_name == "Nguyễn Bcc: x@mau.example"


def test_the_trust_folder_takes_pem_and_der_and_ignores_hidden_files(tmp_path: Path) -> None:
    folder = ca.shared_pki().write_trust(tmp_path)
    (folder / "public").mkdir()
    (folder / "public" / ".keep").write_bytes(b"")
    trust = load_trust(folder)
    counts = (trust.government, trust.public, trust.intermediates, trust.tsa, trust.crls)
    assert [len(item) for item in counts] == [1, 0, 1, 1, 2]


def test_a_changed_folder_is_read_again(tmp_path: Path) -> None:
    folder = ca.shared_pki().write_trust(tmp_path)
    first = load_trust(folder)
    assert load_trust(folder) is first
    os.utime(folder / "crls" / "sub.crl", (1, 1))
    assert load_trust(folder) is not first
    (folder / "government" / "root.pem").unlink()
    assert load_trust(folder).government == ()


def test_a_broken_certificate_is_named(tmp_path: Path) -> None:
    folder = ca.shared_pki().write_trust(tmp_path)
    (folder / "government" / "broken.pem").write_bytes(b"no certificate")
    with pytest.raises(PermanentFailure, match=r"government/broken\.pem"):
        load_trust(folder)


def test_a_broken_crl_counts_as_missing(tmp_path: Path) -> None:
    folder = ca.shared_pki().write_trust(tmp_path)
    (folder / "crls" / "sub.crl").write_bytes(b"no list")
    assert len(load_trust(folder).crls) == 1
