"""Mails as mail programs write them."""

from tests.support.mail_cases.case import ONE, Case, case
from tests.support.mails import (
    DOCUMENT_NAME,
    P7S,
    PDF,
    PNG,
    mail,
    multipart,
    part,
    pdf,
    text,
    with_pdf,
)


def ordinary() -> list[Case]:
    """Mails as mail programs write them: none may raise a doubt."""
    logo = part(
        PNG,
        ("Content-Type", "image/png; name=logo.png"),
        ("Content-ID", "<logo1@x>"),
        ("Content-Disposition", "inline; filename=logo.png"),
        encoding="base64",
    )
    page = text('<p>K&iacute;nh gửi</p><img src="cid:logo1@x">', "html")
    both = multipart("alternative", text(), text("<p>Kính gửi</p>", "html"), boundary="alt")
    signature = part(
        P7S,
        ("Content-Type", "application/pkcs7-signature; name=smime.p7s"),
        ("Content-Disposition", "attachment; filename=smime.p7s"),
        encoding="base64",
    )
    signed = multipart(
        "signed", multipart("mixed", text(), pdf(), boundary="in"), signature, boundary="s"
    )
    related = multipart("related", page, logo, boundary="rel")
    octets = part(
        PDF, ("Content-Type", 'application/octet-stream; name="34_GM-UBND.pdf"'), encoding="base64"
    )
    quoted = part(
        b"K=C3=ADnh g=E1=BB=ADi",
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Transfer-Encoding", "quoted-printable"),
    )
    return [
        case("text and a document", with_pdf(), body="Kính gửi"),
        case("text only", mail(text()), (), body="Kính gửi"),
        case(
            "html only",
            mail(text("<html><style>p{}</style><p>Kính gửi &amp; chào</p>", "html")),
            (),
            body="Kính gửi & chào",
        ),
        case("alternative and a document", mail(multipart("mixed", both, pdf())), body="Kính gửi"),
        case("inline logo", mail(multipart("mixed", related, pdf()))),
        case(
            "logo inside alternative",
            mail(
                multipart("mixed", multipart("alternative", text(), related, boundary="alt"), pdf())
            ),
        ),
        case("S/MIME signed", mail(signed)),
        case("type octet-stream, name in Content-Type", mail(multipart("mixed", text(), octets))),
        case("quoted-printable text", mail(multipart("mixed", quoted, pdf())), body="Kính gửi"),
        case("the mail is the document", mail(pdf())),
        case(
            "two documents",
            mail(multipart("mixed", text(), pdf(), pdf('attachment; filename="b.pdf"'))),
            (*ONE, ("b.pdf", "pdf")),
        ),
        case(
            "text around the document",
            mail(multipart("mixed", text("Trước"), pdf(), text("Sau"))),
            body="Sau",
        ),
        case(
            "document shown inline",
            mail(multipart("mixed", text(), pdf(f"inline; filename={DOCUMENT_NAME}"))),
        ),
        case(
            "document without a name",
            mail(
                multipart(
                    "mixed",
                    text(),
                    part(PDF, ("Content-Type", "application/pdf"), encoding="base64"),
                )
            ),
            (("", "pdf"),),
        ),
        case("bare line feeds", with_pdf().replace(b"\r\n", b"\n")),
        case(
            "preamble and epilogue",
            with_pdf().replace(b"--b0\r\n", b"This is a multi-part message.\r\n--b0\r\n", 1)
            + b"\r\nBye\r\n",
        ),
        case(
            "mbox line first",
            b"From vanthu@sxd.example.vn Fri Nov 20 10:00:00 2026\r\n" + with_pdf(),
        ),
        case(
            "invitation beside its text",
            mail(
                multipart(
                    "mixed",
                    multipart(
                        "alternative",
                        text(),
                        part(
                            b"BEGIN:VCALENDAR\r\nEND:VCALENDAR",
                            ("Content-Type", "text/calendar; method=REQUEST"),
                        ),
                        boundary="alt",
                    ),
                    pdf(),
                )
            ),
        ),
        case(
            "named text is a file",
            mail(
                multipart(
                    "mixed",
                    text(),
                    part(
                        b"noi dung",
                        ("Content-Type", "text/plain; name=a.txt"),
                        ("Content-Disposition", "inline; filename=a.txt"),
                    ),
                )
            ),
            (("a.txt", "txt"),),
        ),
    ]
