"""Mutations of genuine signed files, each repeatable from its seed, and what may excuse a VALID after one.

`mutate` draws a file, a kind of mutation (sometimes two) and its places from one number. `excuse` is the other
half of the property: the closed list of the changes that leave everything that was signed as it was.
"""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pypdfium2
from asn1crypto import cms, parser

from gateway.domain.signature import DocumentVerdict, Modifications, TimeSource

BYTE_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")
END_OF_REVISION = re.compile(rb"%%EOF(?:\r\n|\n|\r)?")


@dataclass(frozen=True)
class Original:
    """A genuine file with the question under which it is VALID. `at` in ISO 8601."""

    name: str
    data: bytes = field(repr=False)
    trust: Path
    at: str
    revocation: str = "require"

    @cached_property
    def ranges(self) -> list[tuple[int, int, int]]:
        """Of each signed range: begin and end of the hex string that it leaves out, and its own end."""
        found = (tuple(map(int, match.groups())) for match in BYTE_RANGE.finditer(self.data))
        return [
            (start, end, end + length)
            for _, start, end, length in found
            if self.data[start : start + 1] == b"<" and self.data[end - 1 : end] == b">"
        ]

    @property
    def gaps(self) -> list[tuple[int, int]]:
        return [(start, end) for start, end, _ in self.ranges]

    @property
    def covered(self) -> int:
        """The end of the last signed range."""
        return max(end for _, _, end in self.ranges)

    @cached_property
    def ends(self) -> set[int]:
        """Where its revisions end."""
        return {found.end() for found in END_OF_REVISION.finditer(self.data)}

    def outside_gaps(self, data: bytes) -> bytes:
        """`data` without what stands where the gaps of this file are."""
        parts, position = [], 0
        for start, end in sorted(self.gaps):
            parts.append(data[position:start])
            position = end
        return b"".join([*parts, data[position:]])


@dataclass(frozen=True)
class Mutant:
    """What came of it: `kinds` are the names of the mutations that were applied."""

    seed: int
    original: Original
    kinds: tuple[str, ...]
    data: bytes = field(repr=False)


Mutation = Callable[[random.Random, Original, Sequence[Original], bytes], bytes]


def mutate(
    seed: int, originals: Sequence[Original], kinds: Sequence[tuple[int, Mutation]]
) -> Mutant:
    """One mutant that is not its original. `kinds` are pairs of weight and mutation."""
    chance = random.Random(seed)
    original = chance.choices(originals, [_weight(item) for item in originals])[0]
    names: list[str] = []
    data = original.data
    for _ in range(20):
        weights = [weight for weight, _ in kinds]
        mutation = chance.choices([kind for _, kind in kinds], weights)[0]
        data = mutation(chance, original, originals, data)
        names.append(mutation.__name__)
        if data != original.data and chance.random() < 0.85:
            break
    return Mutant(seed, original, tuple(names), data)


def _weight(original: Original) -> float:
    """Small files more often: they are judged faster and most of their bytes mean something."""
    return 1 / (1 + len(original.data) / 50_000)


def excuse(mutant: Mutant, verdict: DocumentVerdict, originals: Sequence[Original]) -> str | None:
    """Why this mutant may be called VALID, or None. There are no other reasons than these four.

    1. `earlier-revision`: the file is the beginning of a genuine file up to the end of one of its revisions.
       Whoever had the file at that time had exactly these bytes.
    2. `same-value`: no byte outside the gaps differs, and the hex strings in them have equal values (their
       digits may differ in case): the CMS is the same.
    3. `same-signed-part`: no byte outside the gaps differs, and of the CMS only what no signature covers:
       unsigned attributes, further certificates, lists and parameters of algorithms (a null), the case of
       letters in the name by which the signer's certificate is found. A timestamp that was touched proves
       nothing: the time is then the original's, or not from a timestamp.
    4. `another-dss`: what all signatures cover is untouched, the tail has validation data or a document
       timestamp, the judge saw no other later change, and every page looks as before.
    """
    data = mutant.data
    if any(item.data.startswith(data) and len(data) in item.ends for item in originals):
        return "earlier-revision"
    reasons = (_excuse_by(item, data, verdict) for item in originals)
    return next((reason for reason in reasons if reason is not None), None)


def _excuse_by(original: Original, data: bytes, verdict: DocumentVerdict) -> str | None:
    same_length = len(data) == len(original.data)
    if same_length and original.outside_gaps(data) == original.outside_gaps(original.data):
        gaps = [(original.data[start:end], data[start:end]) for start, end in original.gaps]
        if all(one.lower() == two.lower() for one, two in gaps):
            return "same-value"
        same = all(_signed_part(one) == _signed_part(two) for one, two in gaps)
        return "same-signed-part" if same and _no_forged_time(verdict, original) else None
    tail = data[original.covered :]
    untouched = data[: original.covered] == original.data[: original.covered]
    if untouched and _only_validation_data(verdict, tail) and _looks(data) == _looks(original.data):
        return "another-dss"
    return None


def _signed_part(gap: bytes) -> tuple[object, ...]:
    """What the signature value of a CMS covers, and the value."""
    try:
        blob = bytes.fromhex(gap[1:-1].decode("ascii"))
        padding = blob[parser.peek(blob) :].strip(b"\0")
    except ValueError:  # no CMS at all: equal to none
        return (gap,)
    content = cms.ContentInfo.load(blob)["content"]
    (signer,) = content["signer_infos"]
    algorithms = [
        signer[part]["algorithm"].native for part in ("digest_algorithm", "signature_algorithm")
    ]
    values = [signer[part].dump() for part in ("signed_attrs", "signature")]
    sid = signer["sid"].chosen  # RFC 5280 §7.1: names are equal in any case
    who = (sid["issuer"].hashable, sid["serial_number"].native)
    return (*algorithms, *values, *who, content["encap_content_info"].dump(), padding)


def _no_forged_time(verdict: DocumentVerdict, original: Original) -> bool:
    """A proven time that a mutant has must stand in a timestamp token of the original, unchanged."""
    tokens = b"".join(
        bytes.fromhex(original.data[a + 1 : b - 1].decode()) for a, b in original.gaps
    )
    return all(
        report.time_source is not TimeSource.TIMESTAMP
        or (
            report.signed_at is not None
            and report.signed_at.strftime("%Y%m%d%H%M%S").encode() in tokens
        )
        for report in verdict.signatures
    )


def _only_validation_data(verdict: DocumentVerdict, tail: bytes) -> bool:
    kinds = {report.modifications for report in verdict.signatures}
    seen = Modifications.LTA in kinds and kinds <= {Modifications.SIGNATURES, Modifications.LTA}
    return seen and (b"/DSS" in tail or b"/DocTimeStamp" in tail)


def _looks(data: bytes) -> list[bytes]:
    """The pages as pictures; none when no viewer could open it."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return []
    try:
        return [bytes(page.render(scale=0.5).buffer) for page in document]
    finally:
        document.close()
