"""Reading mails: nothing that a sender writes raises, takes long, or makes a file disappear."""

import os
import subprocess
import sys
import time
from collections import Counter
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from gateway.adapters.mime import OpenedParts, open_mail
from gateway.adapters.mime.second_opinion import agrees, structure_of
from gateway.adapters.mime.tree import MAX_LINES, read_tree
from gateway.domain.admission import Reason
from gateway.domain.message import Defect, Message
from tests.support import mails
from tests.support.mail_cases import Case, awkward, ordinary
from tests.support.signed_mail import entity, mixed, opaque_entity, signed_entity
from tests.support.signed_mail import mail as signed_mail

LIMIT = 50 << 20
HOSTILE_DEADLINE = 2.0  # seconds; the slowest of these takes 0.1 s on two noisy cores
ADAPTER = TypeAdapter(OpenedParts)


def opened(data: bytes, folder: Path, **known: str | None) -> OpenedParts:
    path, spool = folder / "mail.eml", folder / "spool"
    spool.mkdir(exist_ok=True)
    path.write_bytes(data)
    return open_mail(path, spool, known.get("reply_path"), known.get("authserv_id"), LIMIT)


def read(data: bytes, folder: Path, **known: str | None) -> Message:
    message = opened(data, folder, **known).message
    assert message is not None
    return message


@pytest.mark.parametrize("case", awkward(), ids=lambda case: case.name)
def test_awkward_mail(case: Case, tmp_path: Path) -> None:
    begun = time.perf_counter()
    parts = opened(case.data, tmp_path)
    assert time.perf_counter() - begun < HOSTILE_DEADLINE
    message = parts.message
    assert message is not None
    assert tuple((a.file_name, a.kind.value) for a in message.attachments) == case.files
    assert {defect.value for defect in message.defects} == case.defects
    assert (message.sender.address if message.sender else None) == case.sender
    assert case.subject in {None, message.subject}
    assert (case.body or "") in message.body
    check_result(parts, tmp_path)


def test_a_mail_within_is_written_as_it_came_also_out_of_base64(tmp_path: Path) -> None:
    inner = mails.with_pdf()
    for encoding in (None, "base64"):
        part = mails.part(inner, ("Content-Type", "message/rfc822"), encoding=encoding)
        parts = opened(mails.mail(mails.multipart("mixed", part, boundary="out")), tmp_path)
        assert Path(parts.files[0]).read_bytes().rstrip() == inner.rstrip()


def check_result(parts: OpenedParts, folder: Path) -> None:
    """What holds of every answer: it crosses as JSON, and its files are what it says of them."""
    assert ADAPTER.validate_json(ADAPTER.dump_json(parts)) == parts
    attachments = parts.message.attachments if parts.message else ()
    assert len(parts.files) == len(attachments)
    for index, (attachment, name) in enumerate(zip(attachments, parts.files, strict=True)):
        content = Path(name).read_bytes()
        assert Path(name).parent == folder / "spool"
        assert (attachment.index, attachment.size) == (index, len(content))
        assert attachment.sha256 == sha256(content).hexdigest()
    # Besides the attachments lies what S/MIME signs.
    files = [path for path in (folder / "spool").iterdir() if path.name.isdigit()]
    assert len(files) == len(parts.files)
    assert all(Path(part.content).parent == folder / "spool" for part in parts.signed)


def test_ordinary_mails_raise_no_doubt() -> None:
    assert [case.name for case in ordinary() if case.defects] == []


def test_second_opinion_disagrees_when_a_file_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "mail.eml"
    path.write_bytes(mails.with_pdf())
    pdf, note = sha256(mails.PDF).hexdigest(), sha256(b"x").hexdigest()
    assert agrees(structure_of(read_tree(path).root), Counter({pdf: 1}), Counter({pdf: 1}))
    assert not agrees(structure_of(read_tree(path).root), Counter({note: 1}), Counter())
    assert not agrees(
        structure_of(read_tree(path).root), Counter({pdf: 1, note: 1}), Counter({pdf: 1, note: 1})
    )
    assert not agrees(structure_of(read_tree(path).root), Counter({pdf: 2}), Counter({pdf: 2}))


def test_too_large_and_no_mail(tmp_path: Path) -> None:
    path = tmp_path / "mail.eml"
    path.write_bytes(mails.with_pdf())
    assert open_mail(path, tmp_path, None, None, 100) == OpenedParts(None, Reason.TOO_LARGE, ())
    path.write_bytes(b"a\n" * (MAX_LINES + 1))
    assert open_mail(path, tmp_path, None, None, LIMIT).problem is Reason.TOO_LARGE
    for no_mail in (b"", b"\r\n", b"just a line", b"\r\n\r\n" + mails.PDF, b"\x00\xff" * 50):
        path.write_bytes(no_mail)
        assert open_mail(path, tmp_path, None, None, LIMIT).problem is Reason.MALFORMED


AR = "Authentication-Results"


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ([(AR, "mx.a; dmarc=pass header.from=x; spf=fail smtp.mailfrom=x; dkim=none")], {"dmarc": "pass", "spf": "fail", "dkim": "none"}),
        ([(AR, "MX.A 1; (dmarc=fail) dmarc (c)=pass(ok (nested; dmarc=fail))")], {"dmarc": "pass"}),
        ([(AR, "mx.b; dmarc=pass"), (AR, "mx.a; dmarc=pass")], {}),
        ([(AR, "mx.a; dmarc=fail"), (AR, "mx.a; dmarc=pass")], {"dmarc": "fail"}),
        ([(AR, 'mx.a; spf=fail smtp.mailfrom="; dmarc=pass "')], {"spf": "fail"}),
        ([(AR, "mx.a; dmarc=pass; dmarc=fail")], {"dmarc": "fail"}),
        ([(AR, "mx.a; dmarc=fail; dmarc=pass")], {"dmarc": "fail"}),
        ([(AR, "mx.a; dkim=fail header.d=b.vn; dkim=pass header.d=example.vn")], {"dkim": "pass"}),
        ([(AR, "mx.a; dkim=pass header.d=evil.example")], {"dkim": "policy"}),
        ([(AR, "mx.a; dkim=pass header.i=@vn")], {"dkim": "policy"}),
        ([(AR, "mx.a; none")], {}),
        ([(AR, "mx.a.evil; dmarc=pass")], {}),
        ([(AR, "(mx.a) ; dmarc=pass")], {}),
        ([(AR, "mx.a; x-dmarc=pass; arc=pass")], {}),
        ([], {}),
    ],
)  # fmt: skip
def test_authentication_results(
    headers: list[tuple[str, str]], expected: dict[str, str], tmp_path: Path
) -> None:
    data = mails.with_pdf(*headers)
    assert dict(read(data, tmp_path, authserv_id="mx.a").authentication) == expected
    assert read(data, tmp_path).authentication == ()


RECEIVED = ("Received", "from a by b; Fri, 20 Nov 2026 10:00:00 +0700")


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ([("Return-Path", "<a@x.vn>"), RECEIVED], "a@x.vn"),
        ([("Return-Path", "<>"), RECEIVED], ""),
        ([RECEIVED, ("Return-Path", "<a@x.vn>")], None),
        ([("Return-Path", "<a@x.vn>"), RECEIVED, ("Return-Path", "<b@x.vn>")], "a@x.vn"),
        ([("Return-Path", "<a@x.vn>")], "a@x.vn"),
        ([RECEIVED], None),
    ],
)
def test_return_path_only_from_the_last_mta(
    headers: list[tuple[str, str]], expected: str | None, tmp_path: Path
) -> None:
    data = mails.with_pdf(*headers)
    assert read(data, tmp_path).reply_path == expected
    assert read(data, tmp_path, reply_path="known@x.vn").reply_path == "known@x.vn"
    assert read(data, tmp_path, reply_path="").reply_path == ""


def test_traits_and_thread(tmp_path: Path) -> None:
    data = mails.with_pdf(
        ("Auto-Submitted", "no"),
        ("Auto-Submitted", "Auto-Replied (vacation); owner-email=x"),
        ("Precedence", "Bulk"),
        ("List-Id", "<l.example.vn>"),
        ("X-Auto-Response-Suppress", "All"),
        ("X-Congvan-Gateway", "gw-2; receipt"),
        ("References", "<1@x> <2@x>\r\n <3@x>"),
        ("In-Reply-To", "<3@x>"),
        ("Date", "Fri, 20 Nov 2026 10:00:00 +0700"),
    )
    message = read(data, tmp_path)
    assert message.traits.auto_submitted == "auto-replied"
    assert message.traits.precedence == "bulk"
    assert message.traits.has_list_header
    assert message.traits.suppresses_auto_response
    assert message.traits.gateway_mark == "gw-2; receipt"
    assert not message.traits.is_report
    assert message.references == ("<1@x>", "<2@x>", "<3@x>")
    assert message.message_id == "<a1@sxd.example.vn>"
    assert message.date is not None
    assert message.date.isoformat() == "2026-11-20T10:00:00+07:00"
    report = read(mails.delivery_report(), tmp_path).traits
    assert (report.is_report, report.is_delivery_failure) == (True, True)


@pytest.mark.parametrize(
    "date", ["", "x", "Fri, 20 Nov 99999 10:00 +0700", "Fri, 20 Nov 2026 10:00 +9999", "0" * 5000]
)
def test_bad_date_is_no_date(date: str, tmp_path: Path) -> None:
    assert read(mails.with_pdf(("Date", date)), tmp_path).date is None


def hostile() -> dict[str, bytes]:
    """Each was quadratic in the email package, mail-parser, html.parser or unicodedata."""
    marks = "a" + "\u0315\u0334" * 60_000
    nested = mails.pdf(content=mails.PDF + b"x" * 1_000_000)
    for level in range(45):
        fields = [
            ("Content-Disposition", "attachment; filename=a"),
            ("Content-Type", f"multipart/mixed; boundary=n{level}"),
        ]
        nested = mails.head(fields) + mails.bodies(nested, boundary=f"n{level}")
    return {
        "5,000 Cc": mails.with_pdf(
            ("Cc", ", ".join(f"N {n} <a{n}@example.vn>" for n in range(5000)))
        ),
        "references": mails.with_pdf(("References", "<a" * 100_000)),
        "combining marks in the text": mails.mail(mails.text(marks)),
        "combining marks in the subject": mails.with_pdf(("Subject", marks)),
        "encoded words without end": mails.with_pdf(("Subject", "=?a?q?" * 40_000)),
        "quotes without end": mails.with_pdf(("To", '"\\' * 60_000), ("Cc", "(" * 100_000)),
        "authentication results": mails.with_pdf((AR, "mx.a" + ";dkim=pass header.d=" * 10_000)),
        "parameters": mails.mail(b"Content-Type: text/plain" + b';a="' * 2_000 + b"\r\n\r\nx"),
        "html": mails.mail(mails.text("<a " * 70_000, "html")),
        "html comments": mails.mail(mails.text("<!--" * 50_000, "html")),
        "number too long for int": mails.mail(mails.text("&#" + "1" * 100_000 + ";", "html")),
        "attachments within attachments": mails.mail(nested),
    }


@pytest.mark.parametrize("name", hostile())
def test_hostile_mail_takes_no_time(name: str, tmp_path: Path) -> None:
    data = hostile()[name]
    begun = time.process_time()
    parts = opened(data, tmp_path, authserv_id="mx.a")
    assert time.process_time() - begun < 1.0
    check_result(parts, tmp_path)


_READ_AND_MEASURE = """
import re, sys
from pathlib import Path
from gateway.adapters.mime import open_mail
parts = open_mail(Path(sys.argv[1]), Path(sys.argv[2]), None, None, 60 << 20)
print(parts.message.attachments[0].size, len(parts.message.defects))
print(int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024)
"""


def test_40_mb_mail_takes_under_150_mb(tmp_path: Path) -> None:
    size = 29_000_000
    content = mails.PDF + os.urandom(size - len(mails.PDF))
    (tmp_path / "mail.eml").write_bytes(
        mails.mail(mails.multipart("mixed", mails.text(), mails.pdf(content=content)))
    )
    arguments = [sys.executable, "-c", _READ_AND_MEASURE, tmp_path / "mail.eml", tmp_path]
    answer = subprocess.run(arguments, check=True, capture_output=True, text=True, timeout=60)
    assert answer.stderr == ""
    found, peak = answer.stdout.splitlines()
    assert found == f"{size} 0"
    assert int(peak) < 150


CORPUS = [case.data for case in awkward() if len(case.data) < 20_000]
FUZZ = settings(
    max_examples=150,
    deadline=2000,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)


@FUZZ
@given(data=st.binary(max_size=3000))
def test_random_bytes_never_raise(data: bytes, tmp_path: Path) -> None:
    check_fuzzed(data, tmp_path)


@FUZZ
@given(
    data=st.sampled_from(CORPUS),
    cuts=st.lists(
        st.tuples(st.integers(0, 20_000), st.binary(max_size=12), st.integers(0, 40)),
        min_size=1,
        max_size=6,
    ),
)
def test_mutated_mails_never_raise(
    data: bytes, cuts: list[tuple[int, bytes, int]], tmp_path: Path
) -> None:
    for place, insertion, removed in cuts:
        at = place % (len(data) + 1)
        data = data[:at] + insertion + data[at + removed :]
    check_fuzzed(data, tmp_path)


@FUZZ
@given(
    name=st.sampled_from(
        [
            "From",
            "To",
            "Subject",
            "Date",
            "Message-ID",
            "References",
            "Return-Path",
            AR,
            "Auto-Submitted",
            "Content-Type",
        ]
    ),
    value=st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=300),
)
def test_any_header_value_is_read(name: str, value: str, tmp_path: Path) -> None:
    check_fuzzed(mails.with_pdf((name, value)), tmp_path)


def check_fuzzed(data: bytes, folder: Path) -> None:
    """The mail is read or refused, and a document that an untouched mail holds is seen or doubted."""
    for old in (folder / "spool").glob("*"):
        old.unlink()
    parts = opened(data, folder, authserv_id="mx.a")
    check_result(parts, folder)
    message = parts.message
    assert (message is None) is (parts.problem is not None)
    if message is not None:
        names = [a.file_name for a in message.attachments]
        assert not any(character in name for name in names for character in "/\\")
        texts = (message.subject, message.reply_path or "", *names)
        assert not any(character in text for text in texts for character in "\r\n\0\u202e")


def test_a_document_is_seen_or_doubted_when_a_byte_is_lost(tmp_path: Path) -> None:
    data = mails.with_pdf()
    expected = sha256(mails.PDF).hexdigest()
    start = data.index(b"Content-Type")
    silent = [
        at
        for at in range(start, len(data))
        if not _seen_or_doubted(data[:at] + data[at + 1 :], expected, tmp_path)
    ]
    assert silent == []


def _seen_or_doubted(data: bytes, digest: str, folder: Path) -> bool:
    message = read(data, folder)
    seen = any(a.sha256 == digest for a in message.attachments)
    changed = any(a.sha256 != digest for a in message.attachments)  # its signature will tell
    return seen or changed or bool(message.defects - {Defect.UNKNOWN_CHARSET})


_HTML = "<html><body><p>Kính gửi</p><p>MẬT</p></body></html>"


def test_both_alternatives_are_searched(tmp_path: Path) -> None:
    """The clerk sees the HTML; the plain text may be harmless."""
    both = mails.multipart(
        "alternative", mails.text("Kính gửi"), mails.text(_HTML, "html"), boundary="b1"
    )
    body = read(mails.mail(mails.multipart("mixed", both, mails.pdf())), tmp_path).body
    assert body.split("\n").count("MẬT") == 1
    assert body.split("\n").count("Kính gửi") == 1


def test_a_body_that_is_not_read_whole_is_a_doubt(tmp_path: Path) -> None:
    long = mails.text("dòng\r\n" * 60_000 + "MẬT")
    for mail in (
        mails.mail(mails.multipart("mixed", long, mails.pdf())),
        mails.mail(mails.multipart("mixed", *[mails.text("dòng\r\n" * 15_000)] * 4, mails.pdf())),
        mails.mail(mails.multipart("mixed", mails.text("<b> " * 600_000, "html"), mails.pdf())),
        mails.mail(
            mails.multipart("mixed", mails.text(), mails.pdf()), ("Subject", "a " * 700 + "MẬT")
        ),
    ):
        assert read(mail, tmp_path).defects


@pytest.mark.parametrize(
    "charset", ["x-tcvn3", "iso-8859-1", "windows-1252", "us-ascii", "utf-8", ""]
)
def test_bytes_of_an_older_table_are_a_doubt(charset: str, tmp_path: Path) -> None:
    """MẬT in TCVN3, whatever charset the mail names, in body, subject and file name."""
    named = f"; charset={charset}" if charset else ""
    body = mails.part(
        b"M\xcbT", ("Content-Type", f"text/plain{named}"), ("Content-Transfer-Encoding", "8bit")
    )
    subject = f"=?{charset}?Q?[M=CBT]_bao_cao?=".encode() if charset else b"[M\xcbT] bao cao"
    name = b"attachment; filename*=" + charset.encode() + b"''M%CBT.pdf"
    for mail in (
        mails.mail(mails.multipart("mixed", body, mails.pdf())),
        mails.mail(mails.multipart("mixed", mails.text(), mails.pdf()), ("Subject", subject)),
        mails.mail(mails.multipart("mixed", mails.text(), mails.pdf(name))),
    ):
        assert Defect.UNKNOWN_CHARSET in read(mail, tmp_path).defects


def test_a_body_of_an_older_table_in_unicode_is_a_doubt(tmp_path: Path) -> None:
    text = mails.text("Xin gui kem [MËT], tran trong")
    mail = mails.mail(mails.multipart("mixed", text, mails.pdf()))
    message = read(mail.replace(b"utf-8", b"iso-8859-1").replace("Ë".encode(), b"\xcb"), tmp_path)
    assert Defect.UNKNOWN_CHARSET in message.defects


def test_what_s_mime_signs_is_kept_byte_for_byte(tmp_path: Path) -> None:
    """Line ends, white space and the order of headers are the signer's."""
    content = b"content-type:  text/plain\r\nX-Odd : 1\r\n\r\nmot  \r\n\r\n--sgx\r\n hai\t"
    raw = signed_mail(signed_entity(content, mails.P7S))
    parts = opened(raw, tmp_path)
    (signed,) = parts.signed
    assert Path(signed.content).read_bytes() == content
    assert Path(signed.signature).read_bytes() == mails.P7S
    assert parts.message is not None
    assert (parts.message.attachments, parts.enclosed) == ((), False)


@pytest.mark.parametrize("where", ["deep", "behind", "LF"])
def test_a_signed_part_is_found_wherever_it_stands(tmp_path: Path, where: str) -> None:
    content = b"Content-Type: text/plain\r\n\r\nmot\r\n"
    signed = signed_entity(content, mails.P7S)
    raw = {
        "deep": signed_mail(mixed(mixed(signed).replace(b"mx", b"my"))),
        "behind": signed_mail(mixed(mails.pdf(), signed)),
        "LF": signed_mail(signed).replace(b"\r\n", b"\n"),
    }[where]
    (found,) = opened(raw, tmp_path).signed
    own = content.replace(b"\r\n", b"\n") if where == "LF" else content
    assert Path(found.content).read_bytes() == own
    assert (found.canonical is not None) == (where == "LF")
    assert Path(found.canonical or found.content).read_bytes() == content
    assert found.covered == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"S/MIME\r\n--sg\r\n", b"S/MIME\r\n--sg\r\n--sg\r\n"),  # an empty part to some programs
        (b"boundary=sg", b"boundary=sg; boundary=st"),
    ],
)
def test_a_signed_part_that_may_be_read_otherwise_goes_to_a_person(
    tmp_path: Path, old: bytes, new: bytes
) -> None:
    content = mixed(mails.pdf())
    raw = signed_mail(signed_entity(content, mails.P7S))
    assert opened(raw, tmp_path).message.defects == frozenset()
    altered = opened(raw.replace(old, new, 1), tmp_path)
    assert altered.message is not None
    assert Defect.AMBIGUOUS_STRUCTURE in altered.message.defects


def test_more_signed_parts_than_any_mail_has(tmp_path: Path) -> None:
    signed = signed_entity(b"Content-Type: text/plain\r\n\r\nmot\r\n", mails.P7S)
    parts = opened(signed_mail(mixed(*[signed] * 9)), tmp_path)
    assert parts.message is not None
    assert Defect.TOO_MANY_PARTS in parts.message.defects


def test_the_content_of_an_envelope_is_read_under_the_headers_of_the_mail(tmp_path: Path) -> None:
    """Whatever an entity says of its sender or its way is no header of the mail."""
    inner = tmp_path / "inner"
    inner.write_bytes(
        b"From: chu-tich@example.vn\r\nReturn-Path: <x@example.vn>\r\n"
        b"Authentication-Results: mx.example.vn; dmarc=pass\r\nAuto-Submitted: auto-replied\r\n"
        + entity(("34.pdf", mails.PDF))
    )
    path, spool = tmp_path / "mail.eml", tmp_path / "spool"
    spool.mkdir()
    path.write_bytes(signed_mail(opaque_entity(mails.P7S)))
    assert open_mail(path, spool, None, "mx.example.vn", LIMIT).enclosed
    twice = signed_mail(b"Content-Transfer-Encoding: 7bit\r\n" + opaque_entity(mails.P7S))
    path.write_bytes(twice)
    message = open_mail(path, spool, None, None, LIMIT, inner).message
    assert message is not None
    assert Defect.AMBIGUOUS_STRUCTURE in message.defects
    path.write_bytes(signed_mail(opaque_entity(mails.P7S)))
    message = open_mail(path, spool, None, "mx.example.vn", LIMIT, inner).message
    assert message is not None
    assert [item.file_name for item in message.attachments] == ["34.pdf"]
    assert message.sender is not None
    assert message.sender.address == "stn@quangngai.gov.vn"
    assert (message.subject, message.authentication) == ("Gửi giấy mời", ())
    assert (message.reply_path, message.traits.auto_submitted) == (None, None)
    assert message.defects == frozenset()
