"""From in its forms."""

from tests.support.mail_cases.case import ONE, Case, case
from tests.support.mails import FROM, mail, multipart, pdf, text, with_pdf


def authors() -> list[Case]:
    """From in its forms, honest and forged."""

    def variant(name: str, value: str, sender: str | None, *defects: str) -> Case:
        return case(name, with_pdf(("From", value)), ONE, *defects, sender=sender)

    return [
        variant("bare", "a@B.Example.VN", "a@b.example.vn"),
        variant("address as the name", '"a@gov.vn" <x@evil.example>', "x@evil.example"),
        variant("unquoted address as the name", "a@gov.vn <x@evil.example>", "x@evil.example"),
        variant("comment", "a@gov.vn (b@evil.example)", "a@gov.vn"),
        variant("two authors", "a@gov.vn, x@evil.example", None, "several-from"),
        variant("two angle addresses", "A <a@gov.vn> <x@evil.example>", None, "no-from"),
        variant("comma inside quotes", '"Sở, Ban" <a@gov.vn>', "a@gov.vn"),
        variant("comma inside a word", "=?utf-8?Q?x=2C_y?= <a@gov.vn>", "a@gov.vn"),
        variant("quoted local part", '"a@gov.vn"@evil.example', None, "no-from"),
        variant("parenthesis after the address", "a@gov.vn)x@evil.example", None, "no-from"),
        variant("empty", "<>", None, "no-from"),
        variant("group", "undisclosed:;", None, "no-from"),
        case("no From", with_pdf(("From", None)), ONE, "no-from", sender=None),
        case(
            "two From",
            mail(multipart("mixed", text(), pdf()), FROM, ("From", "x@evil.example")),
            ONE,
            "several-from",
            sender=None,
        ),
    ]
