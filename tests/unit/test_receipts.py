"""Receipts and refusals: what they say, to whom, and that hostile text cannot speak in them."""

import email
import re
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser
from pathlib import Path

import pytest

from gateway.adapters.receipts import EndesiveSigner, JinjaReceiptRenderer, load_texts
from gateway.config.yaml_source import ConfigurationError
from gateway.demo.pki import DemoPki
from gateway.domain.admission import Reason
from gateway.domain.failures import PermanentFailure, TransientFailure
from gateway.domain.receipt import Receipt, ReceiptKind
from gateway.domain.signature import Verdict, VerdictReason
from tests.support.receipts import IDENTITIES, LINE, MESSAGE_ID, NOW, RECEIPT, REFUSAL

TEXTS = load_texts()


def render(receipt: Receipt, templates_dir: Path | None = None) -> bytes:
    return JinjaReceiptRenderer(IDENTITIES, "gw-qn", templates_dir).render(receipt, MESSAGE_ID, NOW)


def parsed(receipt: Receipt) -> EmailMessage:
    mail = email.message_from_bytes(render(receipt), policy=default)
    assert isinstance(mail, EmailMessage)
    assert not mail.defects
    return mail


def body(receipt: Receipt, subtype: str = "plain") -> str:
    part = parsed(receipt).get_body((subtype,))
    assert part is not None
    content: str = part.get_content()
    return content.replace("\r\n", "\n")


class TagCounter(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)


@pytest.mark.parametrize("reason", list(VerdictReason))
def test_every_verdict_reason_has_a_sentence(reason: VerdictReason) -> None:
    assert TEXTS.sentence_for_verdict(reason).endswith(".")


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_a_sentence(reason: Reason) -> None:
    assert TEXTS.sentence_for_reason(reason).endswith(".")


def test_no_text_is_left_over_for_a_code_that_does_not_exist() -> None:
    assert set(TEXTS.reasons) == set(Reason)
    assert set(TEXTS.signature.valid) | set(TEXTS.signature.other) == set(VerdictReason)
    assert set(TEXTS.signature.verdicts) == set(Verdict)


@pytest.mark.parametrize(
    "verdict", [verdict for verdict in Verdict if verdict is not Verdict.VALID]
)
@pytest.mark.parametrize("reason", [*VerdictReason, "a-reason-of-tomorrow"])
def test_only_a_valid_file_is_ever_called_validly_signed(verdict: Verdict, reason: str) -> None:
    sentence = TEXTS.sentence_for_verdict(reason, verdict)
    assert "hợp lệ" not in sentence.replace("không hợp lệ", "")


def test_a_receipt_of_an_altered_file_does_not_call_it_valid() -> None:
    altered = replace(
        LINE, signature="NOT_VALID", signature_reason="altered-after-signing", paper_expected=True
    )
    text = body(replace(RECEIPT, lines=(altered,)))
    assert "Chữ ký số không hợp lệ, tệp đã bị thay đổi sau khi ký." in text
    assert "Chữ ký số hợp lệ" not in text
    assert "Đề nghị gửi bản giấy" in text


def test_headers_thread_the_receipt_and_keep_loops_from_starting() -> None:
    mail = parsed(RECEIPT)
    assert mail["Subject"] == "Đã nhận văn bản số 57/2014/QĐ-UBND – số đến 12/2026"
    assert mail["From"] == "Sở Xây dựng tỉnh Quảng Ngãi <sxd@quangngai.gov.vn>"
    assert mail["To"] == "ubnd@quangngai.gov.vn"
    assert mail["Message-ID"] == MESSAGE_ID
    assert mail["In-Reply-To"] == "<goc-1@quangngai.gov.vn>"
    assert mail["References"].split() == ["<truoc-1@quangngai.gov.vn>", "<goc-1@quangngai.gov.vn>"]
    assert mail["Auto-Submitted"] == "auto-replied"
    assert mail["X-Congvan-Gateway"] == "gw-qn; receipt"
    assert mail["Date"] == "Mon, 23 Nov 2026 07:00:03 +0700"


@pytest.mark.parametrize("subtype", ["plain", "html"])
def test_the_receipt_states_both_times_and_the_document(subtype: str) -> None:
    text = body(RECEIPT, subtype)
    for expected in (
        "17 giờ 05 phút 00 giây, ngày 20/11/2026",
        "07 giờ 00 phút 00 giây, ngày 23/11/2026",
        "khoản 2 Điều 11",
        "57/2014/QĐ-UBND",
        "12/2026",
        "57_2014_QD-UBND.pdf (182.853 byte)",
        "ab" * 32,
        "Chữ ký số hợp lệ",
        "Điều 8",
        "không phải là ý kiến về nội dung",
    ):
        assert expected in text


def test_a_mail_in_office_hours_is_not_explained_away() -> None:
    inside = replace(RECEIPT, counted_at=RECEIPT.entered_system_at)
    assert "ngoài giờ hành chính" not in body(inside)


@pytest.mark.parametrize("subtype", ["plain", "html"])
def test_a_refusal_names_reason_article_and_remedy(subtype: str) -> None:
    text = body(REFUSAL, subtype)
    assert "không tiếp nhận" in text
    assert "điểm c khoản 2 Điều 4" in text
    assert "Đề nghị gửi lại bằng một trong các định dạng" in text
    assert "bao-cao.exe" in text
    assert "Số đến" not in text
    assert parsed(REFUSAL)["Subject"] == (
        "Không tiếp nhận văn bản – định dạng tệp không thuộc danh mục"
    )


def test_a_refused_secret_repeats_neither_title_nor_file_name() -> None:
    line = replace(LINE, code="99/KH-ABC", abstract="Chuyện kín", file_name="kin.pdf")
    secret = replace(REFUSAL, reasons=("secret",), lines=(line,), original_subject="Chuyện kín")
    told = parsed(secret)["Subject"] + body(secret) + body(secret, "html")
    for word in ("99/KH-ABC", "Chuyện kín", "kin.pdf", LINE.sha256):
        assert word not in told
    assert "quy định về bảo vệ bí mật nhà nước" in told


def test_many_documents_share_one_receipt() -> None:
    lines = tuple(replace(LINE, arrival_number=f"{n}/2026") for n in range(1, 9))
    mail = parsed(replace(RECEIPT, lines=lines))
    assert mail["Subject"] == (
        "Đã nhận 8 văn bản – số đến 1/2026, 2/2026, 3/2026, 4/2026, 5/2026, …"
    )
    assert body(replace(RECEIPT, lines=lines)).count("SHA-256:") == 8


HOSTILE = (
    "Mời họp\r\nBcc: nan-nhan@example.vn\r\n\r\n<script>alert(1)</script>"
    "\u202egnp.exe\x00 https://lua-dao.example/x www.lua-dao.example {{ 7 * 7 }}"
)


@pytest.mark.parametrize("kind", [ReceiptKind.RECEIPT, ReceiptKind.REFUSAL])
def test_hostile_text_stays_text(kind: ReceiptKind) -> None:
    line = replace(
        LINE,
        file_name=HOSTILE,
        code=HOSTILE,
        abstract=HOSTILE,
        document_type=HOSTILE,
        annexes=(HOSTILE,),
    )
    receipt = replace(
        RECEIPT,
        kind=kind,
        reasons=("malformed",) if kind is ReceiptKind.REFUSAL else (),
        lines=(line,),
        original_subject=HOSTILE,
        original_message_id="<x@y>\r\nBcc: nan-nhan@example.vn",
        original_references=(HOSTILE, "<a b@c>", "<tốt@c.vn>"),
    )
    mail = parsed(receipt)
    assert "Bcc" not in mail
    assert "In-Reply-To" not in mail
    assert "Mời" not in mail["Subject"]
    counter = TagCounter()
    counter.feed(body(receipt, "html"))
    assert "script" not in counter.tags
    for text in (body(receipt), body(receipt, "html")):
        assert "lua-dao" not in text
        assert not re.search(r"[\x00-\x08\x0b-\x1f\u202a-\u202e]", text)
        assert "\nBcc" not in text
        assert "49" not in text


def test_the_mail_is_7_bit_with_short_lines_and_crlf() -> None:
    long = replace(LINE, abstract="Ủ" * 100_000, file_name="đ" * 5000)
    references = tuple(f"<{n:0200}@quangngai.gov.vn>" for n in range(60))
    raw = render(replace(RECEIPT, lines=(long,) * 30, original_references=references))
    assert raw.isascii()
    assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    assert len(raw) < 300_000
    mail = email.message_from_bytes(raw, policy=default)
    kept = mail["References"].split()
    assert kept == [*references[-19:], "<goc-1@quangngai.gov.vn>"]


def test_rendering_twice_gives_the_same_bytes() -> None:
    assert render(RECEIPT) == render(RECEIPT)
    later = JinjaReceiptRenderer(IDENTITIES, "gw-qn").render(
        RECEIPT, MESSAGE_ID, NOW + timedelta(hours=1)
    )
    assert later.split(b"\r\n")[1:] == render(RECEIPT).split(b"\r\n")[1:]  # only Date differs


@pytest.mark.parametrize("to", ["", "không@quangngai.gov.vn", "a@b\r\nBcc: c@d", "a b@c.vn", "x"])
def test_a_reply_path_that_is_no_address_is_refused_for_good(to: str) -> None:
    with pytest.raises(PermanentFailure):
        render(replace(RECEIPT, to=to))


def test_an_own_template_and_own_texts_replace_those_of_the_package(tmp_path: Path) -> None:
    (tmp_path / "receipt.subject.j2").write_text("Sở đã nhận {{ documents[0].code }}", "utf-8")
    mail = email.message_from_bytes(render(RECEIPT, tmp_path), policy=default)
    assert mail["Subject"] == "Sở đã nhận 57/2014/QĐ-UBND"


def test_a_typing_error_in_a_template_names_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "receipt.txt.j2").write_text("một\n{% if %}\n", "utf-8")
    with pytest.raises(ConfigurationError) as caught:
        JinjaReceiptRenderer(IDENTITIES, "gw-qn", tmp_path)
    assert "receipt.txt.j2:2:1" in str(caught.value)


def test_a_template_that_asks_for_what_does_not_exist_waits_to_be_mended(tmp_path: Path) -> None:
    (tmp_path / "receipt.txt.j2").write_text("{{ tên_sai }}", "utf-8")
    with pytest.raises(TransientFailure, match=r"receipt\.txt\.j2"):
        render(RECEIPT, tmp_path)


def test_a_typing_error_in_the_texts_names_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "texts.vi.yaml").write_text("signature: {}\nreason: {}\n", "utf-8")
    with pytest.raises(ConfigurationError, match=r"texts\.vi\.yaml:2:1"):
        load_texts(tmp_path)


def test_key_and_certificate_must_fit_together(tmp_path: Path) -> None:
    pki = DemoPki(tmp_path, NOW)
    key, _ = pki.write_receipt_key("SỞ XÂY DỰNG", "sxd@quangngai.gov.vn")
    foreign = pki.write_trust() / "intermediates" / "demo-issuing.pem"
    with pytest.raises(ConfigurationError, match="does not belong to the key"):
        EndesiveSigner(key, foreign)
    with pytest.raises(ConfigurationError, match="is not a private key"):
        EndesiveSigner(foreign, foreign)
    with pytest.raises(ConfigurationError, match="cannot be read"):
        EndesiveSigner(tmp_path / "absent.key", foreign)


@pytest.mark.parametrize("subtype", ["plain", "html"])
def test_a_text_that_is_not_unicode_is_told_with_its_article(subtype: str) -> None:
    told = body(replace(RECEIPT, lines=(replace(LINE, is_unicode=False),)), subtype)
    assert "TCVN 6909:2001" in told
    assert "điểm b khoản 2 Điều 4" in told
    assert "TCVN 6909:2001" not in body(RECEIPT, subtype)
