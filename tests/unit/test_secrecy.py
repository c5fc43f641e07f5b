"""Art. 1.2: no mark is missed, and a word is no mark."""

import unicodedata
from pathlib import Path

import pytest

from gateway.adapters.rules_yaml.secrecy import load_secrecy
from gateway.config.yaml_source import ConfigurationError
from gateway.domain.admission import Reason
from gateway.domain.document import DocumentCode
from gateway.domain.secrecy import find_mark, mark_of_code
from gateway.resources import shared

MARKS = load_secrecy(shared("rules") / "secrecy.yaml")
HEAD = (
    "UBND TỈNH A\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSỞ B\tĐộc lập - Tự do - Hạnh phúc\n{mark}\n"
    "Số: 12/QĐ-SB{suffix}\tA, ngày 05 tháng 3 năm 2026\n\nQUYẾT ĐỊNH\nVề việc {about}\n"
)


def _head(mark: str = "", suffix: str = "", about: str = "kiểm tra") -> str:
    return HEAD.format(mark=mark, suffix=suffix, about=about)


@pytest.mark.parametrize(
    "text",
    [
        _head("MẬT"),
        _head("TỐI MẬT"),
        _head("TUYỆT MẬT"),
        _head("M Ậ T"),
        _head("T U Y Ệ T   M Ậ T"),
        _head("T U Y Ệ T M Ậ T"),
        _head("[ MẬT ]"),
        _head("«MẬT»"),
        _head("HỎA TỐC MẬT"),
        _head("MẬT - KHẨN"),
        _head("DỰ THẢO TỐI MẬT"),
        _head("TÀI LIỆU MẬT"),
        _head("VĂN BẢN TUYỆT MẬT"),
        _head("Độ mật\tTối mật"),
        "STT\nĐộ mật\nTuyệt mật\nHọ tên",
        _head("* MẬT *"),
        _head("Độ mật: Tối mật"),
        _head("MẬT - Bản số 02"),
        _head("CHỈ NGƯỜI CÓ TÊN MỚI ĐƯỢC BÓC BÌ"),
        _head("LƯU HÀNH NỘI BỘ - MẬT"),
        _head("HỎA TỐC, TỐI MẬT"),
        _head("M.Ậ.T"),
        _head("M_Ậ_T"),
        _head("M\tẬ\tT"),
        _head("M\nẬ\nT"),
        _head("M\n\nẬ\n\nT"),
        _head("M Ậ T\tSố: 5"),
        _head("M ẬT"),
        _head("Tối mật"),
        _head("Mật"),
        _head("\u041cẬ\u0422"),
        _head("ＭẬＴ"),
        _head("M\u2003Ậ\u2003T"),
        _head("MẬ\u034fT"),
        _head("\u00d0Ộ MẬT: Mật"),
        _head(suffix="-\u041c"),
        _head("\tMẬT"),
        _head(suffix="-M"),
        _head(suffix="(M)"),
        unicodedata.normalize("NFD", _head("TUYỆT MẬT")),
        "MẬT Số: 12/UBND-NC\nV/v giao việc",
        "Trang đầu không có dấu\fTỐI MẬT\nTrang hai",
    ],
)
def test_a_stamp_or_a_secret_notation_in_the_text_is_found(text: str) -> None:
    assert find_mark(MARKS, text=text) is Reason.SECRET


@pytest.mark.parametrize(
    "subject",
    ["[MẬT] Báo cáo", "[MAT] bao cao", "(Tối mật) báo cáo", "MẬT: báo cáo tuần", "Fwd: TỐI MẬT - báo cáo",
     "12/QĐ-UBND-M về việc giao đất", "Quyết định số 12/QĐ-UBND(M)", "Gửi tài liệu mật số 77/GM-SNV",
     "Văn bản mật của Sở Nội vụ", "Giấy mời 77/GM-SNV - MẬT", "Giấy mời 77/GM-SNV MẬT", "GIẤY MỜI MẬT",
     "Giấy mời 77/GM-SNV, độ mật: Mật", "Gửi công văn MẬT của Sở", "Gui tai lieu mat so 77/GM-SNV",
     "Mật: báo cáo tuần", "Gửi báo cáo tuyệt mật", "Gửi công văn tối mật số 5", "[MẬT - HỎA TỐC] báo cáo",
     "Giay moi 77/GM-SNV - MAT", "Ban Quản lý dự án gửi tài liệu mật"],
)  # fmt: skip
def test_a_mark_in_the_subject_is_found(subject: str) -> None:
    assert find_mark(MARKS, subject=subject) is Reason.SECRET


@pytest.mark.parametrize(
    "found",
    [
        {"body": "Kính gửi quý cơ quan,\nXin gửi kèm tài liệu mật, đề nghị bảo quản."},
        {"body": "Đây là TÀI LIỆU MẬT."},
        {"body": "Xin gửi báo cáo tối mật."},
        {"body": "Đây là thông tin mật, không phổ biến."},
        {"body": "Văn bản thuộc phạm vi bí mật nhà nước độ Mật."},
        {"file_names": "MẬT_12.pdf"},
        {"file_names": "mật 7 bc snv.pdf"},
        {"file_names": "a.pdf\n12_QĐ-UBND-M.signed.pdf"},
        {"title": "TỐI MẬT"},
        {"title": "MẬT 77 GM SNV"},
        {"file_names": "tài liệu mật 77_GM-SNV.pdf"},
        {"file_names": "77_GM-SNV MẬT.pdf"},
        {"file_names": "77 GM SNV MẬT.pdf"},
        {"file_names": "77-GM-SNV-M.pdf"},
        {"file_names": "02 gm syt m.pdf"},
        {"file_names": "MAT_77_GM-SNV.pdf"},
        {"file_names": "TOI_MAT_77_GM-SNV.pdf"},
        {"file_names": "77_GM-SNV_MAT.signed.pdf"},
        {"body": "x\n" * 90_000 + "MẬT\n"},
        {"body": "Giấy mời MẬT số 77 của Sở"},
        {"body": unicodedata.normalize("NFD", "Gửi giấy mời 77, ĐỘ  MẬT : tối mật.")},
        {"text": "Dòng đầu\n" * 300 + "PHỤ LỤC\nTỐI MẬT\n"},
        {"text": "Trang đầu\f" + "một dòng\n" * 30 + "MẬT\nPHỤ LỤC"},
    ],
)
def test_a_mark_in_body_name_or_title_is_found(found: dict[str, str]) -> None:
    assert find_mark(MARKS, **found) is Reason.SECRET


@pytest.mark.parametrize(
    "found",
    [
        {"text": _head("LƯU HÀNH NỘI BỘ")},
        {"text": _head("TRẢ LẠI SAU KHI HỌP (HỘI NGHỊ)")},
        {"text": _head("XEM XONG TRẢ LẠI")},
        {"subject": "[luu hanh noi bo] tài liệu"},
        {"body": "Tài liệu lưu hành nội bộ."},
    ],
)
def test_a_limit_on_circulation_is_found(found: dict[str, str]) -> None:
    assert find_mark(MARKS, **found) is Reason.LIMITED_CIRCULATION


def test_a_secret_mark_outweighs_a_limit() -> None:
    assert find_mark(MARKS, subject="[LƯU HÀNH NỘI BỘ] x", text=_head("MẬT")) is Reason.SECRET


@pytest.mark.parametrize(
    "innocent",
    [
        {"subject": "V/v tăng cường bảo vệ bí mật nhà nước"},
        {"text": _head(about="bảo vệ bí mật nhà nước")},
        {"text": "PHÁT TRIỂN NGHỀ NUÔI ONG LẤY\nMẬT ONG RỪNG"},
        {"text": "MẬT MÃ DÂN SỰ"},
        {"text": "B\nÍ\nM\nẬ\nT"},
        {"text": "B Í   M Ậ T M Ã"},
        {"text": _head("Các độ mật gồm:\nTuyệt mật\nTối mật\nMật")},
        {"text": "Loại\nMật\nSáp"},
        {"text": _head() + "\nMật"},
        {"file_names": "CV_MAT_BANG_12.pdf"},
        {"file_names": "12 bc mat duong.pdf"},
        {"text": "MẬT ĐỘ DÂN SỐ"},
        {"text": "CHỮ KÝ BÍ MẬT"},
        {"text": "CÔNG TÁC BẢO VỆ BÍ\nMẬT"},
        {"text": "BẢO MẬT"},
        {"text": "HỎA TỐC"},
        {"text": "DỰ THẢO\nKHẨN"},
        {"text": "QUY CHẾ QUẢN LÝ VÀ SỬ DỤNG\nTÀI LIỆU MẬT"},
        {"text": "MẪU SỔ ĐĂNG KÝ\nVĂN BẢN MẬT"},
        {"text": "việc xác định độ mật\nlà trách nhiệm của người soạn thảo"},
        {"body": "Danh mục bí mật nhà nước độ Tối mật, độ Mật của ngành"},
        {"subject": "Bảo vệ thông tin mật; Thông tin mật mã"},
        {"text": "Mật khẩu: thay đổi hằng quý"},
        {"text": "Số: 12/UBND-TM\nSố: 155/TM-SB"},
        {"subject": "Mật mã dân sự"},
        {"subject": "Báo cáo mật độ dân số"},
        {"subject": "BẢO MẬT: hướng dẫn"},
        {"subject": "[MAT BANG] giải phóng mặt bằng"},
        {"subject": "Thực hiện Công văn số 12/UBND-M"},
        {"subject": "12/QĐ-UBND-MT về môi trường"},
        {"body": "Cần tăng cường công tác bảo vệ tài liệu mật."},
        {"body": "Thông tin này không phải tài liệu mật."},
        {"body": "Trân trọng và thân mật, văn bản mật mã dân sự"},
        {"file_names": "Mật ong.pdf\nbao_mat.pdf\nmat_bang.pdf"},
        {"file_names": "GIAY MOI GAP MAT 12.pdf\n12 GIAY MOI GAP MAT.pdf\n12 KE HOACH BAO MAT.pdf"},
        {
            "file_names": "12 KẾ HOẠCH BẢO VỆ BÍ MẬT.pdf\n12-gm-snv.pdf\nMAT BANG 12.pdf\n12 TB tien do mat bang.pdf"
        },
        {"file_names": "02 gm syt.pdf\n5065_QD-SYT.pdf\n12_TM-SNV.pdf\n77-GM-SNV-MT.pdf"},
        {"subject": "Tập huấn công tác bảo vệ tài liệu mật"},
        {"subject": "BÁO CÁO CÔNG TÁC BẢO VỆ BÍ MẬT"},
        {"subject": "THU MUA MẬT ONG RỪNG"},
        {"subject": "Quy chế quản lý văn bản mật"},
        {"subject": "Báo cáo mật độ dân số; Kế hoạch mật mã"},
        {"subject": "Van ban mat bang sach"},
        {"body": "Hướng dẫn xác định độ mật: mật, tối mật, tuyệt mật."},
    ],
)
def test_a_word_is_no_mark(innocent: dict[str, str]) -> None:
    assert find_mark(MARKS, **innocent) is None


def test_a_notation_that_ends_in_m_is_secret() -> None:
    assert mark_of_code(MARKS, DocumentCode("12", "QĐ-UBND-M")) is Reason.SECRET
    assert mark_of_code(MARKS, DocumentCode("12", "TM-SYT")) is None
    assert mark_of_code(MARKS, None) is None


def test_a_typing_error_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "secrecy.yaml"
    path.write_text("secret: [MẬT]\nlimitd: [NỘI BỘ]\n", "utf-8")
    with pytest.raises(
        ConfigurationError, match=r"secrecy.yaml:2:1: limitd: this key does not exist"
    ):
        load_secrecy(path)


def test_the_marks_of_the_law_cannot_be_edited_away(tmp_path: Path) -> None:
    """A slip in the file would let secrets in unnoticed."""
    path = tmp_path / "secrecy.yaml"
    path.write_text("secret: [MAT, TỐI MẬT]\n", "utf-8")
    with pytest.raises(
        ConfigurationError, match=r"secrecy.yaml:1:1: secret: .*must stay: MẬT, TUYỆT MẬT"
    ):
        load_secrecy(path)
