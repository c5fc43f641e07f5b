"""The demo's samples: layout, signatures, mails; the altered one must be recognisable as such."""

import email
import hashlib
from email.policy import default
from io import BytesIO
from pathlib import Path

import docx
import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from pypdfium2 import PdfDocument

from gateway.adapters.signatures import judge_file
from gateway.demo.documents import Documents
from gateway.demo.mails import AGENCY_ADDRESS, FIRST_DAY, SampleMail, samples
from gateway.demo.pki import DemoPki
from gateway.demo.sheets import decision, invitation
from gateway.demo.typesetting import typeset
from gateway.domain.signature import DocumentVerdict, Verdict


@pytest.fixture(scope="module")
def pki(tmp_path_factory: pytest.TempPathFactory) -> DemoPki:
    made = DemoPki(tmp_path_factory.mktemp("demo"), FIRST_DAY)
    made.write_trust()
    return made


@pytest.fixture(scope="module")
def mails(pki: DemoPki) -> dict[str, SampleMail]:
    return {mail.name: mail for mail in samples(pki)}


def files_of(mail: SampleMail) -> dict[str, bytes]:
    message = email.message_from_bytes(mail.mail_bytes, policy=default)
    return {part.get_filename(): part.get_content() for part in message.iter_attachments()}


def judged(pki: DemoPki, mail: SampleMail, folder: Path) -> DocumentVerdict:
    path = folder / "main.pdf"
    path.write_bytes(next(iter(files_of(mail).values())))
    return judge_file(path, pki.folder / "trust", mail.entered_at)


def text_of(pdf: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_bounded() for page in PdfDocument(BytesIO(pdf)))


def test_eleven_mails_arrive_in_order_and_the_last_on_friday_at_17_05(
    mails: dict[str, SampleMail],
) -> None:
    times = [mail.entered_at for mail in mails.values()]
    assert len(times) == 11
    assert times == sorted(times)
    assert times[-1].isoformat() == "2026-11-20T17:05:00+07:00"


def test_the_mails_are_valid_and_addressed(mails: dict[str, SampleMail]) -> None:
    for mail in mails.values():
        raw = mail.mail_bytes
        assert raw.isascii()
        assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r")
        message = email.message_from_bytes(raw, policy=default)
        assert not message.defects
        assert not any(part.defects for part in message.walk())
        assert mail.envelope_to == AGENCY_ADDRESS
        assert message["From"].addresses[0].domain.endswith("gov.vn")
        assert message["Authentication-Results"].startswith("mx.quangngai.gov.vn;")


@pytest.mark.parametrize("name", ["decision", "submission", "plan", "friday"])
def test_signed_samples_are_valid_under_the_demo_root(
    name: str, pki: DemoPki, mails: dict[str, SampleMail], tmp_path: Path
) -> None:
    verdict = judged(pki, mails[name], tmp_path)
    assert (verdict.verdict, verdict.government) == (Verdict.VALID, True)
    assert verdict.signatures[0].signer is not None
    assert verdict.signatures[0].signer.kind == "person"
    assert verdict.signatures[-1].signer is not None
    assert verdict.signatures[-1].signer.kind == "organisation"


def test_the_altered_decision_is_not_valid(
    pki: DemoPki, mails: dict[str, SampleMail], tmp_path: Path
) -> None:
    verdict = judged(pki, mails["altered"], tmp_path)
    assert verdict.verdict is Verdict.NOT_VALID
    assert not verdict.government


@pytest.mark.parametrize("name", ["invitation", "secret"])
def test_unsigned_samples_are_unsigned(
    name: str, pki: DemoPki, mails: dict[str, SampleMail], tmp_path: Path
) -> None:
    assert judged(pki, mails[name], tmp_path).verdict is Verdict.UNSIGNED


def test_the_decision_carries_its_whole_text() -> None:
    pdf = typeset(decision()).pdf
    text = " ".join(text_of(pdf).split())
    for part in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Số: 57/2014/QĐ-UBND",
        "Quảng Ngãi, ngày 10 tháng 11 năm 2014",
        "Điều 12. Thông báo nhận được văn bản điện tử",
        "ubnd@quangngai.gov.vn",
        "Điều 21. Điều khoản thi hành",
    ):
        assert part in text
    assert len(PdfDocument(BytesIO(pdf))) >= 8


def test_number_and_day_of_the_friday_letter_stand_in_no_page_content(
    mails: dict[str, SampleMail],
) -> None:
    pdf = next(iter(files_of(mails["friday"]).values()))
    document = PdfDocument(BytesIO(pdf))
    assert "1482" not in document[0].get_textpage().get_text_bounded()


def test_the_secret_sample_bears_the_mark_alone_on_a_line(mails: dict[str, SampleMail]) -> None:
    pdf = next(iter(files_of(mails["secret"]).values()))
    assert "MẬT" in [line.strip() for line in text_of(pdf).splitlines()]


def test_the_plan_has_three_annexes_of_three_formats(mails: dict[str, SampleMail]) -> None:
    names = list(files_of(mails["plan"]))
    assert [name.rpartition(".")[2] for name in names] == ["pdf", "xlsx", "docx", "pdf"]
    text_document = docx.Document(BytesIO(files_of(mails["plan"])[names[2]]))
    assert text_document.tables[0].rows[-1].cells[1].text == "65"


def test_the_program_is_no_program(mails: dict[str, SampleMail]) -> None:
    (data,) = files_of(mails["program"]).values()
    assert data[:2] == b"MZ"
    assert set(data[68:]) == {0}  # behind the header there is no code


def test_an_automatic_reply_has_the_empty_reverse_path(mails: dict[str, SampleMail]) -> None:
    mail = mails["out-of-office"]
    assert mail.envelope_from == ""
    assert b"\r\nAuto-Submitted: auto-replied\r\n" in mail.mail_bytes


def test_the_same_sheet_gives_the_same_bytes() -> None:
    first, second = typeset(invitation()).pdf, typeset(invitation()).pdf
    assert hashlib.sha256(first).digest() == hashlib.sha256(second).digest()


def test_annexes_do_not_depend_on_the_clock(pki: DemoPki) -> None:
    documents = Documents(pki)
    once, again = (documents.plan(FIRST_DAY)[1:] for _ in range(2))
    assert once == again


def test_certificates_say_that_they_are_a_trial_and_surround_the_demo_week(pki: DemoPki) -> None:
    root = pki.root.certificate
    assert "thử nghiệm" in root.subject.rfc4514_string()
    assert root.not_valid_before_utc < FIRST_DAY < root.not_valid_after_utc
    stamper = pki.stamper.certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    assert stamper.critical  # RFC 3161 §2.3
    assert list(stamper.value) == [ExtendedKeyUsageOID.TIME_STAMPING]


def test_the_receipt_key_is_for_its_owner_only(pki: DemoPki) -> None:
    key, chain = pki.write_receipt_key("SỞ XÂY DỰNG", AGENCY_ADDRESS)
    assert key.stat().st_mode & 0o077 == 0
    leaf, issuing = x509.load_pem_x509_certificates(chain.read_bytes())
    assert leaf.issuer == issuing.subject
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.RFC822Name) == [AGENCY_ADDRESS]
