"""What a case of a mail is."""

from dataclasses import dataclass

from tests.support.mails import DOCUMENT_NAME, mail, multipart, pdf, text


@dataclass(frozen=True)
class Case:
    """A mail and what its reading must give. `files` are (name, kind); None leaves a point open."""

    name: str
    data: bytes
    files: tuple[tuple[str, str], ...] | None = ()
    defects: frozenset[str] = frozenset()
    subject: str | None = None
    body: str | None = None  # a piece of it
    sender: str | None = "vanthu@sxd.example.vn"


ONE = ((DOCUMENT_NAME, "pdf"),)


def case(
    name: str,
    data: bytes,
    files: tuple[tuple[str, str], ...] | None = ONE,
    *defects: str,
    **more: str | None,
) -> Case:
    return Case(name, data, files, frozenset(defects), **more)


def named_pdf(
    disposition: str | bytes, name: str, kind: str = "pdf"
) -> tuple[bytes, tuple[tuple[str, str], ...]]:
    return mail(multipart("mixed", text(), pdf(disposition))), ((name, kind),)
