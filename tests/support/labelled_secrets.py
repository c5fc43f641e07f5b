"""A labelled set of mails: marks of secrecy in the shapes in which agencies write them, and words that only look so.

Everything is made up here. `labelled.everything` adds disguises, corners of mails and scans.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from io import BytesIO

from tests.support.document_files import W, archive, canvas, paragraph

OFFICE = "application/vnd.openxmlformats-officedocument."
SHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
File = tuple[str, bytes]
Pages = Sequence[Sequence[str]]
SECRET, LIMITED, INNOCENT = "secret", "limited-circulation", "innocent"
HELD = "held"  # nobody can read it: a clerk sees it before anybody enters it


def lines(  # the parts of a document in which a mark may stand
    number: int,
    *,
    mark: str = "",
    code: str = "BC-SNV",
    title: str = "BÁO CÁO",
    about: str = "Kết quả công tác quý III năm 2026",
    text: str = "Sở Nội vụ báo cáo kết quả thực hiện nhiệm vụ như sau:",
) -> list[str]:
    """A document of a department as its lines, after NĐ 30."""
    found = [
        "UBND TỈNH QUẢNG NGÃI",
        "SỞ NỘI VỤ",
        f"Số: {number}/{code}",
        mark,
        "Quảng Ngãi, ngày 18 tháng 11 năm 2026",
        title,
        about,
        "Kính gửi: Sở Xây dựng",
        text,
        "Nơi nhận:",
        "- Như trên;",
        "- Lưu: VT.",
        "GIÁM ĐỐC",
        "Nguyễn Văn A",
    ]
    return [line for line in found if line]


def pdf(*pages: Sequence[str], title: str = "", right: str = "") -> bytes:
    """Pages of lines; `right` is a stamp beside the head of the first one."""
    out = BytesIO()
    drawn = canvas(out)
    for number, page in enumerate(pages):
        drawn.setFont("Liberation", 13)
        for row, line in enumerate(page):
            drawn.drawString(72, 780 - 22 * row, line)
        if right and number == 0:
            drawn.drawString(420, 740, right)
        drawn.showPage()
    drawn.setTitle(title or "van ban")
    drawn.save()
    return out.getvalue()


def _typed(kind: str, part: str) -> str:
    return f'<?xml version="1.0"?><Types><Override PartName="/{part}" ContentType="{OFFICE}{kind}"/></Types>'


def docx(content: Sequence[str], *, header: str = "") -> bytes:
    body = "".join(map(paragraph, content))
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _typed("wordprocessingml.document.main+xml", "word/document.xml"),
        "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
    }
    if header:
        parts["word/header1.xml"] = f"<w:hdr {W}>{paragraph(header)}</w:hdr>"
    return archive(parts)


def xlsx(content: Sequence[str]) -> bytes:
    cells = "".join(f"<si><t>{line}</t></si>" for line in content)
    return archive(
        {
            "[Content_Types].xml": _typed("spreadsheetml.sheet.main+xml", "xl/workbook.xml"),
            "xl/sharedStrings.xml": f"<sst {SHEET}>{cells}</sst>",
            "xl/worksheets/sheet1.xml": f"<worksheet {SHEET}><sheetData/></worksheet>",
        }
    )


def rtf(content: Sequence[str]) -> bytes:
    body = "\\par ".join(
        "".join(sign if sign.isascii() else f"\\u{ord(sign)}?" for sign in line) for line in content
    )
    return f"{{\\rtf1\\ansi\\ansicpg1252 {body}}}".encode("ascii")


def txt(content: Sequence[str]) -> bytes:
    return "\n".join(content).encode()


@dataclass(frozen=True)
class Labelled:
    """One mail and what it is. `accepted`: it must also get into the register."""

    name: str
    label: str
    subject: str = "Gửi văn bản"
    body: str = "Kính gửi văn bản kèm theo."
    files: tuple[File, ...] = field(default=())
    raw: bytes = b""  # the whole mail, where it is none of the usual shape

    def mail(self) -> bytes:
        if self.raw:
            return self.raw
        message = EmailMessage(policy=SMTP)
        message["From"] = "Sở Nội vụ <snv@quangngai.gov.vn>"
        message["To"] = "sxd@quangngai.gov.vn"
        message["Subject"] = self.subject
        message["Message-ID"] = f"<{self.name}@quangngai.gov.vn>"
        message.set_content(self.body + "\n")
        for name, data in self.files:
            message.add_attachment(
                data, maintype="application", subtype="octet-stream", filename=name
            )
        return message.as_bytes()


def _secret(name: str, **parts: object) -> Labelled:
    return Labelled(name, SECRET, **parts)  # type: ignore[arg-type]  # keywords of the dataclass


def _limited(name: str, **parts: object) -> Labelled:
    return Labelled(name, LIMITED, **parts)  # type: ignore[arg-type]  # keywords of the dataclass


def _held(name: str, **parts: object) -> Labelled:
    return Labelled(name, HELD, **parts)  # type: ignore[arg-type]  # keywords of the dataclass


def _innocent(name: str, **parts: object) -> Labelled:
    return Labelled(name, INNOCENT, **parts)  # type: ignore[arg-type]  # keywords of the dataclass


def _one(file_name: str, make: Callable[[list[str]], bytes], **parts: str) -> tuple[File, ...]:
    return ((file_name, make(lines(7, **parts))),)


_PLAIN = pdf(lines(7))
_FILE: tuple[File, ...] = (("7_BC-SNV.pdf", _PLAIN),)

# fmt: off
SECRETS: tuple[Labelled, ...] = (
    # Stamps in the text of each format.
    _secret("stamp-pdf", files=_one("7.pdf", pdf, mark="MẬT")),
    _secret("stamp-right", files=(("7.pdf", pdf(lines(7), right="TỐI MẬT")),)),
    _secret("stamp-spaced", files=_one("7.pdf", pdf, mark="T U Y Ệ T   M Ậ T")),
    _secret("stamp-docx", files=_one("7.docx", docx, mark="TỐI MẬT")),
    _secret("header-docx", files=(("7.docx", docx(lines(7), header="MẬT")),)),
    _secret("stamp-xlsx", files=_one("7.xlsx", xlsx, mark="MẬT")),
    _secret("stamp-rtf", files=_one("7.rtf", rtf, mark="TUYỆT MẬT")),
    _secret("stamp-txt", files=_one("7.txt", txt, mark="MẬT")),
    _secret("label-txt", files=_one("7.txt", txt, mark="Độ mật: Tối mật")),
    _secret("envelope", files=_one("7.pdf", pdf, mark="CHỈ NGƯỜI CÓ TÊN MỚI ĐƯỢC BÓC BÌ")),
    _secret("two-stamps", files=_one("7.pdf", pdf, mark="HỎA TỐC MẬT")),
    _secret("words-as-stamp", files=_one("7.docx", docx, mark="TÀI LIỆU TUYỆT MẬT")),
    _secret("cells-xlsx", files=(*_FILE, ("bieu.xlsx", xlsx(["PHỤ LỤC", "Độ mật", "Tối mật", "Nội dung"])))),
    _secret("copy-number", files=_one("7.docx", docx, mark="MẬT - Bản số 02")),
    # Symbols.
    _secret("symbol-dash", files=_one("7.pdf", pdf, code="BC-SNV-M")),
    _secret("symbol-brackets", files=_one("7.docx", docx, code="BC-SNV(M)")),
    _secret("symbol-subject", subject="Báo cáo số 7/BC-SNV-M", files=_FILE),
    # Subject tags and words.
    _secret("tag", subject="[MẬT] Báo cáo quý III", files=_FILE),
    _secret("tag-bare", subject="[TOI MAT] bao cao quy III", files=_FILE),
    _secret("opening", subject="Fwd: TUYỆT MẬT - báo cáo", files=_FILE),
    # File names and titles.
    _secret("file-name", files=(("MẬT_7_BC-SNV.pdf", _PLAIN),)),
    _secret("file-symbol", files=(("7_BC-SNV-M.pdf", _PLAIN),)),
    _secret("pdf-title", files=(("7.pdf", pdf(lines(7), title="MẬT 7 BC SNV")),)),
    # The mail's own words.
    _secret("body", body="Xin gửi kèm tài liệu mật, đề nghị bảo quản theo quy định.", files=_FILE),
    _secret("body-alone", body="Kính gửi quý cơ quan.\n\nTỐI MẬT\n\nNội dung như kèm theo."),
    # Annexes, and pages that nobody reads first.
    _secret("annex", files=(*_FILE, ("phu luc 1.xlsx", xlsx(["PHỤ LỤC 1", "MẬT", "Danh sách"])))),
    _secret(
        "middle-page",
        files=(("7.pdf", pdf(lines(7), *[["Nội dung tiếp theo"]] * 4, ["TỐI MẬT", "PHỤ LỤC 2"], *[["Nội dung"]] * 3)),),
    ),
    # Limits on circulation: held for the clerk, not sealed.
    _limited("limited-pdf", files=_one("7.pdf", pdf, mark="LƯU HÀNH NỘI BỘ")),
    _limited("limited-docx", files=_one("7.docx", docx, mark="TÀI LIỆU LƯU HÀNH NỘI BỘ")),
    _limited("limited-return", files=_one("7.pdf", pdf, mark="XEM XONG TRẢ LẠI")),
    _limited("limited-tag", subject="[LƯU HÀNH NỘI BỘ] Báo cáo", files=_FILE),
)

INNOCENTS: tuple[Labelled, ...] = (
    _innocent("topic-pdf", files=_one("7.pdf", pdf, about="Công tác bảo vệ bí mật nhà nước năm 2026")),
    _innocent("topic-capitals", files=_one("7.pdf", pdf, about="CÔNG TÁC BẢO VỆ BÍ MẬT NHÀ NƯỚC")),
    _innocent("topic-broken", files=(("7.docx", docx([*lines(7), "CÔNG TÁC BẢO VỆ BÍ", "MẬT NHÀ NƯỚC"])),)),
    _innocent("topic-subject", subject="V/v tăng cường bảo vệ bí mật nhà nước", files=_FILE),
    _innocent("topic-training", subject="Tập huấn công tác bảo vệ tài liệu mật", files=_FILE),
    _innocent("topic-body", body="Đề nghị rà soát công tác quản lý văn bản mật tại đơn vị.", files=_FILE),
    _innocent("not-secret-body", body="Tài liệu gửi kèm không phải tài liệu mật.", files=_FILE),
    _innocent("topic-line", files=(("7.pdf", pdf([*lines(7), "QUẢN LÝ VÀ SỬ DỤNG", "TÀI LIỆU MẬT"])),)),
    _innocent("urgent", files=_one("7.pdf", pdf, mark="HỎA TỐC")),
    _innocent("honey-pdf", files=_one("7.pdf", pdf, about="Phát triển nghề nuôi ong lấy mật ong rừng")),
    _innocent("honey-capitals", files=(("7.pdf", pdf([*lines(7), "GIÁ MẬT ONG RỪNG", "MẬT ONG"])),)),
    _innocent("honey-name", files=(("Mật ong.pdf", _PLAIN),)),
    _innocent("honey-xlsx", files=(*_FILE, ("bieu gia.xlsx", xlsx(["PHỤ LỤC", "Mật ong", "MẬT ONG", "Kg"])))),
    _innocent("cipher", files=_one("7.pdf", pdf, about="Sản phẩm Mật mã dân sự")),
    _innocent("cipher-capitals", files=_one("7.docx", docx, about="MẬT MÃ DÂN SỰ")),
    _innocent("density", files=_one("7.pdf", pdf, about="Mật độ dân số các xã, phường")),
    _innocent("density-capitals", files=_one("7.rtf", rtf, about="MẬT ĐỘ XÂY DỰNG")),
    _innocent("key", files=_one("7.docx", docx, text="Khóa bí mật của chữ ký số do người ký giữ.")),
    _innocent("password", files=_one("7.txt", txt, text="Mật khẩu: thay đổi hằng quý.")),
    _innocent("security", subject="BẢO MẬT: hướng dẫn sử dụng thư điện tử", files=_FILE),
    _innocent("friendly", body="Trân trọng và thân mật chào Quý cơ quan.", files=_FILE),
    _innocent("ground", subject="[MAT BANG] Tiến độ giải phóng mặt bằng", files=_FILE),
    _innocent("cited-title", files=_one("7.pdf", pdf, text="Căn cứ Kế hoạch số 12/KH-UBND-M ngày 05 tháng 3 năm 2026 của UBND tỉnh;")),
    _innocent("cited-subject", subject="Báo cáo thực hiện Công văn số 12/UBND-M", files=_FILE),
    _innocent("cited-list", files=(("7.pdf", pdf(lines(7), ["Danh mục bí mật nhà nước độ Tối mật, độ Mật", "ban hành theo quy định của pháp luật."])),)),
    _innocent("levels", body="Hướng dẫn xác định độ mật: mật, tối mật, tuyệt mật theo luật.", files=_FILE),
    _innocent("symbol-like", files=(("7.pdf", pdf(lines(7, code="TM-SNV", title="THƯ MỜI"))),)),
)

# fmt: on
