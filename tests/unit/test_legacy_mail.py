"""Mail in the older tables: body, subject and file names; other languages are left alone."""

from pathlib import Path

import pytest

from gateway.adapters.mime import open_mail
from gateway.domain.message import Message
from tests.support import mails
from tests.support.older_tables import twice, typed

LIMIT = 50 << 20


def read(data: bytes, folder: Path) -> Message:
    path, spool = folder / "mail.eml", folder / "spool"
    spool.mkdir(exist_ok=True)
    path.write_bytes(data)
    message = open_mail(path, spool, None, None, LIMIT).message
    assert message is not None
    return message


WORDS = "Giấy mời họp giao ban tuần tới"
BODY = f"{WORDS}. Kính gửi các đơn vị, đề nghị báo cáo trước ngày 20."
NAMED = {"tcvn3": "x-viet-tcvn", "viscii": "viscii", "vps": "x-viet-vps", "vni": "x-viet-vni", "windows-1258": "windows-1258"}  # fmt: skip


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("table", NAMED)
def test_mail_in_an_older_table_is_read(table: str, named: bool, tmp_path: Path) -> None:
    """In body, subject and file name; named by the mail, or sent as if it were Latin-1."""
    charset = NAMED[table] if named else "iso-8859-1"
    quoted = "".join(f"={byte:02X}" for byte in typed(WORDS, table))
    percent = quoted.replace("=", "%")
    body = mails.part(typed(BODY, table), ("Content-Type", f"text/plain; charset={charset}"))
    pdf = mails.pdf(f"attachment; filename*={charset}''{percent}.pdf".encode())
    mail = mails.mail(
        mails.multipart("mixed", body, pdf), ("Subject", f"=?{charset}?Q?{quoted}?=".encode())
    )
    message = read(mail, tmp_path)
    assert (message.subject, message.body) == (WORDS, BODY)
    assert message.attachments[0].file_name == f"{WORDS}.pdf"
    assert message.defects == frozenset()


@pytest.mark.parametrize("table", NAMED)
def test_raw_bytes_of_an_older_table_in_a_subject(table: str, tmp_path: Path) -> None:
    mail = mails.mail(
        mails.multipart("mixed", mails.text(), mails.pdf()), ("Subject", typed(WORDS, table))
    )
    assert read(mail, tmp_path).subject == WORDS


def test_html_in_an_older_table_is_read(tmp_path: Path) -> None:
    source = (
        b"<html><head><style>p {font-family: .VnTime}</style></head><body><p>"
        + typed(BODY, "tcvn3")
        + b"</p></body></html>"
    )
    body = mails.part(source, ("Content-Type", "text/html; charset=iso-8859-1"))
    message = read(mails.mail(mails.multipart("mixed", body, mails.pdf())), tmp_path)
    assert (message.body, message.defects) == (BODY, frozenset())


def test_a_mail_of_utf_8_read_twice_is_read(tmp_path: Path) -> None:
    mail = mails.mail(mails.multipart("mixed", mails.text(twice(BODY)), mails.pdf()))
    assert read(mail, tmp_path).body == BODY


def test_a_named_table_that_does_not_fit_is_a_doubt(tmp_path: Path) -> None:
    body = mails.part(typed(BODY, "vni"), ("Content-Type", "text/plain; charset=viscii"))
    message = read(mails.mail(mails.multipart("mixed", body, mails.pdf())), tmp_path)
    assert message.body == BODY  # the letters are those of VNI, whatever the mail says


@pytest.mark.parametrize("charset", ["iso-8859-1", "windows-1252"])
@pytest.mark.parametrize(
    "text",
    [
        "La comunicación del Ministerio de Educación será pública, así que rogamos su atención",
        "Sehr geehrte Damen und Herren, die Prüfung der Unterlagen über das Gebäude in München",
        "Le ministère de l'Éducation a décidé d'améliorer les écoles françaises, où l'été commence",
    ],
)
def test_mail_in_another_language_is_left_alone(text: str, charset: str, tmp_path: Path) -> None:
    body = mails.part(text.encode(charset), ("Content-Type", f"text/plain; charset={charset}"))
    quoted = "".join(f"={byte:02X}" for byte in text[:40].encode(charset))
    mail = mails.mail(
        mails.multipart("mixed", body, mails.pdf()),
        ("Subject", f"=?{charset}?Q?{quoted}?=".encode()),
    )
    message = read(mail, tmp_path)
    assert (message.body, message.subject) == (text, text[:40])
    assert message.defects == frozenset()


@pytest.mark.parametrize(
    ("charset", "data", "meant"),
    [
        ("x-viet-tcvn", b"Gi=CAy", "Giấy"),
        ("TCVN5712-1", b"H=97I", "HỘI"),
        ("viscii", b"M=87T", "MẬT"),
        ("x-viet-vps", b"M=C6T", "MẬT"),
        ("x-viet-vni", b"MA=C4T", "MẬT"),
        ("windows-1258", b"M=C2=F2T", "MẬT"),
    ],
)
def test_one_word_in_a_table_that_the_mail_names(
    charset: str, data: bytes, meant: str, tmp_path: Path
) -> None:
    subject = b"=?" + charset.encode() + b"?Q?" + data + b"?="
    message = read(
        mails.mail(mails.multipart("mixed", mails.text(), mails.pdf()), ("Subject", subject)),
        tmp_path,
    )
    assert (message.subject, message.defects) == (meant, frozenset())
