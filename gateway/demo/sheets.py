"""The words of the sample documents. Persons and matters are made up; nothing here was ever issued."""

from pathlib import Path

from gateway.demo.typesetting import Block, Look, Sheet

_DECISION = Path(__file__).parent / "quyet-dinh-57-2014.txt"
_PROVINCE = "ỦY BAN NHÂN DÂN\nTỈNH QUẢNG NGÃI"
_ABOVE = "UBND TỈNH QUẢNG NGÃI"
_PLACE = "Quảng Ngãi"


def _body(*lines: str) -> tuple[Block, ...]:
    return tuple(Block(line) for line in lines)


def _to(addressee: str) -> Block:
    return Block(f"Kính gửi: {addressee}", Look.ADDRESSEE)


def decision() -> Sheet:
    """Decision 57/2014/QĐ-UBND with its regulation, in the layout of its year."""
    text = _DECISION.read_text("utf-8").strip()
    title, preamble, signed, regulation = (part.split("\n") for part in text.split("\n\n"))
    content = [Block(preamble[0], Look.CENTRED), *map(_decision_block, preamble[1:])]
    return Sheet(
        parent="",
        body=_PROVINCE,
        number="57",
        notation="2014/QĐ-UBND",
        place=_PLACE,
        day="10",
        month_year="tháng 11 năm 2014",
        type_name=title[0],
        abstract=title[1],
        content=tuple(content),
        recipients=("Như Điều 3;", "Lưu: VT."),
        authority=tuple(signed[:-1]),
        signatory=signed[-1],
        number_at_foot=True,
        appendix=_regulation(regulation),
    )


def _regulation(lines: list[str]) -> tuple[Block, ...]:
    title = [Block(line, Look.CENTRED) for line in lines[:2]]
    chapters = [index for index, line in enumerate(lines) if line.startswith("Chương ")]
    blocks = [
        Block(line, Look.CENTRED)
        if index in chapters or index - 1 in chapters
        else _decision_block(line)
        for index, line in enumerate(lines[3:], start=3)
    ]
    return (Block("", Look.NEW_PAGE), *title, Block(lines[2], Look.ITALIC), *blocks)


def _decision_block(line: str) -> Block:
    if line.startswith(("Căn cứ ", "Theo đề nghị ")):
        return Block(line, Look.BASIS)
    if line.isupper():
        return Block(line, Look.CENTRED)
    if line.startswith("Điều "):  # a heading of the regulation ends without a full stop
        return Block(line, Look.ARTICLE if line.endswith(".") else Look.HEADING)
    return Block(line)


def invitation() -> Sheet:
    """Giấy mời 34/GM-UBND."""
    return Sheet(
        parent="",
        body=_PROVINCE,
        number="34",
        notation="GM-UBND",
        place=_PLACE,
        day="17",
        month_year="tháng 11 năm 2026",
        type_name="GIẤY MỜI",
        abstract="Họp về tiến độ giải ngân vốn đầu tư công năm 2026",
        content=(
            *_body(
                "Ủy ban nhân dân tỉnh Quảng Ngãi trân trọng kính mời lãnh đạo các sở: Tài chính, "
                "Xây dựng, Nội vụ dự họp về tiến độ giải ngân vốn đầu tư công năm 2026.",
                "1. Chủ trì: Lãnh đạo Ủy ban nhân dân tỉnh.",
                "2. Thời gian: 08 giờ 00, ngày 24 tháng 11 năm 2026 (thứ Ba).",
                "3. Địa điểm: Phòng họp số 2, trụ sở Ủy ban nhân dân tỉnh.",
                "4. Chuẩn bị: Sở Tài chính báo cáo tổng hợp; các sở khác chuẩn bị ý kiến về các dự án "
                "do đơn vị mình làm chủ đầu tư.",
                "Đề nghị các đại biểu đến dự họp đúng thành phần và thời gian nêu trên./.",
            ),
        ),
        recipients=("Như trên;", "CT, các PCT UBND tỉnh (để b/c);", "Lưu: VT, TH."),
        authority=("TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG"),
        signatory="Hoàng Văn E",
    )


SUBMISSION = Sheet(
    parent=_ABOVE,
    body="SỞ TÀI CHÍNH",
    number="215",
    notation="TTr-STC",
    place=_PLACE,
    day="17",
    month_year="tháng 11 năm 2026",
    type_name="TỜ TRÌNH",
    abstract="Về việc đề nghị Ủy ban nhân dân tỉnh trình Thủ tướng Chính phủ xem xét hỗ trợ kinh phí "
    "sửa chữa các công trình giao thông sau mưa lũ",
    content=(
        _to("Ủy ban nhân dân tỉnh Quảng Ngãi"),
        Block("Căn cứ Luật Ngân sách nhà nước ngày 25 tháng 6 năm 2015;", Look.BASIS),
        *_body(
            "Sau khi tổng hợp đề nghị của các địa phương và thống nhất với Sở Xây dựng, Sở Tài chính "
            "kính trình Ủy ban nhân dân tỉnh xem xét, trình Thủ tướng Chính phủ hỗ trợ kinh phí từ "
            "nguồn dự phòng ngân sách trung ương năm 2026 để sửa chữa các công trình giao thông bị "
            "hư hỏng do mưa lũ, với các nội dung chính như sau:",
            "1. Số công trình đề nghị hỗ trợ: 12 công trình (số liệu giả định của bản demo).",
            "2. Tổng kinh phí đề nghị hỗ trợ: 48 tỷ đồng (số liệu giả định của bản demo).",
            "3. Hồ sơ điện tử kèm theo được gửi về Văn phòng Ủy ban nhân dân tỉnh theo khoản 3 Điều 8 "
            "Quy định ban hành kèm theo Quyết định số 57/2014/QĐ-UBND.",
            "Kính trình Ủy ban nhân dân tỉnh xem xét, quyết định./.",
        ),
    ),
    recipients=("Như trên;", "Sở Xây dựng (phối hợp);", "Giám đốc, các PGĐ Sở;", "Lưu: VT, QLNS."),
    authority=("GIÁM ĐỐC",),
    signatory="Trần Thị B",
)

OFFICIAL_LETTER = Sheet(
    parent=_ABOVE,
    body="SỞ NỘI VỤ",
    number="1482",
    notation="SNV-CCHC",
    place=_PLACE,
    day="20",
    month_year="tháng 11 năm 2026",
    type_name="",
    abstract="cung cấp số liệu phục vụ tổng kết công tác cải cách hành chính năm 2026",
    content=(
        _to("Sở Xây dựng"),
        *_body(
            "Để phục vụ việc tổng kết công tác cải cách hành chính năm 2026 của tỉnh, Sở Nội vụ đề "
            "nghị Sở Xây dựng cung cấp các số liệu sau:",
            "1. Số thủ tục hành chính đã tiếp nhận và giải quyết, trong đó số giải quyết trực tuyến.",
            "2. Số văn bản điện tử đã gửi, đã nhận; tỷ lệ văn bản được ký số.",
            "3. Khó khăn, vướng mắc và kiến nghị (nếu có).",
            "Số liệu xin gửi về Sở Nội vụ trước ngày 30 tháng 11 năm 2026 để tổng hợp.",
            "Rất mong nhận được sự phối hợp của Quý Sở./.",
        ),
    ),
    recipients=("Như trên;", "Giám đốc Sở (để b/c);", "Lưu: VT, CCHC."),
    authority=("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"),
    signatory="Lê Văn C",
)

SECRET_LETTER = Sheet(
    parent=_ABOVE,
    body="SỞ CÔNG THƯƠNG",
    number="88",
    notation="SCT-VP",
    place=_PLACE,
    day="18",
    month_year="tháng 11 năm 2026",
    type_name="",
    abstract="thử việc nhận biết dấu chỉ mức độ mật",
    mark="MẬT",
    content=(
        _to("Sở Xây dựng"),
        *_body(
            "Đây là văn bản thử của bản demo. Văn bản không có nội dung mật; dấu chỉ mức độ mật được "
            "in ở trên chỉ để cho thấy cách cổng thư xử lý một văn bản bị gửi nhầm qua môi trường "
            "mạng: dừng lại, niêm phong, báo cho người có trách nhiệm và không trả lời tự động./.",
        ),
    ),
    recipients=("Như trên;", "Lưu: VT."),
    authority=("GIÁM ĐỐC",),
    signatory="Vũ Thị G",
)

PLAN = Sheet(
    parent=_ABOVE,
    body="SỞ KHOA HỌC\nVÀ CÔNG NGHỆ",
    number="126",
    notation="KH-SKHCN",
    place=_PLACE,
    day="18",
    month_year="tháng 11 năm 2026",
    type_name="KẾ HOẠCH",
    abstract="Ứng dụng công nghệ thông tin của Sở Khoa học và Công nghệ năm 2027",
    content=(
        *_body("Sở Khoa học và Công nghệ ban hành Kế hoạch ứng dụng công nghệ thông tin năm 2027:"),
        Block("I. MỤC ĐÍCH, YÊU CẦU", Look.HEADING),
        *_body(
            "1. Nâng cao tỷ lệ văn bản điện tử được ký số và trao đổi hoàn toàn qua môi trường mạng.",
            "2. Các nhiệm vụ có người chịu trách nhiệm, thời hạn và sản phẩm cụ thể.",
        ),
        Block("II. NHIỆM VỤ VÀ KINH PHÍ", Look.HEADING),
        *_body(
            "Danh mục nhiệm vụ tại Phụ lục I, dự kiến kinh phí tại Phụ lục II, biểu mẫu báo cáo tại "
            "Phụ lục III kèm theo Kế hoạch này.",
        ),
        Block("III. TỔ CHỨC THỰC HIỆN", Look.HEADING),
        *_body(
            "Các phòng, đơn vị thuộc Sở báo cáo kết quả trước ngày 20 của tháng cuối quý./.",
        ),
    ),
    recipients=("Các sở, ban, ngành tỉnh (để biết);", "Các phòng, đơn vị thuộc Sở;", "Lưu: VT."),
    authority=("GIÁM ĐỐC",),
    signatory="Phạm Thị D",
)

PLAN_FORM: tuple[Block, ...] = (
    Block("Phụ lục III", Look.CENTRED),
    Block("BIỂU MẪU BÁO CÁO KẾT QUẢ THỰC HIỆN", Look.CENTRED),
    Block("(Kèm theo Kế hoạch số 126/KH-SKHCN ngày 18 tháng 11 năm 2026)", Look.ITALIC),
    Block(
        "",
        rows=(
            ("STT", "Nhiệm vụ", "Đơn vị chủ trì", "Kết quả", "Ghi chú"),
            ("1", "Ký số văn bản đi", "Văn phòng Sở", "", ""),
            ("2", "Trao đổi văn bản hoàn toàn qua mạng", "Văn phòng Sở", "", ""),
            ("3", "Lập hồ sơ công việc điện tử", "Các phòng", "", ""),
        ),
    ),
)
