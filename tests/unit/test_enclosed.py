"""Files out of containers: which document an annex belongs to, what is doubted, what the clerk is told."""

from dataclasses import replace

import pytest

from gateway import resources
from gateway.adapters.rules_yaml import load_rules
from gateway.domain.admission import Reason
from gateway.domain.answering import non_document
from gateway.domain.document import DocumentFields
from gateway.domain.enclosed import doubts_of_enclosed, mark_of_enclosed, notes_of_enclosed
from gateway.domain.examination import ExaminedFile
from gateway.domain.formats import FileKind, FormatPolicy, FormatVerdict
from gateway.domain.grouping import ReadFile, group
from gateway.domain.message import Attachment, CmsContent, Container, Enclosed, Message, ReplyTraits
from gateway.domain.pairing import pair
from tests.support.examined import mail
from tests.support.values import raw_message, reading

ZIP = Container(FileKind.ZIP, (0,), ("a.zip",))
INNER = Container(FileKind.MAIL, (0, 1), ("a.zip", "thư.eml"))
OTHER = Container(FileKind.ZIP, (2,), ("b.zip",))
OWN = frozenset({"sxd@quangngai.gov.vn"})
WARN = FormatPolicy(dict.fromkeys(FileKind, FormatVerdict.WARN))


def file(name: str, within: Container | None, *, main: bool) -> ReadFile:
    attachment = Attachment(0, name, FileKind.PDF, 1, name, within=within)
    fields = DocumentFields(document_type=reading("Quyết định") if main else None)
    return ReadFile(ExaminedFile(attachment, FormatVerdict.ACCEPT), fields)


def grouped(*files: ReadFile) -> dict[str, list[str]]:
    return {
        main.file.attachment.file_name: [item.file.attachment.file_name for item in annexes]
        for main, annexes in group(files)
    }


def test_an_annex_belongs_to_the_document_in_its_innermost_container() -> None:
    files = [
        file("A", None, main=True),
        file("b1", ZIP, main=False),
        file("c1", INNER, main=False),
        file("B", ZIP, main=True),
        file("C", INNER, main=True),
        file("d1", OTHER, main=False),
        file("b2", ZIP, main=False),
    ]
    assert grouped(*files) == {"A": ["d1"], "B": ["b1", "b2"], "C": ["c1"]}


def test_without_any_container_the_nearest_before_leads() -> None:
    files = [file(name, None, main=name.isupper()) for name in ("x", "A", "a", "B", "b")]
    assert grouped(*files) == {"A": ["x", "a"], "B": ["b"]}


def test_a_signature_is_of_what_lies_beside_it() -> None:
    p7s = Attachment(3, "34.pdf.p7s", FileKind.CMS, 1, "s", CmsContent.DETACHED)
    one = Attachment(0, "34.pdf", FileKind.PDF, 1, "x", within=ZIP)
    two = Attachment(1, "34.pdf", FileKind.PDF, 1, "y", within=OTHER)
    for within, index in ((ZIP, 0), (OTHER, 1)):
        paired = pair([one, two, replace(p7s, within=within)], lambda *_: ())
        assert list(paired.signatures) == [index]
    for documents in ([one, two], [one]):  # outside of both: only its digest could say
        paired = pair([*documents, p7s], lambda *_: ())
        assert (paired.signatures, paired.unpaired) == ({}, (p7s,))


def message(*enclosed: Enclosed, **changes: object) -> Message:
    made = mail("x", **changes).message
    assert made is not None
    return replace(made, enclosed=enclosed)


@pytest.mark.parametrize(
    ("verdict", "doubts"),
    [
        (FormatVerdict.ACCEPT, ()),
        (FormatVerdict.WARN, ()),
        (FormatVerdict.HOLD, (Reason.NOT_OPENED,)),
        (FormatVerdict.REFUSE, (Reason.FORMAT_NOT_LISTED,)),
    ],
)
def test_the_rules_decide_about_containers(
    verdict: FormatVerdict, doubts: tuple[Reason, ...]
) -> None:
    formats = FormatPolicy({FileKind.ZIP: verdict})
    assert doubts_of_enclosed(message(Enclosed(ZIP)), raw_message(), formats, OWN) == doubts


def test_what_we_have_sent_ourselves_is_doubted() -> None:
    for said in (
        Enclosed(INNER, sender="SXD@quangngai.gov.vn"),
        Enclosed(INNER, message_id="<cv.7@quangngai.gov.vn>"),
    ):
        doubts = doubts_of_enclosed(message(said), raw_message(), WARN, OWN)
        assert doubts == (Reason.OWN_MESSAGE,)
    stranger = Enclosed(INNER, sender="stn@quangngai.gov.vn", message_id="<1@quangngai.gov.vn>")
    assert doubts_of_enclosed(message(stranger), raw_message(), WARN, OWN) == ()


def test_a_bounce_that_returns_a_mail_is_no_document() -> None:
    traits = ReplyTraits(is_delivery_failure=True)
    bounce = message(Enclosed(INNER), traits=traits)
    assert doubts_of_enclosed(bounce, raw_message(), WARN, OWN) == (Reason.BOUNCE,)
    # A person sees it: the mail within may have been read wrongly.
    assert non_document(replace(bounce, attachments=()), raw_message(), OWN) is None


@pytest.mark.parametrize(
    "said",
    [
        Enclosed(None, subject="[MẬT] Giấy mời"),
        Enclosed(None, body="ĐỘ MẬT: TỐI MẬT"),
        Enclosed(None, names=("MẬT_34.pdf",)),
        Enclosed(None, names=("Hồ sơ/MẬT/34.pdf",)),
        Enclosed(None, names=("a\\MẬT\\34.pdf",)),
        Enclosed(Container(FileKind.ZIP, (0,), ("TỐI MẬT.zip",))),
    ],
)
def test_marks_of_a_container_count(said: Enclosed) -> None:
    marks = load_rules(resources.shared("rules")).secrecy
    assert mark_of_enclosed(marks, said, foreign=False) is Reason.SECRET
    harmless = Enclosed(ZIP, "Giấy mời", "Kính gửi", ("a/34.pdf",))
    assert mark_of_enclosed(marks, harmless, foreign=True) is None


def test_names_in_an_older_table_are_marks_where_the_mail_names_no_character_set() -> None:
    marks = load_rules(resources.shared("rules")).secrecy
    said = Enclosed(ZIP, "", "", ("MËT/34.pdf",))
    assert mark_of_enclosed(marks, said, foreign=True) is Reason.SECRET
    assert mark_of_enclosed(marks, said, foreign=False) is None


def test_the_clerk_reads_where_each_file_lay() -> None:
    files = [file(f"{n}.pdf", ZIP, main=False).file for n in range(12)]
    files += [file("x.pdf", None, main=True).file, file("thư.pdf", INNER, main=False).file]
    one, two = notes_of_enclosed(files)
    assert one.startswith("Tệp «0.pdf», «1.pdf»")
    assert one.endswith("«9.pdf» và 2 tệp khác nằm trong tệp nén «a.zip».")
    assert two == "Tệp «thư.pdf» nằm trong thư đính kèm «a.zip › thư.eml»."


def test_the_clerk_reads_that_a_mail_within_the_mail_is_signed_itself() -> None:
    deep = Container(FileKind.ZIP, (*INNER.way, 2), (*INNER.names, "c.zip"))
    said = [Enclosed(INNER, is_signed=True), Enclosed(ZIP), Enclosed(None, is_signed=True)]
    signed = "Thư đính kèm «a.zip › thư.eml» có chữ ký riêng, chưa được kiểm tra."
    for within in (INNER, deep):
        assert notes_of_enclosed([file("x.pdf", within, main=True).file], said)[1:] == (signed,)
    for within in (ZIP, OTHER, None):
        found = notes_of_enclosed([file("x.pdf", within, main=True).file], said)
        assert signed not in found
