"""Secrets in the corners of a mail itself, and their innocent twins. Everything is made up."""

import base64
from email.message import EmailMessage
from email.policy import SMTP

from tests.support.containers import tnef, uuencoded, zipped
from tests.support.labelled_secrets import Labelled, _innocent, _secret, docx, lines, pdf

_PLAIN = pdf(lines(7))
_SECRET_FILE = docx(lines(7, mark="TỐI MẬT"))
_ICS = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nSUMMARY:{}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"


def _mail(subject: str = "Gửi văn bản", **headers: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = "Sở Nội vụ <snv@quangngai.gov.vn>"
    message["To"] = "sxd@quangngai.gov.vn"
    message["Subject"] = subject
    message["Message-ID"] = "<7@quangngai.gov.vn>"
    for name, value in headers.items():
        message[name] = value
    return message


def _attach(message: EmailMessage, name: str, data: bytes) -> bytes:
    message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def _html(source: str) -> bytes:
    """A mail in HTML alone, with an ordinary document."""
    message = _mail()
    message.set_content(source, subtype="html", charset="utf-8", cte="base64")
    return _attach(message, "7_BC-SNV.pdf", _PLAIN)


def _invited(summary: str) -> bytes:
    """An invitation of a calendar beside its own text."""
    message = _mail("Lịch họp")
    message.set_content("Kính mời dự họp.\n")
    message.add_alternative(_ICS.format(summary), subtype="calendar", charset="utf-8", cte="base64")
    return _attach(message, "7_BC-SNV.pdf", _PLAIN)


def _in_pieces(subject: str) -> bytes:
    """A subject in encoded words that end within a letter (RFC 2047 forbids it, programs do it)."""
    message = _mail("SUBJECT")
    message.set_content("Kính gửi.\n")
    whole = _attach(message, "7_BC-SNV.pdf", _PLAIN)
    data = subject.encode()
    pieces = (data[at : at + 3] for at in range(0, len(data), 3))
    words = "\r\n ".join(f"=?UTF-8?B?{base64.b64encode(piece).decode()}?=" for piece in pieces)
    return whole.replace(b"Subject: SUBJECT", f"Subject: {words}".encode())


def _with(*files: tuple[str, bytes], **headers: str) -> bytes:
    message = _mail(**headers)
    message.set_content("Kính gửi văn bản kèm theo.\n")
    for name, data in files[:-1]:
        _attach(message, name, data)
    return _attach(message, *files[-1])


def _forwarded(subject: str, *files: tuple[str, bytes], body: str = "Kính gửi.") -> bytes:
    inner = _mail(subject)
    inner.set_content(body + "\n")
    for name, data in files:
        _attach(inner, name, data)
    message = _mail("Fwd: văn bản")
    message.set_content("Kính chuyển.\n")
    message.add_attachment(inner)
    return message.as_bytes()


def _as_text(name: str, data: bytes) -> bytes:
    message = _mail()
    message.set_content("Kính gửi.\n")
    head, _, _ = message.as_bytes().partition(b"\r\n\r\n")
    return head + b"\r\n\r\nKinh gui van ban.\r\n\r\n" + uuencoded(name, data).encode()


# fmt: off
DISGUISED_MAILS: tuple[Labelled, ...] = (
    _secret("html-title", raw=_html("<html><head><title>[MẬT] Báo cáo</title></head><body><p>Kính gửi.</p></body></html>")),
    _secret("html-alt", raw=_html('<p>Kính gửi.</p><img src="cid:x" alt="MẬT">')),
    _secret("html-raised", raw=_html('<p style="text-transform: uppercase">tối mật</p><p>Kính gửi.</p>')),
    _secret("html-cells", raw=_html("<table><tr><td>M</td><td>Ậ</td><td>T</td></tr></table><p>Kính gửi.</p>")),
    _secret("html-entities", raw=_html("<p>M&#7852;T</p><p>Kính gửi.</p>")),
    _secret("html-split", raw=_html("<p>M<b>Ậ</b><i>T</i></p><p>Kính gửi.</p>")),
    _secret("calendar", raw=_invited("[MẬT] Họp giao ban")),
    _secret("key-words", raw=_with(("7_BC-SNV.pdf", _PLAIN), Keywords="MẬT")),
    _secret("subject-pieces", raw=_in_pieces("[TỐI MẬT] Báo cáo")),
    _secret("subject-pieces-label", raw=_in_pieces("Báo cáo, độ mật: Mật")),
    _secret("forwarded-file", raw=_forwarded("Văn bản", ("7.docx", _SECRET_FILE))),
    _secret("forwarded-subject", raw=_forwarded("[MẬT] Văn bản", ("7.pdf", _PLAIN))),
    _secret("forwarded-body", raw=_forwarded("Văn bản", ("7.pdf", _PLAIN), body="Xin gửi tài liệu mật.")),
    _secret("winmail", raw=_with(("winmail.dat", tnef(("7.docx", _SECRET_FILE))))),
    _secret("zip-in-zip", raw=_with(("7.zip", zipped(("trong.zip", zipped(("7.docx", _SECRET_FILE))))))),
    _secret("uuencode", raw=_as_text("7.docx", _SECRET_FILE)),
    _secret("second-file", raw=_with(("7_BC-SNV.pdf", _PLAIN), ("phu luc.docx", _SECRET_FILE))),
    _innocent("html-title-plain", raw=_html("<title>Công tác bảo vệ bí mật nhà nước</title><p>Kính gửi.</p>")),
    _innocent("html-alt-plain", raw=_html('<p>Kính gửi.</p><img src="cid:x" alt="Mật ong Trà Bồng" title="Logo">')),
    _innocent("html-raised-plain", raw=_html('<h1 style="text-transform:uppercase">Bảo vệ bí mật</h1><p>mật ong</p>')),
    _innocent("calendar-plain", raw=_invited("Họp về bảo vệ bí mật nhà nước")),
    _innocent("forwarded-plain", raw=_forwarded("Văn bản", ("7.pdf", _PLAIN))),
)
# fmt: on
