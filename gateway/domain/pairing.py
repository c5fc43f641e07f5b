"""Which file a detached signature (`.p7s`) signs: by its name, else by the digest that it signs.

A signature is no document: it gets no number and is listed with the document that it belongs to.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from gateway.domain.message import Attachment, CmsContent
from gateway.domain.vietnamese import fold

# Of a signature and the files that it may sign: those whose content has the digest that it signs.
SignedBy = Callable[[Attachment, Sequence[Attachment]], Sequence[Attachment]]


@dataclass(frozen=True, slots=True)
class Paired:
    """The attachments of a mail: documents, the signatures of each by its index, and the rest."""

    documents: tuple[Attachment, ...]
    signatures: Mapping[int, tuple[Attachment, ...]]
    unpaired: tuple[Attachment, ...]  # nobody can say what these sign

    def of(self, document: Attachment) -> tuple[Attachment, ...]:
        """The detached signatures of a document."""
        return self.signatures.get(document.index, ())


def pair(attachments: Sequence[Attachment], signed_by: SignedBy) -> Paired:
    """Finds the document of each detached signature; `signed_by` is asked where names do not decide."""
    signatures = [item for item in attachments if item.cms is CmsContent.DETACHED]
    documents = [item for item in attachments if item.cms is not CmsContent.DETACHED]
    found: dict[int, tuple[Attachment, ...]] = {}
    unpaired: list[Attachment] = []
    for signature in signatures:
        signed = _named(signature, documents)
        if len(signed) != 1:
            alone = (
                len(signatures) == len(documents) == 1 and documents[0].within == signature.within
            )
            signed = documents if alone else signed_by(signature, signed or documents)
        if len(signed) == 1:
            index = signed[0].index
            found[index] = (*found.get(index, ()), signature)
        else:
            unpaired.append(signature)
    return Paired(tuple(documents), found, tuple(unpaired))


def _named(signature: Attachment, documents: Sequence[Attachment]) -> Sequence[Attachment]:
    """`a.pdf` for `a.pdf.p7s`; without that, every `a.*` for `a.p7s`. Only what lies beside it."""
    documents = [item for item in documents if item.within == signature.within]
    stem = _stem(fold(signature.file_name))
    if not stem:
        return []
    same = [item for item in documents if fold(item.file_name) == stem]
    return same or [item for item in documents if _stem(fold(item.file_name)) == stem]


def _stem(name: str) -> str:
    return name.rpartition(".")[0] or name
