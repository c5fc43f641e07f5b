"""The fields of Art. 9.1.b: read where they stand, from the better evidence, never guessed."""

from datetime import date

import pytest

from gateway.adapters.rules_yaml.document_types import load_document_types
from gateway.domain.document import Confidence, DocumentFields, DocumentText, Evidence, Urgency
from gateway.domain.formats import FileKind
from gateway.domain.message import Attachment, Container, Enclosed, Message, ReplyTraits
from gateway.domain.reading import DocumentReader
from gateway.resources import shared

TYPES = load_document_types(shared("rules") / "document_types.yaml")
READER = DocumentReader(TYPES)
MOTTO = (
    "UBND TỈNH A\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSỞ XÂY DỰNG\tĐộc lập - Tự do - Hạnh phúc\n"
)
DECISION = (
    MOTTO
    + "Số: 15/QĐ-SXD\tTỉnh A, ngày 05 tháng 02 năm 2026\n\nQUYẾT ĐỊNH\nVề việc thành lập Tổ công tác\n"
    "rà soát quy hoạch năm 2026\n________\nGIÁM ĐỐC SỞ XÂY DỰNG\nCăn cứ Quyết định số 57/2014/QĐ-UBND ngày 10 tháng 11 "
    "năm 2014 của UBND tỉnh;\nQUYẾT ĐỊNH:\nĐiều 1. Thành lập Tổ công tác.\n"
    "Nơi nhận:\tKT. GIÁM ĐỐC\n- Như Điều 3;\tPHÓ GIÁM ĐỐC\n- UBND tỉnh (để b/c);\n- Lưu: VT.\n\tTS. Nguyễn Văn A\n"
)
DISPATCH = (
    MOTTO + "Số: 208/SXD-QLN\tTỉnh A, ngày 15 tháng 3 năm 2026\nV/v báo cáo tình hình quản lý\n"
    "nhà ở công vụ\n\nKính gửi:\n- Sở Tài chính;\n- UBND các huyện.\n\nThực hiện Công văn số 99/BXD-QLN, đề nghị các cơ quan "
    "gửi báo cáo trước ngày 30/3/2026.\n"
)


def _text(text: str, **more: object) -> DocumentText:
    return DocumentText(text=text, **more)


def _read(
    text: str = "", subject: str = "", body: str = "", name: str = "", **more: object
) -> DocumentFields:
    return READER.read_parts(subject, body, name, _text(text, **more))


def test_a_decision_is_read_from_its_own_text() -> None:
    fields = _read(DECISION)
    assert fields.document_type is not None and fields.document_type.value == "Quyết định"  # noqa: PT018
    assert str(fields.code.value) == "15/QĐ-SXD"
    assert fields.code.confidence is Confidence.HIGH
    assert fields.issue_date.value == date(2026, 2, 5)
    assert fields.issuing_body.value == "Sở Xây dựng tỉnh A"
    assert fields.abstract.value == "Về việc thành lập Tổ công tác rà soát quy hoạch năm 2026"
    assert (fields.signatory.value, fields.signatory_position.value) == (
        "Nguyễn Văn A",
        "PHÓ GIÁM ĐỐC",
    )
    assert fields.addressees == ("UBND tỉnh (để b/c)",)
    assert fields.due_date is None
    assert not fields.blank_code


def test_an_official_letter_has_no_type_name() -> None:
    fields = _read(DISPATCH)
    assert fields.document_type.value == "Công văn"
    assert str(fields.code.value) == "208/SXD-QLN"
    assert fields.abstract.value == "V/v báo cáo tình hình quản lý nhà ở công vụ"
    assert fields.addressees == ("Sở Tài chính", "UBND các huyện")
    assert fields.due_date.value == date(2026, 3, 30)


def test_nothing_said_is_nothing_read() -> None:
    assert _read() == DocumentFields()
    assert (
        _read(
            "Kính gửi anh chị,\nEm gửi tài liệu.", "Gửi văn bản", "Em chào anh", "scan0001.pdf"
        ).code
        is None
    )


def test_a_cited_number_is_not_the_documents_own() -> None:
    text = (
        MOTTO
        + "\nV/v trả lời kiến nghị\n\nKính gửi: Sở B\nThực hiện Công văn số 99/BXD-QLN ngày 01 tháng 01 năm 2026\n"
    )
    fields = _read(text, "Trả lời Công văn số 12/STC-NS", "Thực hiện Quyết định số 5/QĐ-UBND")
    assert fields.code is None
    assert fields.issue_date is None


def test_an_annex_does_not_take_the_number_that_it_belongs_to() -> None:
    fields = _read(
        "PHỤ LỤC I\n(Kèm theo Kế hoạch số 126/KH-SXD ngày 18 tháng 11 năm 2026 của Sở Xây dựng)\nSTT\tNội dung\n"
    )
    assert (fields.code, fields.issue_date, fields.issuing_body) == (None, None, None)


def test_blank_number_and_day_of_an_electronic_original() -> None:
    text = (
        MOTTO
        + "Số:      /KH-SXD\tTỉnh A, ngày      tháng 4 năm 2026\n\nKẾ HOẠCH\nKiểm tra công trình\n\n"
    )
    fields = _read(text)
    assert fields.blank_code
    assert fields.code.value.number is None
    assert fields.code.value.notation == "KH-SXD"
    assert fields.issue_date is None
    assert not _read(text, is_scan=True).blank_code


def test_the_subject_gives_the_number_that_is_in_ink() -> None:
    text = (
        MOTTO
        + "Số:      /KH-SXD\tTỉnh A, ngày      tháng 4 năm 2026\n\nKẾ HOẠCH\nKiểm tra công trình\n\n"
    )
    fields = _read(text, "126/KH-SXD ngày 14/4/2026 Kế hoạch kiểm tra")
    assert str(fields.code.value) == "126/KH-SXD"
    assert fields.issue_date.value == date(2026, 4, 14)


@pytest.mark.parametrize(
    ("name", "code", "kind"),
    [
        ("02 gm syt.pdf", "02/GM-SYT", "Giấy mời"),
        ("3176b qd syt.pdf", "3176b/QĐ-SYT", "Quyết định"),
        ("5065_QD-SYT.signed.pdf", "5065/QĐ-SYT", "Quyết định"),
        ("34_GM-UBND.pdf", "34/GM-UBND", "Giấy mời"),
        ("2082 syt nvy.pdf", "2082/SYT-NVY", "Công văn"),
        ("12 kh sgddt.pdf", "12/KH-SGDĐT", "Kế hoạch"),
    ],
)
def test_on_a_scan_a_file_name_is_medium_at_most(name: str, code: str, kind: str) -> None:
    fields = _read(name=name, is_scan=True)
    assert str(fields.code.value) == code
    assert fields.document_type.value == kind
    assert fields.code.source is Evidence.FILE_NAME
    assert fields.code.confidence is Confidence.MEDIUM


def test_the_scanners_title_is_the_same_hand_and_may_contradict() -> None:
    assert (
        _read(name="1942 kh syt.pdf", title="1942 kh syt", is_scan=True).code.confidence
        is Confidence.MEDIUM
    )
    assert (
        _read(name="1942 kh syt.pdf", title="1924 kh syt", is_scan=True).code.confidence
        is Confidence.LOW
    )
    assert (
        _read("", "1942/KH-SYT Kế hoạch", name="1942 kh syt.pdf", is_scan=True).code.confidence
        is Confidence.HIGH
    )


@pytest.mark.parametrize("name", ["09 hd syt.pdf", "12 da sxd.pdf"])
def test_hd_and_da_without_marks_tell_no_type(name: str) -> None:
    fields = _read(name=name, is_scan=True)
    assert fields.document_type is None


@pytest.mark.parametrize("name", ["1.pdf", "2026.pdf", "01 Phu luc.pdf", "3. Danh sach.pdf"])
def test_the_order_of_files_is_no_number(name: str) -> None:
    assert _read(name=name, is_scan=True).code is None


def test_a_bare_number_is_low_and_has_no_type() -> None:
    fields = _read(name="1945.pdf", is_scan=True)
    assert (fields.code.value.number, fields.code.value.notation) == ("1945", None)
    assert fields.code.confidence is Confidence.LOW
    assert fields.document_type is None


def test_a_contradiction_lowers_the_confidence() -> None:
    fields = _read(DECISION, "Gửi Quyết định số 16/QĐ-SXD")
    assert str(fields.code.value) == "15/QĐ-SXD"
    assert fields.code.confidence is Confidence.MEDIUM


@pytest.mark.parametrize(
    ("notation", "kind"),
    [
        ("HD-SXD", "Hướng dẫn"), ("HĐ-SXD", "Hợp đồng"), ("ĐA-SXD", "Đề án"), ("DA-SXD", "Dự án"),
        ("TTr-SXD", "Tờ trình"), ("TT-BXD", "Thông tư"), ("QyĐ-UBND", "Quy định"), ("CT-TTG", "Chỉ thị"),
        ("BGN-SXD", "Bản ghi nhớ"), ("GN-SXD", "Bản ghi nhớ"), ("NQ/TU", "Nghị quyết"), ("CV/TU", "Công văn"),
        ("2008/BKH-BTC", "Thông tư liên tịch"), ("2007/BTC-TCT", "Công văn"), ("SNgV-LS", "Công văn"),
        ("BCTĐ-STP", "Báo cáo"), ("QD-UBND", "Quyết định"), ("2005/QH11", None),
    ],
)  # fmt: skip
def test_the_notation_says_the_type(notation: str, kind: str | None) -> None:
    assert TYPES.of_notation(notation) == kind


@pytest.mark.parametrize(
    ("text", "subject", "level"),
    [
        (MOTTO + "HỎA TỐC\n", "", Urgency.HOA_TOC),
        (MOTTO + "HOẢ TỐC\tTỉnh A\n", "", Urgency.HOA_TOC),
        (MOTTO + "HỎA TỐC (HẸN GIỜ: 14 giờ)\n", "", Urgency.HOA_TOC_HEN_GIO),
        (MOTTO + "THƯỢNG KHẨN\n", "", Urgency.THUONG_KHAN),
        ("", "[KHẨN] Báo cáo", Urgency.KHAN),
        ("", "(hoa toc) bao cao", Urgency.HOA_TOC),
        (
            "Đề nghị khẩn trương thực hiện\nTÌNH TRẠNG KHẨN CẤP\nCÔNG ĐIỆN KHẨN",
            "Công điện khẩn",
            None,
        ),
        ("Khẩn\n", "[khẩn trương] Báo cáo", None),
    ],
)
def test_urgency_is_a_stamp_or_a_tag(text: str, subject: str, level: Urgency | None) -> None:
    found = _read(text, subject).urgency
    assert (found.value if found else None) is level


@pytest.mark.parametrize(
    ("lines", "body"),
    [
        ("ỦY BAN NHÂN DÂN\nTỈNH QUẢNG NGÃI", "Ủy ban nhân dân tỉnh Quảng Ngãi"),
        ("UBND TỈNH QUẢNG NGÃI\nSỞ Y TẾ", "Sở Y tế tỉnh Quảng Ngãi"),
        ("UBND TỈNH A\nBAN QUẢN LÝ KHU KINH TẾ\nMỚI VÀ CÁC KHU CÔNG NGHIỆP", "BAN QUẢN LÝ KHU KINH TẾ MỚI VÀ CÁC KHU CÔNG NGHIỆP tỉnh A"),
        ("THỦ TƯỚNG CHÍNH PHỦ", "Thủ tướng Chính phủ"),
    ],
)  # fmt: skip
def test_the_issuing_body_is_the_own_one(lines: str, body: str) -> None:
    assert _read(f"{lines}\nSố: 12/QĐ-ABC\n").issuing_body.value == body


@pytest.mark.parametrize(
    ("block", "name", "title"),
    [
        (
            "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\nTrần Thị B",
            "Trần Thị B",
            "PHÓ CHỦ TỊCH",
        ),
        (
            "TL. CHỦ TỊCH\nKT. CHÁNH VĂN PHÒNG\nPHÓ CHÁNH VĂN PHÒNG\nLê Văn C",
            "Lê Văn C",
            "PHÓ CHÁNH VĂN PHÒNG",
        ),
        ("Q. GIÁM ĐỐC\nPhạm Thị D", "Phạm Thị D", "Q. GIÁM ĐỐC"),
        ("T/M BAN THƯỜNG VỤ\nPHÓ BÍ THƯ\nHoàng Văn E", "Hoàng Văn E", "PHÓ BÍ THƯ"),
    ],
)
def test_the_signatory_has_the_last_title_line(block: str, name: str, title: str) -> None:
    fields = _read(f"Điều 2. Thi hành.\n{block}\n")
    assert (fields.signatory.value, fields.signatory_position.value) == (name, title)


def test_two_different_deadlines_are_for_a_person() -> None:
    assert _read("Gửi trước ngày 01/3/2026.\nHọp trước ngày 05/3/2026.").due_date is None
    assert _read("chậm nhất là ngày 15 tháng 4 năm 2026").due_date.value == date(2026, 4, 15)


def test_the_same_input_gives_the_same_fields() -> None:
    assert _read(DECISION, "x", "y", "z.pdf") == _read(DECISION, "x", "y", "z.pdf")


def _message(subject: str, *names: str) -> Message:
    files = tuple(
        Attachment(index, name, FileKind.PDF, 10, "0" * 64) for index, name in enumerate(names)
    )
    return Message(None, subject, None, None, None, "", (), files, ReplyTraits())


def test_among_several_files_the_subject_names_only_the_one_that_it_fits() -> None:
    message = _message(
        "126/KH-SXD Kế hoạch kiểm tra công trình", "126 kh sxd.pdf", "15 qd sxd.pdf", "phu luc.pdf"
    )
    plan, decision, annex = (
        READER.read(message, item, DocumentText(is_scan=True)) for item in message.attachments
    )
    assert str(plan.code.value) == "126/KH-SXD"
    assert plan.abstract.value == "Kế hoạch kiểm tra công trình"
    assert str(decision.code.value) == "15/QĐ-SXD"
    assert decision.abstract is None
    assert annex.code is None


REPORT = MOTTO + "\nBÁO CÁO\nKết quả công tác quý III\n\nKính gửi: UBND tỉnh\n"
REQUEST = MOTTO + "\nTỜ TRÌNH\nVề việc phê duyệt dự án\n\nKính gửi: UBND tỉnh\n"
INVITATION = MOTTO + "Số: 77/GM-SNV\nGIẤY MỜI\nHọp giao ban\n\nKính gửi: Sở Xây dựng\n"


def test_a_number_of_the_mail_is_given_to_no_other_document() -> None:
    message = _message("Gửi văn bản 77/GM-SNV", "a.pdf", "b.pdf", "c.pdf")
    found = [
        READER.read(message, item, DocumentText(text=text))
        for item, text in zip(message.attachments, (INVITATION, REPORT, REQUEST), strict=True)
    ]
    assert [f.code and str(f.code.value) for f in found] == ["77/GM-SNV", None, None]
    assert [f.document_type.value for f in found] == ["Giấy mời", "Báo cáo", "Tờ trình"]


def test_a_type_of_the_mail_is_given_to_no_file_among_several() -> None:
    message = _message("Giấy mời họp giao ban tháng 11", "a.pdf", "b.pdf")
    fields = READER.read(message, message.attachments[0], DocumentText(is_scan=True))
    assert fields.document_type is None


def test_a_number_whose_letters_contradict_the_type_is_not_the_documents_own() -> None:
    fields = _read(REPORT, "Giấy mời 77/GM-SNV ngày 05/3/2026")
    assert (fields.code, fields.issue_date) == (None, None)
    assert fields.document_type.value == "Báo cáo"
    assert str(_read(REPORT, "Báo cáo 77/BC-SNV").code.value) == "77/BC-SNV"


def test_who_is_named_elsewhere_and_the_archive_are_no_addressees() -> None:
    text = DECISION.replace(
        "- UBND tỉnh (để b/c);", "- Như trên; Sở A;\n- Như Kính gửi;\n- UBND tỉnh;"
    )
    assert _read(text).addressees == ("Sở A", "UBND tỉnh")
    assert _read("Nơi nhận: Như trên; Lưu: VT, NV.\n").addressees == ()


def _forwarded(text: str, inner_subject: str, files: int = 1) -> DocumentFields:
    """The first of the files of a mail that was forwarded as an attachment under a subject that says nothing."""
    within = Container(FileKind.MAIL, (0,), ("thư.eml",))
    attachments = tuple(
        Attachment(number, "scan.pdf", FileKind.PDF, 1, str(number), within=within)
        for number in range(files)
    )
    enclosed = (Enclosed(within, subject=inner_subject),)
    message = Message(
        "<1@x>",
        "Chuyển văn bản",
        None,
        None,
        None,
        "",
        (),
        attachments,
        ReplyTraits(),
        enclosed=enclosed,
    )
    return READER.read(message, attachments[0], _text(text, is_scan=not text))


def test_the_subject_of_a_forwarded_mail_speaks_only_where_nothing_else_does() -> None:
    subject = "Công văn số 99/SYT-NVY V/v báo cáo tình hình dịch bệnh"
    fields = _forwarded("", subject)
    assert str(fields.code.value) == "99/SYT-NVY"
    for reading in (fields.code, fields.abstract):
        assert (reading.source, reading.confidence) == (
            Evidence.ENCLOSED_SUBJECT,
            Confidence.LOW,
        )
    fields = _forwarded(DECISION, subject)
    assert (str(fields.code.value), fields.code.confidence) == ("15/QĐ-SXD", Confidence.HIGH)
    assert _forwarded("", subject, files=2).code is None
