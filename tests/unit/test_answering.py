"""The never-answer list, the reply path, and what is nothing to enter."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.adapters.mime import open_mail
from gateway.adapters.receipts import JinjaReceiptRenderer
from gateway.domain.admission import Reason
from gateway.domain.answering import (
    NoAnswer,
    is_own_id,
    is_plain_address,
    non_document,
    reply_to_address,
    why_not_answer,
)
from gateway.domain.display import harmless, harmless_block, harmless_file_name
from gateway.domain.formats import FileKind
from gateway.domain.message import (
    Address,
    Attachment,
    Channel,
    Defect,
    Message,
    RawMessage,
    ReplyTraits,
)
from gateway.domain.receipt import Receipt
from tests.support.receipts import IDENTITIES, NOW, RECEIPT, REFUSAL
from tests.support.values import raw_message

OWN = frozenset({"sxd@quangngai.gov.vn"})
OWN_ID = "<cv.0a1b@quangngai.gov.vn>"
SENDER = "vanthu@snv.example.vn"
PDF = Attachment(0, "34_GM-UBND.pdf", FileKind.PDF, 100, "0" * 64)


def message(**changes: object) -> Message:
    made = Message(
        message_id="<a@snv.example.vn>",
        subject="Giấy mời",
        sender=Address("Văn thư", SENDER),
        reply_path=SENDER,
        date=None,
        body="",
        references=(),
        attachments=(PDF,),
        traits=ReplyTraits(),
    )
    return replace(made, **changes)


def with_traits(**traits: object) -> Message:
    return message(traits=ReplyTraits(**traits))


def raw(path: str | None = SENDER, channel: Channel = Channel.SMTP) -> RawMessage:
    return raw_message(envelope_from=path, channel=channel)


NEVER = [
    (message(), raw(""), NoAnswer.EMPTY_REPLY_PATH),
    (message(reply_path=""), raw(None), NoAnswer.EMPTY_REPLY_PATH),
    (message(reply_path=None), raw(None, Channel.IMAP), NoAnswer.NO_REPLY_PATH),
    (message(), raw('"a b"@x.vn'), NoAnswer.NO_REPLY_PATH),
    (with_traits(auto_submitted="auto-generated"), raw(), NoAnswer.AUTO_SUBMITTED),
    (with_traits(auto_submitted="auto-replied"), raw(), NoAnswer.AUTO_SUBMITTED),
    (with_traits(auto_submitted=""), raw(), NoAnswer.AUTO_SUBMITTED),
    (with_traits(has_list_header=True), raw(), NoAnswer.LIST),
    (with_traits(precedence="bulk"), raw(), NoAnswer.PRECEDENCE),
    (with_traits(precedence="list"), raw(), NoAnswer.PRECEDENCE),
    (with_traits(precedence="junk"), raw(), NoAnswer.PRECEDENCE),
    (with_traits(suppresses_auto_response=True), raw(), NoAnswer.SUPPRESSED),
    (with_traits(is_report=True), raw(), NoAnswer.REPORT),
    (with_traits(gateway_mark="gw-2; receipt"), raw(), NoAnswer.GATEWAY_MARK),
    (message(), raw("SXD@quangngai.gov.vn"), NoAnswer.OWN_ADDRESS),
    (message(sender=Address("", "sxd@quangngai.gov.vn")), raw(), NoAnswer.OWN_ADDRESS),
    (message(references=("<x@y>", "<cv.0a1b@quangngai.gov.vn>")), raw(), NoAnswer.OWN_REFERENCE),
    (message(message_id="<cv.0a1b@quangngai.gov.vn>"), raw(), NoAnswer.OWN_REFERENCE),
]
ROBOTS = (
    "MAILER-DAEMON", "mailer.daemon", "postmaster", "noreply", "no-reply", "No_Reply", "no.reply+tag", "donotreply", "do-not-reply",
    "noreply-hoso", "bounce", "bounces+123", "l-bounces", "l-request", "l-owner", "owner-l", "hethong-noreply", "khongtraloi", "autoreply",
)  # fmt: skip
PERSONS = (
    "vanthu",
    "ubnd",
    "reply",
    "nguyenvana",
    "noreen",
    "bao.no",
    "owen",
    "request",
    "ownership",
    "postmasters.union",
)


@pytest.mark.parametrize(("mail", "envelope", "why"), NEVER)
def test_never_answered_but_entered(mail: Message, envelope: RawMessage, why: NoAnswer) -> None:
    assert why_not_answer(mail, envelope, OWN) is why
    assert non_document(mail, envelope, OWN) is None  # a document is in it


@pytest.mark.parametrize("local", ROBOTS)
def test_robots_are_not_answered(local: str) -> None:
    assert why_not_answer(message(), raw(f"{local}@x.vn"), OWN) is NoAnswer.ROBOT_SENDER
    by_from = message(sender=Address("", f"{local}@x.vn"))
    assert why_not_answer(by_from, raw(), OWN) is NoAnswer.ROBOT_SENDER


@pytest.mark.parametrize("local", PERSONS)
def test_persons_are_answered(local: str) -> None:
    assert why_not_answer(message(), raw(f"{local}@x.vn"), OWN) is None


@pytest.mark.parametrize("traits", [{}, {"auto_submitted": "no"}, {"precedence": "first-class"}])
def test_answered(traits: dict[str, str]) -> None:
    assert why_not_answer(with_traits(**traits), raw(), OWN) is None
    foreign = message(references=("<cv.0a1b@other.example.vn>",))
    assert why_not_answer(foreign, raw(), OWN) is None


NOTHING = [
    (with_traits(is_report=True, is_delivery_failure=True), raw(SENDER), Reason.BOUNCE),
    (with_traits(is_report=True), raw(""), Reason.BOUNCE),
    (message(sender=Address("", "mailer-daemon@x.vn")), raw(""), Reason.BOUNCE),
    (message(sender=Address("", "sxd@quangngai.gov.vn")), raw(), Reason.OWN_MESSAGE),
    (message(), raw("sxd@QUANGNGAI.gov.vn"), Reason.OWN_MESSAGE),
    (message(message_id="<cv.0a1b@quangngai.gov.vn>"), raw(), Reason.OWN_MESSAGE),
    (with_traits(gateway_mark="gw-2; receipt", auto_submitted="auto-replied"), raw(""), Reason.RECEIPT),
    (with_traits(auto_submitted="auto-replied"), raw(), Reason.AUTO_REPLY),
    (with_traits(is_report=True), raw(), Reason.AUTO_REPLY),
    (message(subject="Automatic reply: Giấy mời"), raw(""), Reason.AUTO_REPLY),
    (message(subject="Trả lời tự động: Giấy mời", traits=ReplyTraits(auto_submitted="auto-generated")), raw(), Reason.AUTO_REPLY),
]  # fmt: skip


@pytest.mark.parametrize(("mail", "envelope", "reason"), NOTHING)
def test_nothing_to_enter(mail: Message, envelope: RawMessage, reason: Reason) -> None:
    bare = replace(mail, attachments=())
    assert non_document(bare, envelope, OWN) is reason
    # Neither a mark nor an address nor a report type makes a document disappear.
    assert non_document(mail, envelope, OWN) is None
    for defect in Defect:
        doubtful = replace(bare, defects=frozenset({defect}))
        hides = defect not in {Defect.UNKNOWN_CHARSET, Defect.NO_FROM, Defect.TOO_MANY_ADDRESSES}
        assert (non_document(doubtful, envelope, OWN) is None) is hides


LETTERS = [
    message(),
    message(subject="Automatic reply: Giấy mời"),
    with_traits(auto_submitted="auto-generated"),
    with_traits(precedence="bulk", has_list_header=True),
    with_traits(gateway_mark="gw-2; refusal", auto_submitted="auto-replied"),
]


@pytest.mark.parametrize("mail", LETTERS)
def test_without_a_document_yet_for_a_person(mail: Message) -> None:
    assert non_document(replace(mail, attachments=()), raw(), OWN) is None


DMARC = (("dmarc", "pass"),)
REPLIES: list[tuple[Message, RawMessage, str | None]] = [
    (message(), raw("path@x.vn"), "path@x.vn"),
    (message(reply_path="path@x.vn"), raw(None, Channel.IMAP), "path@x.vn"),
    (message(authentication=DMARC), raw(""), None),
    (message(reply_path=None), raw(None, Channel.IMAP), None),
    (message(reply_path=None, authentication=DMARC), raw(None, Channel.IMAP), SENDER),
    (message(reply_path=None, authentication=(("spf", "pass"),)), raw(None, Channel.IMAP), None),
    (message(reply_path=None), raw(None, Channel.FILE), SENDER),
    (message(reply_path=None, authentication=(("dmarc", "fail"),)), raw(None, Channel.FILE), None),
    (message(reply_path=None, authentication=(("spf", "fail"),)), raw(None, Channel.FILE), None),
    (message(reply_path=None, sender=None, authentication=DMARC), raw(None), None),
    (message(reply_path=None, authentication=DMARC, defects=frozenset({Defect.SEVERAL_FROM})), raw(None), None),
]  # fmt: skip


@pytest.mark.parametrize(("mail", "envelope", "to"), REPLIES)
def test_reply_goes_to_the_envelope_sender(
    mail: Message, envelope: RawMessage, to: str | None
) -> None:
    assert reply_to_address(mail, envelope) == to


@pytest.mark.parametrize(
    ("address", "plain"),
    [
        ("a@x.vn", True),
        ("a.b+c=d@x-y.gov.vn", True),
        ("user@localhost", True),
        ("a" * 64 + "@x.vn", True),
        ("a" * 65 + "@x.vn", False),
        ("a@" + "b" * 250 + ".vn", False),
        ("a@" + ".".join(["b" * 60] * 5), False),
        ("", False),
        ("a", False),
        ("@x.vn", False),
        ("a@", False),
        ("a@x..vn", False),
        ("a@-x.vn", False),
        ("a..b@x.vn", False),
        ('"a"@x.vn', False),
        ("a@[127.0.0.1]", False),
        ("a@x.vn\n", False),
        ("a@x.vn\r\nRCPT TO:<b@x.vn>", False),
        ("a@x.vn> SIZE=1", False),
        ("a@x.vn, b@x.vn", False),
        ("@relay.vn:a@x.vn", False),
        ("a@b@x.vn", False),
        ("ă@x.vn", False),
        ("a@x．vn", False),
    ],
)
def test_plain_addresses(address: str, plain: bool) -> None:
    assert is_plain_address(address) is plain


def test_own_ids() -> None:
    assert is_own_id("<cv.12@quangngai.gov.vn>", OWN)
    assert is_own_id("<cv.12@QUANGNGAI.gov.vn>", OWN)
    for foreign in (
        "<12@quangngai.gov.vn>",
        "<cv.12@x.vn>",
        "<cv.12>",
        "",
        "<x@cv.quangngai.gov.vn>",
    ):
        assert not is_own_id(foreign, OWN)


@pytest.mark.parametrize("receipt", [RECEIPT, REFUSAL], ids=lambda receipt: receipt.kind.value)
def test_own_mails_coming_back_and_those_of_other_gateways(
    receipt: Receipt, tmp_path: Path
) -> None:
    path = tmp_path / "mail.eml"
    path.write_bytes(JinjaReceiptRenderer(IDENTITIES, "gw-qn").render(receipt, OWN_ID, NOW))
    mail = open_mail(path, tmp_path, "", None, 1 << 20).message
    assert mail is not None
    assert not mail.defects
    own = frozenset({mail.sender.address}) if mail.sender else OWN
    assert why_not_answer(replace(mail, reply_path=SENDER), raw(), own) is NoAnswer.AUTO_SUBMITTED
    unmarked = replace(mail, reply_path=SENDER, traits=ReplyTraits(), sender=None, references=())
    assert why_not_answer(unmarked, raw(), own) is NoAnswer.OWN_REFERENCE
    assert non_document(mail, raw(""), own) is Reason.OWN_MESSAGE
    foreign = Reason.RECEIPT if receipt is RECEIPT else None  # a refusal is for a person's eyes
    assert non_document(mail, raw(""), frozenset({"other@x.vn"})) is foreign


BAD = "\r\n\t\0\x1b\x85\u2028\u202e\u2066\u200b\ufeff\U000e0041"
HARMLESS: list[Callable[[str], str]] = [lambda text: harmless(text, 50), harmless_file_name]


@given(st.text(st.characters() | st.sampled_from(BAD), max_size=400))
def test_harmless_text(text: str) -> None:
    for make in HARMLESS:
        made = make(text)
        assert not set(BAD) & set(made)
        assert made == made.strip()
        assert len(made) <= 180
        assert make(made) == made
        made.encode("utf-8")
    block = harmless_block(text, 100)
    assert not set(BAD) - {"\n", "\t"} & set(block)
    assert len(block) <= 100
    assert not {"/", "\\"} & set(harmless_file_name(text))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Quyê\u0301t đi\u0323nh.pdf", "Quyết định.pdf"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\x.pdf", "x.pdf"),
        ("C:x.pdf", "x.pdf"),
        ("/etc/x.pdf", "x.pdf"),
        ("12/QĐ-UBND.pdf", "12_QĐ-UBND.pdf"),
        ("a\u202egpj.exe", "agpj.exe"),
        (" . ", ""),
        ("a" * 300 + ".pdf", "a" * 176 + ".pdf"),
        ("a." + "b" * 300, "a." + "b" * 178),
    ],
)
def test_harmless_file_names(name: str, shown: str) -> None:
    assert harmless_file_name(name) == shown
