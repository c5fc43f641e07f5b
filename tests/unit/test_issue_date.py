"""A day in ink: month and year are kept, a date from elsewhere gives the day only where both agree."""

from datetime import date

import pytest

from gateway.domain.document import Confidence, DocumentFields, DocumentText, Evidence
from gateway.domain.notes import notes_of_reading
from gateway.domain.reading import DocumentReader
from tests.support.reading.measure import reader

INK = "ngày      tháng 4 năm 2026"


@pytest.fixture(scope="module")
def reading() -> DocumentReader:
    return reader()


def page(day: str) -> str:
    return (
        "UBND TỈNH NAM SƠN\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        "SỞ XÂY DỰNG\tĐộc lập - Tự do - Hạnh phúc\n"
        f"Số: 12/KH-SXD\tNam Sơn, {day}\n\n"
        "KẾ HOẠCH\nKiểm tra công tác xây dựng năm 2026\n\nCăn cứ Luật Xây dựng;\n"
    )


def of_text(day: str) -> DocumentText:
    return DocumentText(page(day), page_count=1)


def of_scan(day: str, again: str = "") -> DocumentText:
    second = page(again) if again else ""
    return DocumentText(page(day), page_count=1, is_scan=True, recognised=True, stamps=second)


def read(
    reading: DocumentReader,
    text: DocumentText,
    *,
    subject: str = "",
    body: str = "",
    name: str = "",
) -> DocumentFields:
    return reading.read_parts(subject, body, name, text)


NOISE = ["", "|É", "1É", "{4", "4#", "....", "1 4", "{# ~", "/ 4 '", "14", "31"]


@pytest.mark.parametrize("day", NOISE)
@pytest.mark.parametrize("twice", [False, True])
def test_a_day_in_ink_is_never_sure(reading: DocumentReader, day: str, twice: bool) -> None:
    words = f"ngày {day} tháng 4 năm 2026"
    fields = read(reading, of_scan(words, words if twice else ""))
    if fields.issue_date is None:
        assert fields.issue_month is not None
        assert (fields.issue_month.value, fields.issue_month.confidence) == (
            "2026-04",
            Confidence.LOW,
        )
    else:
        assert (twice, day) == (True, "14")
        assert fields.issue_date.confidence is Confidence.LOW


@pytest.mark.parametrize("text", [of_text(INK), of_scan(INK)], ids=["text", "scan"])
@pytest.mark.parametrize(
    ("source", "level", "said"),
    [
        (Evidence.SUBJECT, Confidence.MEDIUM, {"subject": "12/KH-SXD ngày 14/4/2026 Kế hoạch"}),
        (Evidence.BODY, Confidence.MEDIUM, {"body": "Gửi Kế hoạch số 12/KH-SXD ngày 14/4/2026"}),
        (Evidence.FILE_NAME, Confidence.MEDIUM, {"name": "12_KH-SXD ngay 14-4-2026.pdf"}),
        (Evidence.FILE_NAME, Confidence.LOW, {"name": "12_KH-SXD_14.4.2026.pdf"}),
    ],
    ids=["subject", "body", "marked name", "name"],
)
def test_a_date_that_agrees_in_month_and_year_gives_the_day(
    reading: DocumentReader,
    text: DocumentText,
    source: Evidence,
    level: Confidence,
    said: dict[str, str],
) -> None:
    fields = read(reading, text, **said)
    assert fields.issue_date is not None
    assert fields.issue_date.value == date(2026, 4, 14)
    assert (fields.issue_date.source, fields.issue_date.confidence) == (source, level)
    assert fields.issue_month is not None
    (note,) = notes_of_reading(fields)
    assert "14/04/2026" in note
    assert "tháng 4 năm 2026" in note


@pytest.mark.parametrize("text", [of_text(INK), of_scan(INK)], ids=["text", "scan"])
def test_a_date_that_differs_is_shown_and_nobodys_day_taken(
    reading: DocumentReader, text: DocumentText
) -> None:
    fields = read(reading, text, subject="12/KH-SXD ngày 02/5/2026 Kế hoạch")
    assert fields.issue_date is None
    assert fields.issue_month is not None
    assert fields.issue_month.confidence is Confidence.LOW
    (other,) = fields.issue_month.against
    assert (other.value, other.source) == (date(2026, 5, 2), Evidence.SUBJECT)


def test_two_days_that_fit_the_month_contradict_each_other(reading: DocumentReader) -> None:
    fields = read(
        reading,
        of_text(INK),
        subject="12/KH-SXD ngày 14/4/2026 Kế hoạch",
        body="Gửi Kế hoạch số 12/KH-SXD ngày 15/4/2026",
    )
    assert fields.issue_date is not None
    assert fields.issue_date.confidence is Confidence.LOW
    assert [other.value for other in fields.issue_date.against] == [date(2026, 4, 15)]


def test_a_second_source_makes_the_day_sure(reading: DocumentReader) -> None:
    said = "12/KH-SXD ngày 14/4/2026 Kế hoạch"
    fields = read(reading, of_text(INK), subject=said, body=f"Gửi {said}")
    assert fields.issue_date is not None
    assert fields.issue_date.confidence is Confidence.HIGH


def test_the_appearance_of_the_clerk_fills_the_blank_or_contradicts_it(
    reading: DocumentReader,
) -> None:
    """An appearance that lies over other words stands on a line of its own."""
    agreeing = DocumentText(f"Nam Sơn, ngày 14 tháng 4 năm 2026\n{page(INK)}", page_count=1)
    fields = read(reading, agreeing)
    assert fields.issue_date is not None
    assert (fields.issue_date.value, fields.issue_date.confidence) == (
        date(2026, 4, 14),
        Confidence.HIGH,
    )
    differing = DocumentText(
        f"{page(INK)}".replace("KẾ HOẠCH", "Nam Sơn, ngày 02 tháng 5 năm 2026\nKẾ HOẠCH"),
        page_count=1,
    )
    doubted = read(reading, differing).issue_date
    assert doubted is not None
    assert (doubted.value, doubted.confidence) == (date(2026, 5, 2), Confidence.LOW)
    assert [other.value for other in doubted.against] == ["2026-04"]


def test_a_date_in_a_name_does_not_speak_against_the_page(reading: DocumentReader) -> None:
    """It is the day of the meeting, or of the scan."""
    fields = read(reading, of_text("ngày 14 tháng 4 năm 2026"), name="12 KH SXD 20.5.2026.pdf")
    assert fields.issue_date is not None
    assert fields.issue_date.confidence is Confidence.HIGH
    assert fields.issue_date.against == ()
