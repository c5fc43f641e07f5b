"""Who signed against who issued and who sent: shapes of names as certificates of daily use have them."""

import pytest

from gateway import resources
from gateway.adapters.rules_yaml.agencies import load_agencies
from gateway.domain.directory import NO_AGENCIES
from gateway.domain.signature import (
    DocumentVerdict,
    Indication,
    Signer,
    SignerKind,
    Verdict,
)
from gateway.domain.signer_match import Compared, compare_signers
from tests.support.values import report_of

DIRECTORY = load_agencies(resources.shared("rules") / "agencies.yaml")
PROVINCE = "ỦY BAN NHÂN DÂN TỈNH QUẢNG NGÃI"


def body(name: str, organisation: str | None = None, *units: str) -> Signer:
    return Signer(name, organisation, units, None, None, "1", SignerKind.ORGANISATION)


def person(organisation: str | None, *units: str) -> Signer:
    return Signer("Nguyễn Văn A", organisation, units, "Giám đốc", None, "2", SignerKind.PERSON)


def verdict(*signers: Signer, indication: Indication = Indication.TOTAL_PASSED) -> DocumentVerdict:
    reports = (report_of(signer, indication, f"Signature{n}") for n, signer in enumerate(signers))
    return DocumentVerdict(Verdict.VALID, "x", True, tuple(reports))


@pytest.mark.parametrize(
    "signers",
    [
        (body("Sở Nội vụ", "Tỉnh Quảng Ngãi"),),
        (body("SO NOI VU", "UBND TINH QUANG NGAI"),),
        (person(PROVINCE, "SỞ NỘI VỤ"),),
        (person(PROVINCE, "Văn thư", "SỞ NỘI VỤ"),),
        (person(PROVINCE, "SỞ XÂY DỰNG"), body("Sở Nội vụ")),  # a joint paper: one of them fits
    ],
)
def test_the_issuing_body_signed(signers: tuple[Signer, ...]) -> None:
    sender = "snv@quangngai.gov.vn"
    assert compare_signers(verdict(*signers), "Sở Nội vụ", sender, DIRECTORY) == ()


def test_a_unit_may_sign_for_the_body_above_it() -> None:
    office = body("Văn phòng", PROVINCE, "Văn phòng UBND tỉnh")
    sender = "vpubnd@quangngai.gov.vn"
    assert compare_signers(verdict(office), "UBND tỉnh Quảng Ngãi", sender, DIRECTORY) == ()


@pytest.mark.parametrize(
    ("signer", "shown"),
    [
        (body("Sở Xây dựng", "Tỉnh Quảng Ngãi"), "Sở Xây dựng"),
        (person("UBND TINH QUANG NGAI", "SO XAY DUNG"), "SO XAY DUNG"),
        (body(PROVINCE, PROVINCE), PROVINCE),
    ],
)
def test_another_body_signed_than_the_one_that_issued(signer: Signer, shown: str) -> None:
    (finding,) = compare_signers(verdict(signer), "SỞ NỘI VỤ", None, DIRECTORY)
    assert finding.compared is Compared.ISSUING_BODY
    assert finding.text == (
        f"Chứng thư số ghi «{shown}», văn bản ghi cơ quan ban hành «SỞ NỘI VỤ»."
    )


def test_another_body_signed_than_the_one_that_sent() -> None:
    signed = verdict(body("Sở Nội vụ", "Tỉnh Quảng Ngãi"))
    (finding,) = compare_signers(signed, "Sở Nội vụ", "sxd@quangngai.gov.vn", DIRECTORY)
    assert finding.compared is Compared.SENDER
    assert finding.text == (
        "Chứng thư số ghi «Sở Nội vụ», thư gửi từ địa chỉ «sxd@quangngai.gov.vn» của «Sở Xây dựng»."
    )


@pytest.mark.parametrize(
    ("signer", "issuer"),
    [
        (body("Trung tâm Không có trong danh bạ"), "Sở Nội vụ"),
        (body("Trung tâm Không có trong danh bạ", PROVINCE), "Sở Nội vụ"),  # only the body above
        (body("Sở Nội vụ"), "Cơ quan không có trong danh bạ"),
        (body("Sở Nội vụ"), None),
        (person(None), "Sở Nội vụ"),
    ],
)
def test_unknown_names_prove_nothing(signer: Signer, issuer: str | None) -> None:
    assert compare_signers(verdict(signer), issuer, "a@example.vn", DIRECTORY) == ()


def test_only_valid_signatures_are_compared() -> None:
    failed = verdict(body("Sở Xây dựng"), indication=Indication.INDETERMINATE)
    assert compare_signers(failed, "Sở Nội vụ", None, DIRECTORY) == ()
    assert compare_signers(verdict(body("Sở Xây dựng")), "Sở Nội vụ", None, NO_AGENCIES) == ()


def test_a_persons_name_is_never_an_agency() -> None:
    signer = Signer("Sở Nội vụ", None, ("Sở Xây dựng",), None, None, "3", SignerKind.PERSON)
    assert compare_signers(verdict(signer), "Sở Nội vụ", None, DIRECTORY)


def test_a_name_of_a_certificate_is_made_harmless() -> None:
    signer = body("Sở\u202e Xây\n dựng")
    (finding,) = compare_signers(verdict(signer), "Sở Nội vụ", None, DIRECTORY)
    assert "\n" not in finding.text
    assert "\u202e" not in finding.text


ELSEWHERE = (
    body("Sở Nội vụ", "UBND tỉnh Bình Định"),
    person("UY BAN NHAN DAN TINH BINH DINH", "SO NOI VU"),
    body("Sở Nội vụ thành phố Đà Nẵng"),
)


@pytest.mark.parametrize("signer", ELSEWHERE)
def test_the_same_name_in_another_province_is_another_agency(signer: Signer) -> None:
    findings = compare_signers(verdict(signer), "Sở Nội vụ", "snv@quangngai.gov.vn", DIRECTORY)
    assert [item.compared for item in findings] == [Compared.ISSUING_BODY, Compared.SENDER]
    assert (
        "Bình Định" in findings[0].text
        or "BINH DINH" in findings[0].text
        or "Đà Nẵng" in (findings[0].text)
    )


@pytest.mark.parametrize("signer", ELSEWHERE)
def test_a_paper_of_another_province_is_no_mismatch(signer: Signer) -> None:
    assert compare_signers(verdict(signer), "Sở Nội vụ", "snv@example.vn", DIRECTORY) == ()


def test_a_stranger_may_not_sign_for_a_body_that_names_our_province() -> None:
    signer = body("Sở Nội vụ", "UBND tỉnh Bình Định")
    (finding,) = compare_signers(verdict(signer), "UBND tỉnh Quảng Ngãi", "a@example.vn", DIRECTORY)
    assert finding.compared is Compared.ISSUING_BODY


@pytest.mark.parametrize(
    "name",
    [
        "Văn phòng UBND tỉnh",
        "Tỉnh ủy Quảng Ngãi",
        "Hội đồng nhân dân tỉnh khóa XIII",
        "Công an tỉnh Quảng Ngãi",
        "UBND thành phố Quảng Ngãi",
        "TINH QUANG NGAI",
    ],
)
def test_our_own_names_are_not_elsewhere(name: str) -> None:
    assert not DIRECTORY.is_elsewhere(name)
