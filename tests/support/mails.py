"""Mails built byte by byte, ordinary and awkward. All names and domains in them are made up."""

import base64
from collections.abc import Sequence

CRLF = b"\r\n"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x96\0\0\0\x96" + b"\0" * 40
P7S = bytes.fromhex("308006092a864886f70d010702a080") + b"\0" * 40
TAIL = base64.b64encode(PDF)[-8:]
DOCUMENT_NAME = "34_GM-UBND.pdf"

FROM = ("From", "=?UTF-8?Q?V=C4=83n_th=C6=B0?= <vanthu@sxd.example.vn>")
BASIC: tuple[tuple[str, str], ...] = (
    FROM,
    ("To", "sxd@quangngai.gov.vn"),
    ("Subject", "Giay moi hop"),
    ("Date", "Fri, 20 Nov 2026 10:00:00 +0700"),
    ("Message-ID", "<a1@sxd.example.vn>"),
    ("MIME-Version", "1.0"),
)

Headers = Sequence[tuple[str, str | bytes]]


def head(headers: Headers) -> bytes:
    """A header block with its empty line; text goes out as UTF-8, so raw 8-bit headers are possible."""
    lines = [
        name.encode() + b": " + (value.encode() if isinstance(value, str) else value)
        for name, value in headers
    ]
    return CRLF.join([*lines, b"", b""])


def headers(*changes: tuple[str, str | bytes | None]) -> list[tuple[str, str | bytes]]:
    """The basic headers; a change replaces a header of that name, adds a new one, or drops it (None)."""
    given = {name.lower() for name, _ in changes}
    kept: list[tuple[str, str | bytes]] = [h for h in BASIC if h[0].lower() not in given]
    return kept + [(name, value) for name, value in changes if value is not None]


def part(content: bytes, *fields: tuple[str, str | bytes], encoding: str | None = None) -> bytes:
    """A MIME part, encoded as asked ("base64" or None for as it is)."""
    if encoding == "base64":
        content = base64.encodebytes(content).replace(b"\n", CRLF).rstrip(CRLF)
        fields = (*fields, ("Content-Transfer-Encoding", "base64"))
    return head(fields) + content


def text(
    content: str = "Kính gửi Quý cơ quan.", subtype: str = "plain", charset: str = "UTF-8"
) -> bytes:
    return part(
        content.encode(charset, "replace"),
        ("Content-Type", f"text/{subtype}; charset={charset}"),
        ("Content-Transfer-Encoding", "8bit"),
    )


def pdf(
    disposition: str | bytes = f'attachment; filename="{DOCUMENT_NAME}"', content: bytes = PDF
) -> bytes:
    return part(
        content,
        ("Content-Type", "application/pdf"),
        ("Content-Disposition", disposition),
        encoding="base64",
    )


def multipart(kind: str, *parts: bytes, boundary: str = "b0", extra: str = "") -> bytes:
    """A multipart as a part of its own, headers included."""
    return head([("Content-Type", f'multipart/{kind}; boundary="{boundary}"{extra}')]) + bodies(
        *parts, boundary=boundary
    )


def bodies(*parts: bytes, boundary: str = "b0") -> bytes:
    line = b"--" + boundary.encode()
    return b"".join(line + CRLF + p + CRLF for p in parts) + line + b"--" + CRLF


def mail(body: bytes, *changes: tuple[str, str | bytes | None]) -> bytes:
    """A mail of the basic headers, changed, and a body that begins with its own Content-* headers."""
    return head(headers(*changes))[:-2] + body


def with_pdf(*changes: tuple[str, str | bytes | None]) -> bytes:
    """The ordinary case: a text and one document."""
    return mail(multipart("mixed", text(), pdf()), *changes)


def nested(depth: int) -> bytes:
    """A multipart in a multipart in a multipart …, with a document in the innermost."""
    opening = b"".join(
        b"--n%d\r\nContent-Type: multipart/mixed; boundary=n%d\r\n\r\n" % (level, level + 1)
        for level in range(depth)
    )
    return mail(
        b"Content-Type: multipart/mixed; boundary=n0\r\n\r\n"
        + opening
        + b"--n%d\r\n" % depth
        + pdf()
        + b"\r\n--n%d--\r\n" % depth
    )


def delivery_report(*more: bytes) -> bytes:
    """A bounce (RFC 3464) that returns a mail with a document."""
    status = (
        head([("Content-Type", "message/delivery-status")])
        + b"Reporting-MTA: dns; mx.example.vn\r\n\r\nFinal-Recipient: rfc822; x@example.vn\r\nAction: failed\r\nStatus: 5.1.1\r\n"
    )
    returned = head([("Content-Type", "message/rfc822")]) + with_pdf()
    return mail(
        multipart(
            "report",
            text(),
            status,
            returned,
            *more,
            boundary="r0",
            extra="; report-type=delivery-status",
        ),
        ("From", "MAILER-DAEMON@mx.example.vn"),
        ("Auto-Submitted", "auto-replied"),
    )
