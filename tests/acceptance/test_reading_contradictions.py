"""Build 5 of reading: contradictions are shown, not hidden: in the evidence, in the notes, in what the commands print."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

import pytest
from click.testing import CliRunner

from gateway.cli.main import cli
from gateway.domain.contradictions import notes_of_contradictions
from gateway.domain.document import (
    Confidence,
    DocumentCode,
    DocumentFields,
    DocumentText,
    Evidence,
    Reading,
)
from tests.support.desk import PKI, Desk, a_desk
from tests.support.pki import name
from tests.support.reading.measure import reader
from tests.support.signed_pdf import sign
from tests.support.small_pdf import invitation

pytestmark = pytest.mark.acceptance
LOW, MEDIUM, HIGH = Confidence.LOW, Confidence.MEDIUM, Confidence.HIGH
SUBJECT, BODY, NAME = Evidence.SUBJECT, Evidence.BODY, Evidence.FILE_NAME


def page(
    number: str = "34", notation: str = "KH-SXD", heading: str = "KẾ HOẠCH", place: str = "NAM SƠN"
) -> str:
    return (
        f"UBND TỈNH {place}\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        "SỞ XÂY DỰNG\tĐộc lập - Tự do - Hạnh phúc\n"
        f"Số: {number}/{notation}\tNam Sơn, ngày 14 tháng 4 năm 2026\n\n"
        f"{heading}\nKiểm tra chất lượng công trình xây dựng năm 2026\n\nCăn cứ Luật Xây dựng;\n"
    )


@dataclass(frozen=True)
class Told:
    """What the sources say, and what must come out."""

    field: str
    value: object
    confidence: Confidence
    other: object
    source: Evidence
    text: str = ""
    subject: str = ""
    body: str = ""
    name: str = ""
    scan: bool = False


CODE, TYPE, DAY, ABOUT, ISSUER = "code", "document_type", "issue_date", "abstract", "issuing_body"
KH34, KH35 = DocumentCode("34", "KH-SXD"), DocumentCode("35", "KH-SXD")
APRIL_14, APRIL_15 = date(2026, 4, 14), date(2026, 4, 15)
ABSTRACT = "Kiểm tra chất lượng công trình xây dựng năm 2026"
STRANGE = "V/v cử viên chức tham gia lớp bồi dưỡng nghiệp vụ kế toán"
TABLE = {
    "number: name against page": Told(CODE, KH34, MEDIUM, KH35, NAME, page(), name="35_KH-SXD.pdf"),
    "number: subject against page": Told(CODE, KH34, MEDIUM, KH35, SUBJECT, page(), "35/KH-SXD Kế hoạch"),
    "number: body against page": Told(CODE, KH34, MEDIUM, KH35, BODY, page(), body="Gửi Kế hoạch số 35/KH-SXD"),
    "number: name against subject, scan": Told(CODE, KH34, LOW, KH35, NAME, "", "34/KH-SXD", name="35_KH-SXD.pdf", scan=True),
    "notation: subject against page": Told(CODE, KH34, MEDIUM, DocumentCode("34", "KH-SNV"), SUBJECT, page(), "34/KH-SNV Kế hoạch"),
    "another type: subject against page": Told(CODE, KH34, HIGH, DocumentCode("9", "TB-SXD"), SUBJECT, page(), "9/TB-SXD Thông báo"),
    "type: subject against page": Told(TYPE, "Kế hoạch", HIGH, "Thông báo", SUBJECT, page(), "9/TB-SXD Thông báo"),
    "type: name against page": Told(TYPE, "Kế hoạch", MEDIUM, "Thông báo", NAME, page(), name="34_TB-SXD.pdf"),
    "type: heading against notation": Told(TYPE, "Quyết định", LOW, "Kế hoạch", Evidence.TEXT, page(heading="QUYẾT ĐỊNH")),
    "date: subject against page": Told(DAY, APRIL_14, MEDIUM, APRIL_15, SUBJECT, page(), "34/KH-SXD ngày 15/4/2026 Kế hoạch"),
    "date: body against page": Told(DAY, APRIL_14, MEDIUM, APRIL_15, BODY, page(), body="Gửi Kế hoạch số 34/KH-SXD ngày 15/4/2026"),
    "date: name against page": Told(DAY, APRIL_14, MEDIUM, APRIL_15, NAME, page(), name="34_KH-SXD ngay 15-4-2026.pdf"),
    "abstract: subject against page": Told(ABOUT, ABSTRACT, MEDIUM, STRANGE, SUBJECT, page(), STRANGE),
    "issuing body: notation against page": Told(ISSUER, "Sở Xây dựng tỉnh Quảng Ngãi", MEDIUM, "Sở Nội vụ", Evidence.TEXT, page(notation="KH-SNV", place="QUẢNG NGÃI")),
}  # fmt: skip


def read(told: Told) -> DocumentFields:
    text = DocumentText(told.text, page_count=1, is_scan=told.scan)
    return reader().read_parts(told.subject, told.body, told.name, text)


@pytest.mark.parametrize("told", TABLE.values(), ids=list(TABLE))
def test_a_contradiction_stands_beside_the_field_and_in_the_notes(told: Told) -> None:
    fields = read(told)
    found: Reading[Any] = getattr(fields, told.field)
    assert (found.value, found.confidence) == (told.value, told.confidence)
    assert (told.other, told.source) in [(other.value, other.source) for other in found.against]
    shown = f"{told.other:%d/%m/%Y}" if isinstance(told.other, date) else str(told.other)
    assert any(f"«{shown}»" in note for note in notes_of_contradictions(fields))


AGREEING = {
    "everything": Told("", "", HIGH, "", NAME, page(), "34/KH-SXD ngày 14/4/2026 Kế hoạch kiểm tra chất lượng công trình năm 2026", name="34_KH-SXD.pdf"),
    "shortened": Told("", "", HIGH, "", NAME, page(), "Kế hoạch kiểm tra công trình"),
    "nothing said": Told("", "", HIGH, "", NAME, page(), "Gửi văn bản của Sở"),
    "other words for it": Told("", "", HIGH, "", NAME, page(), "V/v gửi Kế hoạch kiểm tra năm 2026"),
    "a cited number": Told("", "", HIGH, "", NAME, page(), "V/v triển khai Quyết định số 9/QĐ-TTg về kiểm tra công trình xây dựng"),
}  # fmt: skip


@pytest.mark.parametrize("told", AGREEING.values(), ids=list(AGREEING))
def test_what_agrees_or_says_nothing_is_no_contradiction(told: Told) -> None:
    fields = read(told)
    assert notes_of_contradictions(fields) == ()
    assert fields.code is not None
    assert fields.code.confidence is HIGH


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with a_desk(tmp_path_factory.mktemp("contradictions"), crls=True) as made:
        yield made


def a_mail(document: bytes) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = "vanthu@example.vn", "sxd@quangngai.gov.vn"
    message["Subject"] = "35/GM-SNV ngày 19/11/2026 Về việc tuyển dụng viên chức ngành y tế"
    message["Message-ID"], message["Date"] = "<c1@example.vn>", "Fri, 20 Nov 2026 10:00:00 +0700"
    message.set_content("Kính gửi Quý cơ quan.\n")
    message.add_attachment(
        document, maintype="application", subtype="pdf", filename="36_TB-SNV.pdf"
    )
    return message.as_bytes()


def test_a_mail_with_every_contradiction_through_the_whole_walk(desk: Desk) -> None:
    """`process`, `register show` in both forms and `explain` say all of them; the file is signed by another body."""
    other = PKI.sub.issue(name(C="VN", O="ỦY BAN NHÂN DÂN TỈNH QUẢNG NGÃI", CN="Sở Xây dựng"))
    raw = a_mail(sign(invitation(34), other))
    line, _ = desk.process(raw)
    assert line["outcome"] == "accepted"
    (document,) = line["documents"]
    _evidence_says_it(document["evidence"])
    _words_say_it(document["notes"])
    number = str(document["arrival_number"])
    config = ["--config", str(desk.folder / "config.yaml")]
    for command in (["register", "show", number], ["explain", "--entry", number]):
        shown = CliRunner().invoke(cli, [*config, *command], catch_exceptions=False)
        assert shown.exit_code == 0
        _words_say_it(shown.output)
    stored = CliRunner().invoke(cli, [*config, "register", "show", number, "--json"])
    _words_say_it(stored.output)
    assert '"contradicted_by"' in stored.output
    assert '"box"' in stored.output


def _evidence_says_it(evidence: dict[str, Any]) -> None:
    against = {
        name: {(item["value"], item["source"]) for item in found["contradicted_by"]}
        for name, found in evidence.items()
        if isinstance(found, dict) and "contradicted_by" in found
    }
    assert {("35/GM-SNV", "subject"), ("36/TB-SNV", "file-name")} <= against["code"]
    assert ("Thông báo", "file-name") in against["document_type"]
    assert ("2026-11-19", "subject") in against["issue_date"]
    assert {source for _, source in against["abstract"]} == {"subject"}
    assert ("Sở Xây dựng", "certificate") in against["issuing_body"]
    assert evidence["issuing_body"]["confidence"] == "medium"


def _words_say_it(text: str) -> None:
    for words in ("35/GM-SNV", "36/TB-SNV", "Thông báo", "tuyển dụng viên chức", "Sở Xây dựng"):
        assert words in text, words
    assert "19/11/2026" in text or "2026-11-19" in text
