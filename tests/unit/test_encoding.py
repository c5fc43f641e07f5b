"""Text of an older Vietnamese table must not pass as read."""

import pytest

from gateway.domain.document import TextEncoding
from gateway.domain.encodings import encoding_of, is_older_table

UNICODE = "Quyết định ban hành Quy định về trao đổi, quản lý văn bản điện tử trên môi trường mạng"
TCVN3 = (
    "C¨n cø LuËt Tæ chøc Héi ®ång nh©n d©n vµ Uû ban nh©n d©n ngµy 26 th¸ng 11 n¨m 2003; QuyÕt ®Þnh"
)
VNI = "Caên cöù Luaät Toå chöùc Hoäi ñoàng nhaân daân vaø UÛy ban nhaân daân ngaøy 26 thaùng 11 naêm 2003"
DOUBLE = "Quyáº¿t Ä‘á»‹nh ban hÃ nh Quy Ä‘á»‹nh vá» trao Ä‘á»•i, quáº£n lÃ½ vÄƒn báº£n Ä‘iá»‡n tá»­"


@pytest.mark.parametrize(
    "text",
    [
        UNICODE,
        "",
        "SO XAY DUNG - Lich cong tac tuan 47",
        f"{UNICODE}. Nhiệt độ 30 °C, ½ ngày ®",
        "12345 " * 50,
    ],
)
def test_unicode_and_plain_text_is_read(text: str) -> None:
    assert encoding_of(text) is TextEncoding.UNICODE


TABLE = "BẢNG KHỐI LƯỢNG\n" + "Đào móng\tm³\t12 ± 0,5\nLát nền\tm²\t3×4\n35°C\t½\t§ 3\t©\n" * 30


@pytest.mark.parametrize(
    "text", [TABLE, "BANG KHOI LUONG\n" + "Dao mong\tm³\nLat nen\tkm²\n35 °C\n" * 30]
)
def test_units_in_tables_are_no_letters_of_an_older_table(text: str) -> None:
    assert encoding_of(text) is TextEncoding.UNICODE


@pytest.mark.parametrize("text", [f"{UNICODE}\n{TCVN3}", f"{TABLE[:400]}\n{TCVN3}"])
def test_an_older_table_beside_unicode_and_units_is_not_read(text: str) -> None:
    assert encoding_of(text) is TextEncoding.UNKNOWN


@pytest.mark.parametrize("text", [TCVN3, VNI, DOUBLE])
def test_older_tables_are_not(text: str) -> None:
    assert encoding_of(text) is TextEncoding.UNKNOWN


@pytest.mark.parametrize("text", ["[MËT] giay moi", "MAÄT", "M\x87T", "M‡T", TCVN3[:40], VNI[:20]])
def test_a_short_latin_text_of_an_older_table_is_told(text: str) -> None:
    assert is_older_table(text)


@pytest.mark.parametrize(
    "text", ["", "Kinh gui", "café à la carte", "Windows® 10 °C – “ABC”, it’s …", "© 2026"]
)
def test_western_text_is_no_older_table(text: str) -> None:
    assert not is_older_table(text)


LONG = (
    "Căn cứ Luật Tổ chức Hội đồng nhân dân và Ủy ban nhân dân ngày 26 tháng 11 năm 2003; theo đề nghị của Giám đốc "
    "Sở Thông tin và Truyền thông tại Tờ trình số 12/TTr-STTTT; UBND tỉnh, HĐND, TTHC, CNTT, các kg, km, v/v, gửi kèm. "
)
ENGLISH = "The Department of Construction kindly invites your representatives to the meeting on urban planning rhythms. "


def test_letters_lost_by_a_font_are_a_doubt() -> None:
    lost = "".join(letter for letter in LONG if letter.isascii())
    assert encoding_of(lost) is TextEncoding.UNKNOWN
    assert encoding_of(lost.upper()) is TextEncoding.UNKNOWN
    assert encoding_of("Y BAN NHN DN TNH CNG HA X HI CH NGHA VIT NAM " * 4) is TextEncoding.UNKNOWN
    glyphs = "".join(letter if letter.isascii() else "\ue012" for letter in LONG)
    assert encoding_of(glyphs) is TextEncoding.UNKNOWN
    assert encoding_of(glyphs.replace("\ue012", "\ufffd")) is TextEncoding.UNKNOWN


@pytest.mark.parametrize(
    "text",
    [LONG, LONG.upper(), ENGLISH * 3, ENGLISH.upper() * 3, "\uf0b7 Họp giao ban\n\uf02d Sở\n" * 30],
)
def test_whole_text_keeps_its_letters(text: str) -> None:
    assert encoding_of(text) is TextEncoding.UNICODE


def test_vietnamese_typed_without_marks_is_read() -> None:
    plain = "Can cu Luat To chuc Hoi dong nhan dan va Uy ban nhan dan ngay 26 thang 11; theo de nghi cua Giam doc So Noi vu "
    assert encoding_of(plain * 3) is TextEncoding.UNICODE
