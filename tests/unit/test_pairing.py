"""Which document a detached signature belongs to."""

from collections.abc import Sequence

import pytest

from gateway.domain.formats import FileKind
from gateway.domain.message import Attachment, CmsContent
from gateway.domain.pairing import Paired, pair


def attachments(*names: str) -> list[Attachment]:
    """`.p7s` names are detached signatures, all others documents."""
    return [
        Attachment(index, name, FileKind.CMS, 1, name, CmsContent.DETACHED)
        if name.lower().endswith(".p7s")
        else Attachment(index, name, FileKind.PDF, 1, name)
        for index, name in enumerate(names)
    ]


def nothing_by_digest(signature: Attachment, candidates: Sequence[Attachment]) -> list[Attachment]:
    return []


def names_of(paired: Paired) -> dict[str, list[str]]:
    return {
        document.file_name: [item.file_name for item in paired.of(document)]
        for document in paired.documents
    }


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("a.pdf", "a.pdf.p7s"), {"a.pdf": ["a.pdf.p7s"]}),
        (("a.p7s", "a.pdf"), {"a.pdf": ["a.p7s"]}),
        (("A.PDF", "a.pdf.P7S"), {"A.PDF": ["a.pdf.P7S"]}),
        (("Hòa.pdf", "Hoà.pdf.p7s", "b.pdf"), {"Hòa.pdf": ["Hoà.pdf.p7s"], "b.pdf": []}),
        (("x.pdf", "y.p7s"), {"x.pdf": ["y.p7s"]}),  # the only one beside the only one
        (("", ".p7s"), {"": [".p7s"]}),
        (("a.pdf", "a.docx", "a.pdf.p7s"), {"a.pdf": ["a.pdf.p7s"], "a.docx": []}),
        (
            ("a.pdf", "b.pdf", "a.p7s", "a.pdf.p7s"),
            {"a.pdf": ["a.p7s", "a.pdf.p7s"], "b.pdf": []},
        ),
    ],
)
def test_names_decide(names: tuple[str, ...], expected: dict[str, list[str]]) -> None:
    paired = pair(attachments(*names), nothing_by_digest)
    assert names_of(paired) == expected
    assert paired.unpaired == ()


@pytest.mark.parametrize(
    ("names", "candidates"),
    [
        (("a.pdf", "b.pdf", "c.p7s"), ["a.pdf", "b.pdf"]),
        (("a.pdf", "a.docx", "b.pdf", "a.p7s"), ["a.pdf", "a.docx"]),
        (("a.pdf", "a.pdf", "a.pdf.p7s"), ["a.pdf", "a.pdf"]),
        (("a.pdf", "x.p7s", "y.p7s"), ["a.pdf"]),
    ],
)
def test_where_names_do_not_decide_the_digest_is_asked(
    names: tuple[str, ...], candidates: list[str]
) -> None:
    asked: list[list[str]] = []

    def last(signature: Attachment, offered: Sequence[Attachment]) -> list[Attachment]:
        asked.append([item.file_name for item in offered])
        return [offered[-1]]

    paired = pair(attachments(*names), last)
    assert asked[0] == candidates
    assert paired.unpaired == ()
    assert len(pair(attachments(*names), nothing_by_digest).unpaired) == len(asked)
    every = pair(attachments(*names), lambda _, offered: [*offered, *offered])
    assert len(every.unpaired) == len(asked)


def test_a_signature_alone_signs_nothing() -> None:
    paired = pair(attachments("a.pdf.p7s"), nothing_by_digest)
    assert (paired.documents, len(paired.unpaired)) == ((), 1)


def test_only_what_is_a_signature_by_its_content_is_one() -> None:
    """A PDF that is named as a signature stays a document."""
    named = Attachment(0, "a.pdf.p7s", FileKind.PDF, 1, "x")
    closed = Attachment(1, "b.p7m", FileKind.CMS, 1, "y", CmsContent.ENCRYPTED)
    assert pair([named, closed], nothing_by_digest).documents == (named, closed)
