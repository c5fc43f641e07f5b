"""Eleven sample mails to the demo's agency, as the receiving MTA hands them over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from gateway.demo.documents import Documents, SampleFile
from gateway.demo.pki import DemoPki

AGENCY_ADDRESS = "sxd@quangngai.gov.vn"
AUTHSERV_ID = "mx.quangngai.gov.vn"
ZONE = timezone(timedelta(hours=7))  # Vietnam knows no daylight saving time
FIRST_DAY = datetime(2026, 11, 16, 7, 0, tzinfo=ZONE)  # the Monday of the demo's week
_TYPES = {
    "pdf": ("application", "pdf"),
    "xlsx": ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "docx": ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "zip": ("application", "zip"),
    "exe": ("application", "octet-stream"),
}


@dataclass(frozen=True, slots=True)
class SampleMail:
    """One mail with its envelope. `entered_at` is the instant at which it reaches the gateway."""

    name: str
    title_vi: str  # what a person reads in the demo's list
    envelope_from: str  # "" is the empty reverse path (RFC 5321 §4.5.5)
    envelope_to: str
    mail_bytes: bytes  # RFC 5322, CRLF
    entered_at: datetime


@dataclass(frozen=True, slots=True)
class _Letter:
    name: str
    title_vi: str
    sender: str  # display name
    address: str
    subject: str
    lines: tuple[str, ...]
    entered_at: datetime
    files: Sequence[SampleFile] = ()
    automatic: bool = False


def samples(pki: DemoPki) -> list[SampleMail]:
    """The mails in the order of their arrival, from Tuesday to Friday 17:05.

    Their contents are the same each time but for keys, certificates and signatures.
    """
    documents = Documents(pki)
    return [
        _mail(letter) for letter in (*_signed(documents), *_plain(documents), _friday(documents))
    ]


def _at(day: int, hour: int, minute: int) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


def _signed(documents: Documents) -> tuple[_Letter, ...]:
    return (
        _Letter(
            "decision",
            "Quyết định 57/2014/QĐ-UBND, có chữ ký số của lãnh đạo và cơ quan",
            "Văn phòng UBND tỉnh Quảng Ngãi",
            "ubnd@quangngai.gov.vn",
            "Gửi Quyết định số 57/2014/QĐ-UBND",
            ("Kính gửi Sở Xây dựng.", "Văn phòng gửi Quyết định số 57/2014/QĐ-UBND để thực hiện."),
            _at(17, 15, 40),
            (documents.decision(_at(17, 15, 20)),),
        ),
        _Letter(
            "submission",
            "Tờ trình thuộc khoản 3 Điều 8 (trình Thủ tướng Chính phủ)",
            "Sở Tài chính",
            "stc@quangngai.gov.vn",
            "Tờ trình số 215/TTr-STC",
            ("Kính gửi Sở Xây dựng.", "Sở Tài chính gửi Tờ trình số 215/TTr-STC để phối hợp."),
            _at(18, 8, 12),
            (documents.submission(_at(17, 16, 30)),),
        ),
        _Letter(
            "altered",
            "Quyết định bị sửa số sau khi ký",
            "Văn thư Sở Công Thương",
            "sct@quangngai.gov.vn",
            "Gửi Quyết định số 75/2014/QĐ-UBND",
            ("Kính gửi Sở Xây dựng.", "Xin gửi Quyết định số 75/2014/QĐ-UBND."),
            _at(18, 10, 5),
            (documents.altered_decision(_at(17, 15, 20)),),
        ),
        _Letter(
            "plan",
            "Kế hoạch kèm ba phụ lục (xlsx, docx, pdf)",
            "Sở Khoa học và Công nghệ",
            "skhcn@quangngai.gov.vn",
            "Kế hoạch số 126/KH-SKHCN kèm 03 phụ lục",
            ("Kính gửi Sở Xây dựng.", "Gửi Kế hoạch số 126/KH-SKHCN và các phụ lục để biết."),
            _at(19, 9, 30),
            documents.plan(_at(18, 16, 0)),
        ),
    )


def _plain(documents: Documents) -> tuple[_Letter, ...]:
    return (
        _Letter(
            "invitation",
            "Giấy mời không ký số",
            "Văn phòng UBND tỉnh Quảng Ngãi",
            "ubnd@quangngai.gov.vn",
            "Giấy mời họp số 34/GM-UBND",
            ("Kính gửi Quý cơ quan.", "Văn phòng gửi Giấy mời số 34/GM-UBND (tệp đính kèm)."),
            _at(19, 10, 15),
            (documents.invitation(),),
        ),
        _Letter(
            "older",
            "Công văn gõ bằng mã TCVN3 (phông .VnTime), gửi trong tệp nén",
            "Văn thư Sở Công Thương",
            "sct@quangngai.gov.vn",
            "Công văn số 967/SCT-KTN",
            ("Kính gửi Sở Xây dựng.", "Gửi Công văn số 967/SCT-KTN trong tệp nén kèm theo."),
            _at(19, 11, 0),
            (documents.older(),),
        ),
        _Letter(
            "secret",
            "Văn bản có dấu MẬT gửi nhầm qua mạng",
            "Văn thư Sở Công Thương",
            "sct@quangngai.gov.vn",
            "Gửi văn bản",
            ("Kính gửi Sở Xây dựng.", "Xin gửi văn bản kèm theo."),
            _at(19, 14, 20),
            (documents.secret(),),
        ),
        _Letter(
            "program",
            "Tệp chương trình, không thuộc danh mục định dạng",
            "Phòng Kế hoạch",
            "phongkehoach@snnmt.quangngai.gov.vn",
            "Báo cáo tháng 11",
            ("Gửi Sở Xây dựng báo cáo tháng 11, mở tệp đính kèm để xem.",),
            _at(20, 8, 45),
            (documents.program(),),
        ),
        _Letter(
            "out-of-office",
            "Thư trả lời tự động (vắng mặt)",
            "Sở Tài chính",
            "stc@quangngai.gov.vn",
            "Trả lời tự động: vắng mặt",
            ("Tôi đi công tác đến hết ngày 24/11/2026 và sẽ trả lời thư sau.",),
            _at(20, 9, 10),
            automatic=True,
        ),
        _Letter(
            "no-document",
            "Thư không kèm văn bản",
            "Sở Nội vụ",
            "snv@quangngai.gov.vn",
            "Hỏi về buổi làm việc tuần tới",
            (
                "Kính gửi Quý Sở.",
                "Xin cho biết buổi làm việc tuần tới bắt đầu lúc mấy giờ. Cảm ơn.",
            ),
            _at(20, 10, 0),
        ),
    )


def _friday(documents: Documents) -> _Letter:
    return _Letter(
        "friday",
        "Công văn đến lúc 17 giờ 05 thứ Sáu (ngoài giờ hành chính)",
        "Sở Nội vụ",
        "snv@quangngai.gov.vn",
        "Công văn số 1482/SNV-CCHC",
        ("Kính gửi Sở Xây dựng.", "Sở Nội vụ gửi Công văn số 1482/SNV-CCHC."),
        _at(20, 17, 5),
        (documents.official_letter(_at(20, 16, 40)),),
    )


def _mail(letter: _Letter) -> SampleMail:
    mail = EmailMessage(policy=SMTP)
    domain = letter.address.partition("@")[2]
    written = format_datetime(letter.entered_at - timedelta(minutes=1))
    mail["Authentication-Results"] = (
        f"{AUTHSERV_ID}; spf=pass smtp.mailfrom={letter.address}; "
        f"dkim=pass header.d={domain}; dmarc=pass header.from={domain}"
    )
    mail["From"] = f"{letter.sender} <{letter.address}>"
    mail["To"] = f"Sở Xây dựng <{AGENCY_ADDRESS}>"
    mail["Subject"] = letter.subject
    mail["Date"] = written
    mail["Message-ID"] = f"<demo-{letter.name}@{domain}>"
    if letter.automatic:
        mail["Auto-Submitted"] = "auto-replied"  # RFC 3834 §5
    mail.set_content("\n".join((*letter.lines, "", "Trân trọng./.")) + "\n", cte="base64")
    for file in letter.files:
        kind, subkind = _TYPES[file.name.rpartition(".")[2]]
        mail.add_attachment(file.data, kind, subkind, filename=file.name)
    if letter.files:
        mail.set_boundary(f"=_congvan-demo-{letter.name}")
    return SampleMail(
        letter.name,
        letter.title_vi,
        "" if letter.automatic else letter.address,
        AGENCY_ADDRESS,
        mail.as_bytes(),
        letter.entered_at,
    )
