"""Broken, hiding and excessive structures."""

from tests.support.mail_cases.case import ONE, Case, case
from tests.support.mails import (
    DOCUMENT_NAME,
    P7S,
    PDF,
    TAIL,
    delivery_report,
    head,
    mail,
    multipart,
    nested,
    part,
    pdf,
    text,
    with_pdf,
)


def broken() -> list[Case]:
    """Structures that hide, break or close a file."""
    inner = head([("Content-Type", "message/rfc822")]) + with_pdf()
    uu = "Xem:\r\nbegin 644 a.pdf\r\n#0V%T\r\n`\r\nend\r\n"
    base = with_pdf()
    fake_logo = part(PDF, ("Content-Type", "image/png"), ("Content-ID", "<l>"), encoding="base64")
    p7s = ("Content-Type", "application/pkcs7-signature; name=smime.p7s")
    fake_signature = multipart("signed", text(), part(PDF, p7s, encoding="base64"), boundary="s")
    return [
        case(
            "boundary missing in the header",
            base.replace(b'; boundary="b0"', b""),
            (),
            "missing-boundary",
        ),
        case(
            "boundary that never comes",
            base.replace(b'boundary="b0"', b'boundary="zz"'),
            (),
            "missing-boundary",
        ),
        case("closing boundary cut off", base.replace(b"--b0--\r\n", b""), ONE, "missing-boundary"),
        case(
            "part after the end", base + b"\r\n--b0\r\n" + pdf() + b"\r\n", ONE, "missing-boundary"
        ),
        case(
            "two boundaries",
            base.replace(b'boundary="b0"', b'boundary="b0"; boundary="b1"'),
            ONE,
            "ambiguous-structure",
        ),
        case(
            "two Content-Type",
            base.replace(
                b"Content-Type: multipart",
                b"Content-Type: text/plain\r\nContent-Type: multipart",
                1,
            ),
            (),
            "not-opened",
            "ambiguous-structure",
        ),
        case(
            "a line that is no header",
            base.replace(b"MIME-Version: 1.0\r\n", b"oops\r\n"),
            (),
            "not-opened",
            "ambiguous-structure",
        ),
        case(
            "base64 on a multipart",
            mail(multipart("mixed", text(), pdf()), ("Content-Transfer-Encoding", "base64")),
            ONE,
            "ambiguous-structure",
        ),
        case(
            "foreign characters in base64",
            base.replace(b"JVBER", b"JV!BER"),
            ONE,
            "broken-transfer-encoding",
        ),
        case("base64 cut short", base.replace(TAIL, TAIL[:-3]), ONE, "broken-transfer-encoding"),
        case(
            "base64 after its padding",
            base.replace(TAIL, TAIL + b"QUJD"),
            ONE,
            "broken-transfer-encoding",
        ),
        case(
            "unknown transfer encoding",
            base.replace(b"Encoding: base64", b"Encoding: x-rot13"),
            ((DOCUMENT_NAME, "txt"),),
            "broken-transfer-encoding",
        ),
        case(
            "forwarded as an attachment",
            mail(multipart("mixed", text(), inner, boundary="out")),
            (("Giay moi hop.eml", "eml"),),
        ),
        case(
            "a mail within whose begin is in doubt",
            mail(
                multipart(
                    "mixed",
                    pdf(),
                    b"Content-Type: message/rfc822\r\nno header\r\n" + with_pdf(),
                    boundary="out",
                )
            ),
            ONE,
            "ambiguous-structure",
        ),
        case(
            "forwarded under a name, in a digest, in the mail itself",
            mail(
                multipart(
                    "mixed",
                    head([("Content-Type", "message/rfc822; name=thu.eml")]) + with_pdf(),
                    multipart("digest", b"\r\n" + with_pdf(), boundary="di"),
                    boundary="out",
                )
            ),
            (("thu.eml", "eml"), ("Giay moi hop.eml", "eml")),
        ),
        case(
            "base64 message/rfc822",
            mail(
                multipart(
                    "mixed",
                    text(),
                    part(with_pdf(), ("Content-Type", "message/rfc822"), encoding="base64"),
                )
            ),
            (("thư.eml", "eml"),),
            "ambiguous-structure",
        ),
        case(
            "message/partial",
            mail(head([("Content-Type", "message/partial; id=1; number=1")]) + b"x: y\r\n\r\nz"),
            (),
            "not-opened",
        ),
        case(
            "winmail.dat",
            mail(
                multipart(
                    "mixed",
                    text(),
                    part(
                        b"\x78\x9f\x3e\x22" + b"\0" * 20,
                        ("Content-Type", "application/ms-tnef; name=winmail.dat"),
                        encoding="base64",
                    ),
                )
            ),
            (("winmail.dat", "tnef"),),
        ),
        case(
            "winmail.dat that is none",
            mail(multipart("mixed", pdf('attachment; filename="winmail.dat"'))),
            (("winmail.dat", "pdf"),),
            "not-opened",
        ),
        case(
            "p7m",
            mail(
                part(
                    P7S,
                    ("Content-Type", "application/pkcs7-mime; name=smime.p7m"),
                    encoding="base64",
                )
            ),
            (("smime.p7m", "p7"),),
        ),
        case("uuencode in the text", mail(text(uu)), (("a.pdf", "txt"),)),
        case("uuencode without an end", mail(text(uu.replace("end", ""))), (), "not-opened"),
        case("uuencode in HTML", mail(text(uu, "html")), (), "not-opened"),
        case(
            "yEnc in the text",
            mail(text("=ybegin line=128 size=1 name=a.pdf\r\nx")),
            (),
            "not-opened",
        ),
        case(
            "document that calls itself a logo",
            mail(multipart("related", text('<img src="cid:l">', "html"), fake_logo)),
            (("", "pdf"),),
        ),
        case(
            "document that calls itself a signature", mail(fake_signature), (("smime.p7s", "pdf"),)
        ),
        case(
            "document that calls itself text",
            mail(
                multipart(
                    "mixed", text(), part(PDF, ("Content-Type", "text/plain"), encoding="base64")
                )
            ),
            (("", "pdf"),),
        ),
        case(
            "document without any headers",
            mail(multipart("mixed", text(), b"\r\n" + PDF)),
            (("", "pdf"),),
        ),
        case(
            "unknown charset of the text",
            mail(
                multipart(
                    "mixed",
                    part(b"Gi\xcay", ("Content-Type", "text/plain; charset=x-unknown")),
                    pdf(),
                )
            ),
            ONE,
            "unknown-charset",
            body="GiÊy",
        ),
        case(
            "text that is no UTF-8",
            mail(
                multipart(
                    "mixed", part(b"Gi\xcay", ("Content-Type", "text/plain; charset=utf-8")), pdf()
                )
            ),
            ONE,
            "unknown-charset",
        ),
        case(
            "empty attachment",
            mail(multipart("mixed", text(), pdf(content=b""))),
            ((DOCUMENT_NAME, "empty"),),
        ),
        case(
            "report that is none",
            mail(multipart("report", text(), inner, boundary="r0")),
            (("Giay moi hop.eml", "eml"),),
        ),
        case(
            "report with a document beside",
            delivery_report(pdf()),
            ONE,
            sender="MAILER-DAEMON@mx.example.vn",
        ),
        case("bounce", delivery_report(), (), sender="MAILER-DAEMON@mx.example.vn"),
    ]


def excessive() -> list[Case]:
    """Over the caps that genuine mail never meets."""
    many = multipart("mixed", *[text("x")] * 1200)
    cc = ", ".join(f"Nguyễn Văn A {n} <a{n}@example.vn>" for n in range(5000))
    return [
        case("60 levels", nested(60), (), "too-deep"),
        case("1,500 levels", nested(1500), (), "too-deep"),
        case("1,200 parts", mail(many), (), "too-many-parts"),
        case(
            "60 mails within",
            mail(multipart("digest", *[b"\r\n" + with_pdf()] * 60, boundary="di")),
            (("Giay moi hop.eml", "eml"),) * 50,
            "too-many-parts",
        ),
        case("300 KB of headers", with_pdf(("X-Long", "x" * 300_000)), (), "header-too-large"),
        case(
            "20 KB of Content-Type",
            with_pdf().replace(b'; boundary="b0"', b'; boundary="b0"' + b"; a=b" * 5000, 1),
            (),
            "header-too-large",
        ),
        case("5,000 Cc", with_pdf(("Cc", cc)), ONE, "too-many-addresses"),
    ]
