"""The abstract that a subject says: who issued the document is none of it."""

import pytest

from gateway.adapters.rules_yaml import load_rules
from gateway.domain.reading.mail import read_subject
from gateway.resources import shared

TYPES = load_rules(shared("rules")).document_types


@pytest.mark.parametrize(
    ("subject", "abstract"),
    [
        ("Công văn số 1301/STC-QLNS ngày 20/11/2026 của Sở Tài chính", None),
        ("Gửi CV 1301/STC-QLNS của Sở Tài chính", None),
        ("Giấy mời số 34/GM-UBND của UBND tỉnh: họp giao ban", "họp giao ban"),
        ("Giấy mời số 34/GM-UBND của UBND tỉnh - họp giao ban", "họp giao ban"),
        (
            "Quyết định số 15/QĐ-UBND ngày 01/02/2026 của UBND tỉnh về việc phê duyệt dự toán",
            "về việc phê duyệt dự toán",
        ),
        ("2275/SYT-NVY V/v tiêm chủng của trẻ em", "V/v tiêm chủng của trẻ em"),
    ],
)
def test_what_a_subject_says(subject: str, abstract: str | None) -> None:
    assert read_subject(subject, TYPES).abstract == abstract
