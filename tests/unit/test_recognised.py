"""What OCR makes of a head, of stamps and of marks; the lines are such as tesseract gave."""

import pytest

from gateway import resources
from gateway.adapters.rules_yaml import RuleSet, load_rules
from gateway.domain.admission import Reason
from gateway.domain.document import Confidence, DocumentFields, DocumentText, Evidence, Urgency
from gateway.domain.examination import is_recognised
from gateway.domain.reading import DocumentReader
from gateway.domain.reading.marks import seen_urgency
from gateway.domain.reading.mending import mended, notation_of
from gateway.domain.recognised import distance, stamped_words
from gateway.domain.secrecy_seen import find_seen_mark

HEAD = "\n".join(
    (
        "UBND TĨNH QUẢNG NGÃI\tCỘNG HÒA XÃ HỌI CHỦ NGHĨA VIỆT NAM",
        "'SỞ Y TẺ -\tĐộc lập - Tự do- Hạnh phức",
        "Số: {number} /KH-SYT\tQuảng Ngãi, ngày {day} tháng 11 năm 2026",
        "",
        "KÉ HOẠCH",
        "Kiểm tra công tác dược năm 2026",
        "",
        "Căn cứ Kế hoạch số 12/KH-UBND ngày 02 tháng 01 năm 2026 của UBND tỉnh;",
    )
)


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return load_rules(resources.shared("rules"))


def read(rules: RuleSet, text: str, again: str | None = None, **parts: str) -> DocumentFields:
    seen = DocumentText(
        text, is_scan=True, recognised=True, stamps=text if again is None else again, page_count=1
    )
    values = {"subject": "", "body": "", "name": "scan.pdf", **parts}
    reader = DocumentReader(rules.document_types)
    return reader.read_parts(values["subject"], values["body"], values["name"], seen)


def test_a_head_is_read_over_lost_marks(rules: RuleSet) -> None:
    fields = read(rules, HEAD.format(number="12", day="05"))
    assert fields.document_type is not None
    assert (fields.document_type.value, fields.document_type.source) == ("Kế hoạch", Evidence.OCR)
    assert fields.abstract is not None
    assert fields.abstract.value == "Kiểm tra công tác dược năm 2026"
    assert fields.issuing_body is not None
    assert fields.issuing_body.value == "Sở Y tế tỉnh Quảng Ngãi"


@pytest.mark.parametrize("ink", ["4Ð 5", "3/%1⁄", "220$)", "{34.2", "É5", "19A.5", "2/42"])
def test_a_number_in_ink_is_no_number(rules: RuleSet, ink: str) -> None:
    code = read(rules, HEAD.format(number=ink, day="05")).code
    assert code is not None
    assert (code.value.number, code.value.notation) == (None, "KH-SYT")
    assert code.confidence is Confidence.LOW


def test_two_readings_that_differ_give_no_number_and_no_day(rules: RuleSet) -> None:
    first, again = HEAD.format(number="127", day="01"), HEAD.format(number="427", day="07")
    fields = read(rules, first, again)
    assert fields.code is not None
    assert (fields.code.value.number, fields.code.value.notation) == (None, "KH-SYT")
    assert fields.issue_date is None


def test_a_number_that_is_read_twice_is_marked_low(rules: RuleSet) -> None:
    fields = read(rules, HEAD.format(number="127", day="01"))
    assert fields.code is not None
    assert (fields.code.value.number, fields.code.confidence) == ("127", Confidence.LOW)
    assert fields.issue_date is not None
    assert fields.issue_date.confidence is Confidence.LOW


def test_the_name_typed_at_the_scanner_is_believed_before_ocr(rules: RuleSet) -> None:
    """domain.md §0: subject, body, file name, title, then OCR."""
    fields = read(rules, HEAD.format(number="4742", day="01"), name="1942 kh syt.pdf")
    assert fields.code is not None
    assert str(fields.code.value) == "1942/KH-SYT"
    assert fields.code.source is Evidence.FILE_NAME
    assert fields.code.confidence is not Confidence.HIGH


def test_a_firm_subject_is_believed_before_ocr(rules: RuleSet) -> None:
    subject = "12/KH-SYT Kiểm tra công tác dược năm 2026"
    abstract = read(rules, HEAD.format(number="12", day="01"), subject=subject).abstract
    assert abstract is not None
    assert (abstract.source, abstract.confidence) == (Evidence.SUBJECT, Confidence.HIGH)


@pytest.mark.parametrize(
    ("over", "confidence"),
    [
        ("Kiểm tra CỔNG THÔNG TIN công tác dược năm 2026", Confidence.LOW),
        ("Kiểm tra ‹ — _ ˆ dược năm 2026", Confidence.LOW),
        ("Kiểm tra công tác dược - mỹ phẩm năm 2026", Confidence.MEDIUM),
    ],
)
def test_a_stamp_over_the_abstract_lowers_it(
    rules: RuleSet, over: str, confidence: Confidence
) -> None:
    text = HEAD.format(number="12", day="05").replace("Kiểm tra công tác dược năm 2026", over)
    abstract = read(rules, text).abstract
    assert abstract is not None
    assert abstract.confidence is confidence


def test_an_abstract_that_the_second_reading_does_not_have_is_low(rules: RuleSet) -> None:
    first = HEAD.format(number="12", day="05")
    again = first.replace("Kiểm tra công tác dược", "Phòng chống dịch bệnh mùa mưa lũ")
    abstract = read(rules, first, again).abstract
    assert abstract is not None
    assert abstract.confidence is Confidence.LOW


def test_an_abstract_that_begins_like_a_body_goes_on_to_the_gap(rules: RuleSet) -> None:
    text = HEAD.format(number="12", day="05").replace(
        "Kiểm tra công tác dược năm 2026",
        "Hội nghị lấy ý kiến xây dựng Chương trình hành động\nthực hiện Nghị quyết số 20-NQ/TW",
    )
    abstract = read(rules, text).abstract
    assert abstract is not None
    assert abstract.value.endswith("thực hiện Nghị quyết số 20-NQ/TW")


def test_the_register_stamp_is_no_type_heading(rules: RuleSet) -> None:
    text = HEAD.format(number="12", day="05").replace("KÉ HOẠCH", "GỐNG ` VĂN\tĐẾN\nKÉ HOẠCH")
    kind = read(rules, text).document_type
    assert kind is not None
    assert kind.value == "Kế hoạch"


def test_fixed_words_are_mended_and_no_other(rules: RuleSet) -> None:
    types = rules.document_types
    assert mended("QUYÉT ĐỊNH", types) == "QUYẾT ĐỊNH"
    assert mended("THÔNG BẢO.", types) == "THÔNG BÁO"
    assert mended("THÔNG CÁO", types) == "THÔNG CÁO"
    assert mended("Vv phòng bệnh", types) == "V/v phòng bệnh"
    assert mended("PHO GIÁM ĐÓC", types) == "PHÓ GIÁM ĐỐC"
    assert mended("phong trảo của đơn vị", types) == "phong trảo của đơn vị"


@pytest.mark.parametrize(
    ("seen", "written"),
    [
        ("TTTr-STC", "TTr-STC"),
        ("TIr-STC", "TTr-STC"),
        ("TTr-STC", "TTr-STC"),
        ("STC-QLNS", "STC-QLNS"),
    ],
)
def test_the_heading_mends_the_letters_of_the_notation(
    rules: RuleSet, seen: str, written: str
) -> None:
    assert notation_of(seen, "Tờ trình", rules.document_types) == written


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("HA TỐC]", Urgency.HOA_TOC),
        ("| HỎA TỐC |", Urgency.HOA_TOC),
        ("Số: 1/A\tTHƯỢNG KHÂN\tQuảng Ngãi", Urgency.THUONG_KHAN),
        ("KHÂN", Urgency.KHAN),
        ("HỎA TỐC HẸN GIỜ", Urgency.HOA_TOC_HEN_GIO),
    ],
)
def test_urgency_stamps(text: str, level: Urgency) -> None:
    found = seen_urgency(text)
    assert found is not None
    assert found[0] is level


@pytest.mark.parametrize(
    "text", ["khẩn trương thực hiện", "TÌNH TRẠNG KHẨN CẤP", "SỞ Y TẾ", "", "TOÀN"]
)
def test_no_urgency(text: str) -> None:
    assert seen_urgency(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "MẬT", "| MẬT |", "[MÂT]", "MAT", "FMẬT Ì", "MẬ", "MẠT", "M ẬT", "NẬT", "MẶT",
        "SỞ Y TẾ\tMẬT\tĐộc lập", "TỐI MẬT", "TÕI MẬT", "TÓI MÂT", "TUYỆT MẬT", "TUYÊT MẬI", "I TUYẸT MAT I",
        "Số: 12/QĐ-UBND MẬT Quảng Ngãi, ngày 5", "CHI NGƯỜI CO TEN MƠI ĐƯỢC BOC BÌ",
    ],
)  # fmt: skip
def test_a_secrecy_stamp_is_seen(rules: RuleSet, text: str) -> None:
    page = f"SỞ Y TẾ\nSố: 3/A-B\n{text}\nKính gửi: Sở Xây dựng"
    assert find_seen_mark(rules.secrecy, page) is Reason.SECRET
    assert find_seen_mark(rules.secrecy, "", text) is Reason.SECRET


@pytest.mark.parametrize(
    "text",
    [
        "QUY CHẾ BẢO VỆ BÍ\nMẬT NHÀ NƯỚC", "VỀ BẢO VỆ BÍ\nMẬT", "TĂNG CƯỜNG BẢO\nMẬT", "BỆNH VIỆN\nMẮT",
        "BÁO CÁO", "Mật ong", "mật", "MẬT ONG RỪNG", "V/v bảo vệ bí mật nhà nước", "M", "SỞ Y TẾ", "MAI", "MÔT",
        "BAN CƠ YẾU\nMẬT MÃ DÂN SỰ", "TM. UBND", "HỎA TỐC",
    ],
)  # fmt: skip
def test_no_false_alarm(rules: RuleSet, text: str) -> None:
    assert find_seen_mark(rules.secrecy, text) is None


def test_a_limit_on_circulation_is_seen(rules: RuleSet) -> None:
    assert find_seen_mark(rules.secrecy, "LƯU HANH NỘI BỘ") is Reason.LIMITED_CIRCULATION


def test_a_long_hostile_line_takes_no_time(rules: RuleSet) -> None:
    line = "MẬ " * 50_000
    assert find_seen_mark(rules.secrecy, line) in {None, Reason.SECRET}
    assert len(mended("Số: " + "/" * 100_000, rules.document_types)) == 100_004


def test_the_sides_of_a_box_are_left_away() -> None:
    assert stamped_words("| TỐI MẬT |\tSố: 3\tl KHẨN 1") == ["TỐI MẬT", "KHẨN"]


@pytest.mark.parametrize(
    ("one", "other", "expected"), [("mat", "mat", 0), ("hatoc", "hoatoc", 1), ("abc", "xyz", 3)]
)
def test_edit_distance(one: str, other: str, expected: int) -> None:
    assert distance(one, other, 5) == expected


LETTER = "\n".join(
    (
        "UBND TỈNH QUẢNG NGÃI\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "SỞ TÀI CHÍNH\tĐộc lập - Tự do - Hạnh phúc",
        "Số: 1235/STC-QLNS\tQuảng Ngãi, ngày 20 tháng 11 năm 2026",
        "V/v rà soát quyết toán ngân sách năm 2026",
        "Kính gửi: Sở Xây dựng",
    )
)


@pytest.mark.parametrize("name", ["1235 stc.pdf", "1235_STC-QLNS.pdf", "cv 1235 stc.pdf"])
def test_a_scan_that_is_called_by_its_number_says_it_itself(rules: RuleSet, name: str) -> None:
    """domain.md §0: clerks name scans so; the page bears the name out, in full."""
    fields = read(rules, LETTER, name=name)
    assert fields.code is not None
    assert str(fields.code.value) == "1235/STC-QLNS"
    assert fields.code.source is Evidence.OCR
    assert fields.code.confidence is not Confidence.LOW
    assert is_recognised(fields)


@pytest.mark.parametrize("name", ["1236 stc.pdf", "1235 snv.pdf"])
def test_a_scan_that_is_called_by_another_number_is_not_borne_out(
    rules: RuleSet, name: str
) -> None:
    fields = read(rules, LETTER, name=name)
    assert fields.code is not None
    assert (fields.code.source, fields.code.confidence is Confidence.HIGH) == (
        Evidence.FILE_NAME,
        False,
    )
    assert fields.code.against
