"""Fields beside number, type and abstract: codes, areas, times from receipt, months, contradictions, roles."""

from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest

from gateway.adapters.rules_yaml.reading import load_reading
from gateway.config.yaml_source import ConfigurationError
from gateway.domain.addressees import AddresseeRole, role_of
from gateway.domain.deadlines import with_due_date
from gateway.domain.directory import NO_AGENCIES, Agency, Directory
from gateway.domain.document import Confidence, DocumentFields, DocumentText, Evidence, Reading
from gateway.domain.identifiers import (
    agency_code,
    agency_of_dossier,
    find_dossier_codes,
    find_procedure_codes,
)
from gateway.domain.notes import notes_of_reading
from gateway.domain.office_hours import OfficeHours
from gateway.domain.reading.areas import SubjectArea, SubjectAreas
from gateway.domain.reading.signing import find_signing
from tests.support.reading.measure import reader
from tests.support.values import ZONE

READER = reader()
DAY = ((time(7), time(17)),)
HOURS = OfficeHours(
    (*[DAY] * 5, (), ()), frozenset({date(2026, 9, 2)}), frozenset({date(2026, 9, 5)}), ZONE
)
HEAD = "UBND TỈNH A\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSỞ XÂY DỰNG\tĐộc lập - Tự do - Hạnh phúc\n"


def _read(text: str, subject: str = "", **more: object) -> DocumentFields:
    return READER.read_parts(subject, "", "", DocumentText(text=text, **more))


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("gửi trong thời hạn 05 ngày làm việc kể từ ngày nhận được văn bản này.", 5),
        ("trong 3 ngày làm việc", None),
        ("trong vòng 10 (mười) ngày làm việc, kể từ khi nhận công văn", 10),
        ("trong 5 ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ", None),
        ("trong 5 ngày làm việc kể từ ngày ký", None),
        ("trong 5 ngày làm việc; sau đó trong 7 ngày làm việc", None),
        ("trong 5 ngày qua", None),
    ],
)
def test_a_time_from_receipt(text: str, days: int | None) -> None:
    found = _read(text).due_in
    assert (found.value if found else None) == days
    assert found is None or found.confidence is not Confidence.HIGH


LETTER = f"{HEAD}Số: 20/SXD-QLN\tHà Nội, ngày 05 tháng 02 năm 2015\nV/v báo cáo\nKính gửi: Sở Tài chính\n"
REGULATION = f"{HEAD}Số: 15/QĐ-SXD\tHà Nội, ngày 05 tháng 02 năm 2015\nQUYẾT ĐỊNH\nBan hành Quy chế tiếp công dân\n"


@pytest.mark.parametrize(
    ("text", "days"),
    [
        (f"{LETTER}Đề nghị quý cơ quan góp ý trong 03 ngày làm việc.", 3),
        (f"{LETTER}Sở đã làm xong trong 03 ngày làm việc. Đề nghị lưu ý.", None),
        (f"{LETTER}Gửi trong 05 ngày làm việc kể từ ngày nhận được công văn này.", 5),
        (f"{REGULATION}Điều 4. Người tiếp công dân báo cáo lãnh đạo trong 03 ngày làm việc.", None),
        (f"{REGULATION}Điều 4. Trả lời trong 03 ngày làm việc kể từ ngày nhận được văn bản.", None),
        (f"{REGULATION}Điều 2. Báo cáo trong 03 ngày làm việc kể từ ngày nhận Quyết định này.", 3),
    ],
)
def test_a_time_is_for_the_receiver_of_this_very_document(text: str, days: int | None) -> None:
    found = _read(text).due_in
    assert (found.value if found else None) == days


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("Báo cáo trước ngày 30/3/2015.", date(2015, 3, 30)),
        ("Hoàn thành nhiệm vụ được giao trước ngày 30/3/2015.", date(2015, 3, 30)),
        ("Bãi bỏ các quy định ban hành trước ngày 01/01/2010. Báo cáo trước 30/3/2015", date(2015, 3, 30)),
        ("Bãi bỏ các quy định ban hành trước ngày 01/01/2010.", None),
        ("Bãi bỏ các quy định ban hành trước ngày 01/3/2015.", None),
        ("Hợp đồng có hiệu lực trước ngày 01/3/2015 được thực hiện.", None),
        ("Giấy phép được cấp trước ngày 01/3/2015.", None),
        ("Người sinh trước ngày 01/3/2015.", None),
        ("Xong tuyển sinh trước ngày 01/3/2015.", date(2015, 3, 1)),
        ("Dự án trình trước ngày 01/3/2015 thì được xét.", None),
        ("Việc này trước ngày 31/12/2014 không có.", None),
        ("Gửi trước ngày 05/02/2015.", None),
        ("Gửi trước 16 giờ ngày 05/02/2015.", date(2015, 2, 5)),
    ],
)  # fmt: skip
def test_a_due_date_is_an_order_for_a_day_after_the_issue(words: str, due: date | None) -> None:
    found = _read(f"{LETTER}{words}\n").due_date
    assert (found.value if found else None) == due


def test_without_an_issue_date_a_due_date_is_not_before_the_day_of_arrival() -> None:
    said = Reading(date(2026, 8, 31), Evidence.TEXT, Confidence.MEDIUM, "trước ngày 31/8/2026")
    late, term = DocumentFields(due_date=said), Reading(3, Evidence.TEXT, Confidence.LOW, "3 ngày")
    assert with_due_date(late, date(2026, 9, 1), HOURS, counts_first=False).due_date is None
    assert with_due_date(late, date(2026, 8, 31), HOURS, counts_first=False).due_date is said
    counted = with_due_date(replace(late, due_in=term), date(2026, 9, 1), HOURS, counts_first=False)
    assert counted.due_date is not None
    assert counted.due_date.value == date(2026, 9, 5)
    dated = replace(late, issue_date=replace(said, value=date(2026, 8, 1)))
    assert with_due_date(dated, date(2026, 9, 1), HOURS, counts_first=False) is dated


@pytest.mark.parametrize(
    ("arrived", "counts_first", "due"),
    [
        # Wednesday 2 September is off, Saturday 5 is worked instead.
        (date(2026, 9, 1), False, date(2026, 9, 5)),
        (date(2026, 9, 1), True, date(2026, 9, 4)),
        (date(2026, 9, 11), False, date(2026, 9, 16)),
    ],
)
def test_working_days_follow_the_calendar(arrived: date, counts_first: bool, due: date) -> None:
    term = DocumentFields(due_in=Reading(3, Evidence.TEXT, Confidence.MEDIUM, "trong 3 ngày"))
    found = with_due_date(term, arrived, HOURS, counts_first=counts_first)
    assert found.due_date is not None
    assert found.due_date.value == due
    assert any(f"{due:%d/%m/%Y}" in note for note in notes_of_reading(found))


def test_a_date_in_the_document_is_not_counted_over() -> None:
    said = Reading(date(2026, 9, 30), Evidence.TEXT, Confidence.MEDIUM, "trước ngày 30/9/2026")
    term = Reading(3, Evidence.TEXT, Confidence.MEDIUM, "trong 3 ngày làm việc")
    fields = DocumentFields(due_date=said, due_in=term)
    assert with_due_date(fields, date(2026, 9, 1), HOURS, counts_first=False) is fields


def test_codes_of_dossiers_procedures_and_agencies() -> None:
    text = "Hồ sơ 000.00.53.H48-220921-0099, H48.53-260102-0007; thủ tục 1.001612.000.00.00.H48, 2.000815; 15.10.2014"
    assert find_dossier_codes(text) == ("000.00.53.H48-220921-0099", "H48.53-260102-0007")
    assert find_procedure_codes(text) == ("1.001612.000.00.00.H48", "2.000815")
    assert {agency_of_dossier(code) for code in find_dossier_codes(text)} == {"H48.53"}
    assert (agency_code("000.00.00.H48"), agency_code("QĐ-UBND")) == ("H48", None)


def test_agencies_by_their_letters_and_codes_in_both_directions() -> None:
    sxd = Agency("Sở Xây dựng", abbreviations=("SXD",), codes=("H48.53",))
    directory = Directory((sxd, Agency("Sở Y tế", abbreviations=("SYT",))))
    assert directory.abbreviated("SXD") is sxd
    assert directory.coded("000.00.53.H48") is directory.coded("H48.53") is sxd
    assert directory.coded("H48.54") is directory.abbreviated("UBND") is None


def test_the_area_with_most_words_wins_and_a_draw_is_low() -> None:
    areas = SubjectAreas(
        (
            SubjectArea("Y tế", ("vắc xin", "bệnh viện"), ("NVY",), ("Sở Y tế",)),
            SubjectArea("Tài chính", ("kinh phí",)),
        )
    )
    both = areas.of("kinh phí mua vắc xin cho bệnh viện", None, None)
    draw = areas.of("kinh phí mua vắc xin", None, None)
    unit = areas.of("việc khác", "SYT-NVY", None)
    assert both is not None
    assert (both.name, both.confidence) == ("Y tế", Confidence.MEDIUM)
    assert draw is not None
    assert draw.confidence is Confidence.LOW
    assert unit is not None
    assert (unit.name, unit.confidence) == ("Y tế", Confidence.LOW)
    assert areas.of("việc khác", "SXD-VP", "Sở Xây dựng") is None


def test_a_day_in_ink_leaves_month_and_year() -> None:
    text = HEAD + "Số:     /KH-SXD\tTỉnh A, ngày      tháng 4 năm 2026\nKẾ HOẠCH\nKiểm tra\n"
    fields = _read(text)
    assert fields.issue_date is None
    assert fields.issue_month is not None
    assert fields.issue_month.value == "2026-04"
    assert any("tháng 4 năm 2026" in note for note in notes_of_reading(fields))
    whole = _read(text.replace("ngày      tháng", "ngày 14 tháng"))
    assert (whole.issue_month, whole.issue_date is None) == (None, False)


def test_a_contradiction_keeps_both_readings() -> None:
    text = HEAD + "Số: 15/QĐ-SXD\tTỉnh A, ngày 05 tháng 02 năm 2026\nQUYẾT ĐỊNH\nThành lập Tổ\n"
    code = _read(text, "Quyết định số 16/QĐ-SXD").code
    assert code is not None
    assert [str(other.value) for other in code.against] == ["16/QĐ-SXD"]


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("UBND tỉnh (để b/c)", AddresseeRole.REPORT),
        ("Tỉnh ủy (b/c)", AddresseeRole.REPORT),
        ("Sở Tư pháp (để biết)", AddresseeRole.INFORM),
        ("Sở Xây dựng (phối hợp)", AddresseeRole.COORDINATE),
        ("Các phòng thuộc Sở", None),
    ],
)
def test_what_an_addressee_is_to_do(line: str, role: AddresseeRole | None) -> None:
    assert role_of(line) is role


def test_the_register_keeps_the_names_of_roles_in_english() -> None:
    assert {role.value for role in AddresseeRole} == {"inform", "report", "coordinate", "follow"}


def test_a_list_behind_the_document_signs_nothing() -> None:
    text = "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n\nNguyễn Văn A\n(Kèm theo Quyết định số 1/QĐ-UBND)\n1\tTỔ TRƯỞNG\tLê Văn B\nTỔ PHÓ\nLê Văn C\n"
    found = find_signing(text)
    assert found is not None
    assert (found.name, found.authority) == ("Nguyễn Văn A", ("TM. ỦY BAN NHÂN DÂN",))


@pytest.mark.parametrize("line", ["NGUYỄN VĂN A", "Nguyễn Văn A"])
def test_a_name_in_capitals_is_less_sure(line: str) -> None:
    found = find_signing(f"GIÁM ĐỐC\n\n{line}\n")
    assert found is not None
    assert (found.name, found.sure) == ("Nguyễn Văn A", not line.isupper())
    assert find_signing("GIÁM ĐỐC\nVĂN PHÒNG SỞ\n") is None


def test_the_rules_of_reading_are_checked(tmp_path: Path) -> None:
    path = tmp_path / "reading.yaml"
    assert load_reading(path, NO_AGENCIES).areas.areas == ()
    path.write_text("subject_areas:\n  - {name: Y tế, word: [thuốc]}\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"reading\.yaml:2"):
        load_reading(path, NO_AGENCIES)


def test_an_area_that_stands_twice_is_named_with_its_place(tmp_path: Path) -> None:
    """Else the words of one of them would count for nothing, or not where somebody looks for them."""
    path = tmp_path / "reading.yaml"
    areas = "subject_areas:\n  - name: Y tế\n    words: [thuốc]\n"
    path.write_text(f"{areas}  - name: Y tế\n    words: [bệnh viện]\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"reading\.yaml:4:5: .*'Y tế' stands twice"):
        load_reading(path, NO_AGENCIES)


def test_the_list_of_recipients_stands_beside_the_block() -> None:
    """Its lines have base lines of their own and may fall between those of the block."""
    rows = (
        "Nơi nhận:\tTM. ỦY BAN NHÂN DÂN",
        "- Như trên;\tKT. CHỦ TỊCH",
        "- Cục Kiểm tra văn bản (Bộ Tư pháp);",
        "- Lưu: VT.\tPHÓ CHỦ TỊCH",
        "",
        "\tNguyễn Văn A",
    )
    found = find_signing("\n".join(rows))
    assert found is not None
    assert found.authority == ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH")
    assert found.position == "PHÓ CHỦ TỊCH"
