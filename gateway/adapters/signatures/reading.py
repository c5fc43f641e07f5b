"""Reading a PDF strictly, with the two exceptions that scanners and Word make necessary."""

import re
from io import BytesIO
from typing import cast

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfStrictReadError
from pyhanko.pdf_utils.xref import XRefCache, XRefSectionType
from pyhanko.sign.diff_analysis import DiffPolicy, DiffResult, SuspiciousModification
from pyhanko.sign.general import byte_range_digest
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from gateway.adapters.signatures import (
    crl_lookup,
    hex_strings,
    oid_limits,
    path_limits,
    pdf_tokens,
    x509_names,
    xref_limits,
)
from gateway.adapters.signatures.following import BoundedResolver
from gateway.adapters.signatures.form_size import signature_fields
from gateway.adapters.signatures.object_streams import IndexedReader

_REPLACED = (
    crl_lookup,
    hex_strings,
    oid_limits,
    path_limits,
    pdf_tokens,
    x509_names,
    xref_limits,
)
for _module in _REPLACED:
    _module.install()

_REPEATED_INFO = re.compile(
    r"Multiple definitions in dictionary at byte 0x[0-9a-f]+ for key /Info$"
)
_INFO = re.compile(rb"/Info\s+\d+\s+\d+\s+R\b")
_TRAILER = re.compile(rb"\btrailer\s*<<")
_LAST_BYTES = 65_536
_MAX_TRAILER = 4096  # bytes; a trailer with a dozen entries has 300


class JudgedSignature(EmbeddedPdfSignature):
    """pyHanko's signature, digested over the original bytes and compared once.

    Hybrid cross-references are not refused here: `structure.py` refuses them where they matter.
    """

    reader: "StrictReader"

    def compute_digest(self, hash_algo: str | None = None) -> bytes:
        algorithm = hash_algo or self.external_md_algorithm
        if algorithm not in self.external_digests:
            _, self.external_digests[algorithm] = byte_range_digest(
                self.reader.original, self.byte_range, algorithm
            )
        return self.external_digests[algorithm]

    def compute_integrity_info(
        self, diff_policy: DiffPolicy | None = None, skip_diff: bool = False
    ) -> None:
        if not self._integrity_checked:
            super().compute_integrity_info(diff_policy, skip_diff)  # type: ignore[no-untyped-call]  # pyHanko gives it no types

    @property
    def covered(self) -> SignatureCoverageLevel | None:
        return cast("SignatureCoverageLevel | None", self.coverage)

    @property
    def changes(self) -> DiffResult | SuspiciousModification | None:
        return cast("DiffResult | SuspiciousModification | None", self.diff_result)

    def _enforce_hybrid_xref_policy(self) -> None:
        return None


class StrictReader(IndexedReader):
    """A strict reader that remembers the bytes as they came."""

    def __init__(self, data: bytes, original: bytes) -> None:
        self.original = BytesIO(original)
        self.size = len(original)
        self.blanked_info = data is not original
        self.judged: list[JudgedSignature] = []
        super().__init__(BytesIO(data), strict=True)
        # pyHanko raises KeyError here for a reference to nothing, which genuine files have.
        self.xrefs.get_introducing_revision = self._introduced  # type: ignore[method-assign]  # see above

    def _introduced(self, ref: generic.Reference) -> int:
        """What no cross-reference lists was introduced by nobody: for comparisons it is as old as the file."""
        try:
            return int(XRefCache.get_introducing_revision(self.xrefs, ref))
        except KeyError:
            return 0

    def get_object(  # type: ignore[override]  # pyHanko gives its parameters no types
        self, ref: generic.Reference, revision: int | None = None, **options: bool
    ) -> generic.PdfObject:
        """A reference to what no cross-reference lists is null (ISO 32000-2 §7.3.10), also for strict readers.

        `differences.py` refuses that an update fills such a hole.
        """
        try:
            found: generic.PdfObject = super().get_object(ref, revision, **options)  # type: ignore[no-untyped-call]  # pyHanko gives it no types
        except PdfStrictReadError:
            last = self.xrefs.total_revisions - 1 if revision is None else revision
            if self.xrefs.get_historical_ref(ref, last) is not None:
                raise
            found = generic.NullObject()
            found.container_ref = ref
        return found

    def _indexed(
        self, stream: generic.StreamObject, number: int, wanted: int, place: int
    ) -> generic.PdfObject | None:
        """ISO 32000-2 §7.5.7: /N pairs of integers stand before /First."""
        if 4 * stream["/N"] - 1 > stream["/First"]:
            raise PdfStrictReadError("an object stream without room for what it announces")
        return super()._indexed(stream, number, wanted, place)

    def get_historical_resolver(self, revision: int) -> BoundedResolver:
        cache = self._historical_resolver_cache
        found = cache.get(revision)
        if not isinstance(found, BoundedResolver):
            found = cache[revision] = BoundedResolver(self, revision)
        return found

    @property
    def embedded_signatures(self) -> list[JudgedSignature]:
        """The signatures that were found sound enough to be looked at, oldest first."""
        return sorted(self.judged, key=lambda signature: signature.signed_revision)

    def hybrid_revisions(self) -> list[int]:
        return [
            revision
            for revision in range(self.xrefs.total_revisions)
            if self.xrefs.get_xref_container_info(revision).xref_section_type
            == XRefSectionType.HYBRID_MAIN
        ]

    def filled_fields(self) -> list[tuple[str, object, object]]:
        """Name, value and field of every filled signature field, in the order of the form."""
        return list(signature_fields(self, filled=True))


def open_strictly(data: bytes) -> StrictReader:
    """Opens a PDF. Raises one of `PARSER_FAILURES` when it is none that can be read strictly."""
    if (
        b"%%EOF" not in data[-_LAST_BYTES:]
    ):  # pyHanko would look through the last line, however long
        raise PdfStrictReadError("no end mark near the end")
    try:
        reader = StrictReader(data, data)
    except PdfStrictReadError as error:
        if not _REPEATED_INFO.search(str(error)):
            raise
        reader = StrictReader(_blank_repeated_info(data), data)
    return reader


def _blank_repeated_info(data: bytes) -> bytes:
    """A copy of the same length in which only the last /Info of each trailer stands (HP Scan)."""
    copy = bytearray(data)
    for trailer in _TRAILER.finditer(data):
        end = data.find(b">>", trailer.end(), trailer.end() + _MAX_TRAILER)
        if end < 0:
            continue
        for entry in list(_INFO.finditer(data, trailer.end(), end))[:-1]:
            copy[entry.start() : entry.end()] = b" " * (entry.end() - entry.start())
    return bytes(copy)
