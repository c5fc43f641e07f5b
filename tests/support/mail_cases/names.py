"""File names and subjects."""

import base64

from tests.support.mail_cases.case import ONE, Case, case, named_pdf
from tests.support.mails import mail, multipart, pdf, text, with_pdf


def named() -> list[Case]:
    """File names, right and wrong."""
    word = "=?UTF-8?B?" + base64.b64encode("Giấy mời.pdf".encode()).decode() + "?="
    return [
        case(
            "RFC 2231",
            *named_pdf(
                "attachment; filename*=UTF-8''Gi%E1%BA%A5y%20m%E1%BB%9Di.pdf", "Giấy mời.pdf"
            ),
        ),
        case(
            "RFC 2231 in segments",
            *named_pdf(
                "attachment; filename*0*=UTF-8'vi'Gi%E1%BA%A5y; filename*1*=%20m%E1%BB%9Di; filename*2=.pdf",
                "Giấy mời.pdf",
            ),
        ),
        case(
            "RFC 2231 wins",
            *named_pdf("attachment; filename=x.exe; filename*=UTF-8''a.pdf", "a.pdf"),
        ),
        case(
            "RFC 2047 where it must not be",
            *named_pdf(f'attachment; filename="{word}"', "Giấy mời.pdf"),
        ),
        case(
            "RFC 2047 in two folded words",
            *named_pdf(
                f'attachment; filename="{word[:-6]}?=\r\n =?UTF-8?B?{word[-6:-2]}?="',
                "Giấy mời.pdf",
            ),
        ),
        case("raw UTF-8", *named_pdf('attachment; filename="Giấy mời.pdf"', "Giấy mời.pdf")),
        case(
            "raw decomposed UTF-8",
            *named_pdf('attachment; filename="Gia\u0302\u0301y.pdf"', "Giấy.pdf"),
        ),
        case(
            "unquoted with spaces",
            *named_pdf("attachment; filename=Giay moi so 34.pdf", "Giay moi so 34.pdf"),
        ),
        case("semicolon inside quotes", *named_pdf('attachment; filename="a; b.pdf"', "a; b.pdf")),
        case("path upwards", *named_pdf('attachment; filename="../../etc/passwd"', "passwd")),
        case(
            "Windows path", *named_pdf('attachment; filename="C:\\\\Users\\\\a\\\\x.pdf"', "x.pdf")
        ),
        case(
            "document code with a slash",
            *named_pdf('attachment; filename="12/QĐ-UBND.pdf"', "12_QĐ-UBND.pdf"),
        ),
        case(
            "line break and header in the name",
            *named_pdf("attachment; filename*=UTF-8''a%0D%0ABcc:%20x.pdf", "a Bcc_ x.pdf"),
        ),
        case(
            "right to left override",
            *named_pdf("attachment; filename*=UTF-8''a%E2%80%AEfdp.exe", "afdp.exe"),
        ),
        case("null byte", *named_pdf("attachment; filename*=UTF-8''a.pdf%00.exe", "a.pdf.exe")),
        case("only dots", *named_pdf('attachment; filename="..."', "")),
        case(
            "very long name",
            *named_pdf(f'attachment; filename="{"a" * 3000}.pdf"', "a" * 176 + ".pdf"),
        ),
        case(
            "unknown charset in the name",
            *named_pdf("attachment; filename*=VISCII''a%D5.pdf", "aÕ.pdf"),
            "unknown-charset",
        ),
    ]


def subjects() -> list[Case]:
    """Subjects in all their encodings."""

    def variant(name: str, value: str | bytes, subject: str, *defects: str) -> Case:
        return case(name, with_pdf(("Subject", value)), ONE, *defects, subject=subject)

    return [
        variant("Q word", "=?utf-8?Q?Gi=E1=BA=A5y_m=E1=BB=9Di?=", "Giấy mời"),
        variant("character split over two words", "=?UTF-8?B?R2nhug==?= =?UTF-8?B?pXk=?=", "Giấy"),
        variant("folded", "=?UTF-8?Q?Gi=E1=BA=A5y?=\r\n =?UTF-8?Q?_m=E1=BB=9Di?=", "Giấy mời"),
        variant("cp1258", "=?windows-1258?Q?Gi=E2=ECy?=", "Giấy"),
        variant("raw UTF-8", "Giấy mời", "Giấy mời"),
        variant("raw legacy bytes", b"Gi\xcay m\xeai", "GiÊy mêi", "unknown-charset"),
        variant("unknown charset", "=?x-tcvn3?Q?Gi=CAy?=", "GiÊy", "unknown-charset"),
        variant(
            "codec that is no charset", "=?unicode_escape?Q?=5Cx41?=", "\\x41", "unknown-charset"
        ),
        variant("line break inside a word", "=?utf-8?Q?a=0D=0ABcc:_x?=", "a Bcc: x"),
        variant("broken base64 word", "=?utf-8?B?R2n?= x", "Gi x"),
        variant("null and bidi", "=?utf-8?Q?a=00b=E2=80=AEc?=", "a bc"),
        variant("empty word", "=?utf-8?B??=", ""),
        case(
            "two subjects",
            mail(multipart("mixed", text(), pdf()), ("Subject", "mot"), ("Subject", "hai")),
            ONE,
            subject="mot hai",
        ),
        case("no subject", with_pdf(("Subject", None)), ONE, subject=""),
    ]
