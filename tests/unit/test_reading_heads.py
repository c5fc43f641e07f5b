"""Heads that stray from the forms: what stands in them is read, what does not is not made up."""

from datetime import date

import pytest

from gateway.domain.document import DocumentFields, DocumentText, Urgency
from tests.support.reading.measure import reader

MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
READER = reader()


def read(*lines: str, above: str = "UBND TỈNH NAM SƠN", own: str = "SỞ Y TẾ") -> DocumentFields:
    head = f"{above}\t{MOTTO}\n{own}\tĐộc lập - Tự do - Hạnh phúc\n"
    return READER.read_parts("", "", "", DocumentText(head + "\n".join(lines), page_count=1))


DAY = "Nam Sơn, ngày 02 tháng 3 năm 2024"


@pytest.mark.parametrize(
    ("lines", "notation"),
    [
        ((f"Số: 12/SNN&PTNT-\t{DAY}", "CCTTBVTV", "V/v một"), "SNN&PTNT-CCTTBVTV"),
        ((f"Số: 12/NQ-\t{DAY}", "HĐND"), "NQ-HĐND"),
        (("Số: 45/2025/", DAY, "NĐ-CP"), "2025/NĐ-CP"),
        ((f"Số: 12/SYT-\t{DAY}", "KHẨN", "V/v một"), "SYT"),  # a stamp is no unit
        ((f"Số: 12/SYT-NVY\t{DAY}", "CCTTBVTV"), "SYT-NVY"),  # nothing was broken
        ((f"Số: 12/QĐ- UBND\t{DAY}",), "QĐ-UBND"),
        (("Số: 12/SYT- Nam Sơn, ngày 02 tháng 3 năm 2024",), "SYT"),  # the place is no unit
    ],
)
def test_a_notation_that_a_narrow_cell_broke(lines: tuple[str, ...], notation: str) -> None:
    code = read(*lines).code
    assert code is not None
    assert (code.value.number, code.value.notation) in {("12", notation), ("45", notation)}


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("GIẤY XÁC NHẬN", None),
        ("PHIẾU TRÌNH", None),
        ("SAO Y", None),
        ("HƯỚNG DẪN LIÊN NGÀNH", "Hướng dẫn"),
        ("QUYẾT ĐỊNH", "Quyết định"),
    ],
)
def test_a_heading_outside_the_tables_is_no_cong_van(heading: str, name: str | None) -> None:
    fields = read(f"Số: 12/XYZ-SYT\t{DAY}", "", heading, "Về một việc nào đó", "", "Căn cứ Luật;")
    assert (fields.document_type.value if fields.document_type else None) == name
    if name is not None:
        assert fields.abstract is not None
        assert fields.abstract.value == "Về một việc nào đó"


def test_a_contract_has_its_number_under_the_heading() -> None:
    fields = read("HỢP ĐỒNG KINH TẾ", "Số: 05/2025/HĐKT", "Căn cứ Bộ luật Dân sự;")
    assert fields.document_type is not None
    assert fields.document_type.value == "Hợp đồng"
    assert fields.document_type.against == ()
    assert fields.abstract is None


def test_an_application_is_no_issuing_body() -> None:
    page = f"{MOTTO}\nĐộc lập - Tự do - Hạnh phúc\nĐƠN ĐỀ NGHỊ\nCấp giấy phép\nKính gửi: Sở A\n"
    assert READER.read_parts("", "", "", DocumentText(page)).issuing_body is None
    library = read(f"Số: 1/BC-TVT\t{DAY}", "BÁO CÁO", own="THƯ VIỆN TỈNH NAM SƠN").issuing_body
    assert library is not None
    assert library.value == "THƯ VIỆN TỈNH NAM SƠN"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Nam Sơn ngày 5 tháng 01 năm 2018", date(2018, 1, 5)),
        ("Thanh Lâm  ngày 05/01/2018", None),  # figures need their comma
        ("Kế hoạch ngày 5 tháng 01 năm 2018", None),
        ("theo Nghị quyết ngày 5 tháng 01 năm 2018", None),
        ("Nam Sơn ngày 5 tháng 01 năm 2018 của Sở", None),
    ],
)
def test_a_place_without_its_comma(words: str, found: date | None) -> None:
    issued = read(f"Số: 12/SYT-NVY\t{words}", "V/v một việc", "Kính gửi: Sở A").issue_date
    assert (issued.value if issued else None) == found


@pytest.mark.parametrize(
    ("above", "own", "body"),
    [
        ("UBND TỈNH NAM SƠN", "VĂN PHÒNG", "Văn phòng Ủy ban nhân dân tỉnh Nam Sơn"),
        ("SỞ XÂY DỰNG", "THANH TRA", "Thanh tra Sở Xây dựng"),
        (
            "UBND TỈNH NAM SƠN",
            "VĂN PHÒNG ỦY BAN NHÂN DÂN",
            "Văn phòng Ủy ban nhân dân tỉnh Nam Sơn",
        ),
        ("THÀNH ỦY NAM SƠN", "VĂN PHÒNG", "VĂN PHÒNG THÀNH ỦY NAM SƠN"),
        ("UBND TỈNH NAM SƠN", "SỞ NỘI VỤ", "Sở Nội vụ tỉnh Nam Sơn"),
    ],
)
def test_an_office_is_named_by_the_body_above_it(above: str, own: str, body: str) -> None:
    found = read(f"Số: 12/TB-X\t{DAY}", "THÔNG BÁO", above=above, own=own).issuing_body
    assert found is not None
    assert found.value == body


@pytest.mark.parametrize(
    ("own", "body"),
    [
        ("THƯ VIỆN TỔNG HỢP", "THƯ VIỆN TỔNG HỢP"),
        ("VÙNG ƯƠM GIỐNG CÂY", "VÙNG ƯƠM GIỐNG CÂY"),  # begins as no body of the list
        ("TRUNG TÂM PHÁT TRIỂN\tx\nQUỸ ĐẤT", "TRUNG TÂM PHÁT TRIỂN QUỸ ĐẤT"),
        ("QUỸ BẢO VỆ MÔI TRƯỜNG", "QUỸ BẢO VỆ MÔI TRƯỜNG"),
        ("BỘ TƯ PHÁP - BỘ CÔNG AN", "Bộ Tư pháp - Bộ Công an"),
    ],
)
def test_the_own_name_is_told_from_the_one_above(own: str, body: str) -> None:
    own, _, more = own.partition("\tx\n")
    found = read(
        *([more] if more else []), f"Số: 12/TB-X\t{DAY}", "THÔNG BÁO", own=own
    ).issuing_body
    assert found is not None
    assert found.value == body


@pytest.mark.parametrize(
    "written",
    [
        "PGS.TS.BSCKII. Nguyễn Văn A",
        "ThS.KTS. Nguyễn Văn A",
        "BS.CK2 Nguyễn Văn A",
        "ThS Nguyễn Văn A",
        "Đại tá Nguyễn Văn A",
        "Ts. Nguyễn Văn A",
    ],
)
def test_degrees_and_ranks_are_no_part_of_a_name(written: str) -> None:
    found = read(f"Số: 12/TB-SYT\t{DAY}", "THÔNG BÁO", "", "GIÁM ĐỐC", "", written).signatory
    assert found is not None
    assert found.value == "Nguyễn Văn A"


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("HỎA TỐC – HẸN GIỜ: 15 GIỜ 00", Urgency.HOA_TOC_HEN_GIO),
        ("HOẢ TỐC (HẸN GIỜ 15H00)", Urgency.HOA_TOC_HEN_GIO),
        ("Số: 12/SYT-NVY HỎA TỐC", Urgency.HOA_TOC),
        ("Số: 12/SYT-NVY", None),
        ("Số: 12/SYT-KHẨN", None),
    ],
)
def test_urgency_behind_the_number_and_with_an_hour(line: str, level: Urgency | None) -> None:
    fields = read(line, "V/v một việc", "Kính gửi: Sở A")
    assert (fields.urgency.value if fields.urgency else None) is level
    if fields.abstract is not None:
        assert "HỎA" not in fields.abstract.value


def test_days_from_a_complete_dossier_are_no_deadline() -> None:
    text = "trong thời hạn 10 ngày làm việc kể từ ngày nhận được hồ sơ hợp lệ."
    assert read(f"Số: 12/SYT-NVY\t{DAY}", "Kính gửi: Sở A", text).due_in is None
