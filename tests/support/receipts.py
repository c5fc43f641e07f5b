"""Receipts to render in tests; every text is made up."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from gateway.adapters.receipts import SenderIdentity
from gateway.domain.receipt import Receipt, ReceiptKind, ReceiptLine

ZONE = timezone(timedelta(hours=7))
NOW = datetime(2026, 11, 23, 0, 0, 3, tzinfo=UTC)
MESSAGE_ID = "<r-1@gw.quangngai.gov.vn>"
IDENTITIES = {
    "sxd": SenderIdentity(
        "Sở Xây dựng tỉnh Quảng Ngãi",
        "sxd@quangngai.gov.vn",
        "Sở Xây dựng tỉnh Quảng Ngãi",
        "Văn thư, điện thoại 0255 000 000",
    )
}
LINE = ReceiptLine(
    file_name="57_2014_QD-UBND.pdf",
    sha256="ab" * 32,
    size=182853,
    document_type="Quyết định",
    code="57/2014/QĐ-UBND",
    abstract="Ban hành Quy định về trao đổi, quản lý văn bản điện tử",
    signature="VALID",
    signature_reason="valid-government",
    article="8",
    item="văn bản quy phạm pháp luật",
    paper_expected=False,
    arrival_number="12/2026",
)
RECEIPT = Receipt(
    kind=ReceiptKind.RECEIPT,
    agency="sxd",
    mailbox="sxd",
    to="ubnd@quangngai.gov.vn",
    original_message_id="<goc-1@quangngai.gov.vn>",
    original_references=("<truoc-1@quangngai.gov.vn>",),
    original_subject="Gửi Quyết định số 57/2014/QĐ-UBND",
    entered_system_at=datetime(2026, 11, 20, 17, 5, tzinfo=ZONE),
    counted_at=datetime(2026, 11, 23, 7, 0, tzinfo=ZONE),
    lines=(LINE,),
)
REFUSAL = replace(
    RECEIPT,
    kind=ReceiptKind.REFUSAL,
    reasons=("format-not-listed",),
    lines=(
        replace(
            LINE,
            file_name="bao-cao.exe",
            code=None,
            signature="UNSIGNED",
            signature_reason="unsigned",
            arrival_number=None,
        ),
    ),
)
