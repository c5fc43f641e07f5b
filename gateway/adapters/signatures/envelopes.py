"""What a CMS file holds, taken out of it: the content of a `.p7m`, the digests that a `.p7s` signs. Judges nothing."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from asn1crypto import cms

from gateway.adapters.signatures.carriers import ENCRYPTED_TYPES, MAX_FILE, content_of
from gateway.adapters.signatures.cms_check import STRONG_DIGESTS, measure
from gateway.adapters.signatures.cms_files import unarmoured
from gateway.adapters.signatures.findings import PARSER_FAILURES
from gateway.domain.message import CmsContent

_DIGESTS = STRONG_DIGESTS | {"sha1"}  # finding the file is not judging it
_MAX_SIGNERS = 32
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Opened:
    """What was found; size and digest are those of the content and stand for ENVELOPING alone."""

    cms: CmsContent
    size: int = 0  # bytes
    sha256: str = ""


_CLOSED = Opened(CmsContent.CLOSED)


def open_envelope(path: Path, target: Path) -> Opened:
    """Looks into a CMS file; what it envelops is written to `target`.

    Whatever the file is, the answer is a value. Raises OSError of the disk.
    """
    try:
        info = _load(path)
        if info is None:
            return _CLOSED
        if info["content_type"].native in ENCRYPTED_TYPES:
            return Opened(CmsContent.ENCRYPTED)
        return _open_signed(info, target)
    except PARSER_FAILURES:
        return _CLOSED


def signed_by(signature: Path, contents: list[Path]) -> list[int]:
    """The places in `contents` of the files whose digest every signer of a detached signature signs.

    None where a signer signs no attributes: then there is no digest to be read. Raises OSError of the disk.
    """
    try:
        info = _load(signature)
        digests = _digests(info) if info is not None else []
    except PARSER_FAILURES:
        return []
    return [number for number, path in enumerate(contents) if digests and _has_all(path, digests)]


def _load(path: Path) -> cms.ContentInfo | None:
    """None for what is no CMS file, or too large or too deep to be looked at."""
    if path.stat().st_size > MAX_FILE:
        return None
    blob = unarmoured(path.read_bytes())
    length = measure(blob) if blob is not None else None
    return cms.ContentInfo.load(blob[:length]) if blob is not None and length else None


def _open_signed(info: cms.ContentInfo, target: Path) -> Opened:
    if info["content_type"].native != "signed_data":
        return _CLOSED
    signed: cms.SignedData = info["content"]
    plain = signed["encap_content_info"]["content_type"].native == "data"
    if not plain or not signed["signer_infos"]:
        return _CLOSED
    content = content_of(signed)
    if content is None:
        return Opened(CmsContent.DETACHED)
    target.write_bytes(content)
    return Opened(CmsContent.ENVELOPING, len(content), hashlib.sha256(content).hexdigest())


def _digests(info: cms.ContentInfo) -> list[tuple[str, bytes]]:
    """Algorithm and digest of each signer; empty when one of them cannot be read."""
    if info["content_type"].native != "signed_data":
        return []
    signers = list(info["content"]["signer_infos"])[: _MAX_SIGNERS + 1]
    found = [digest for signer in signers for digest in _digest(signer)]
    return found if len(found) == len(signers) <= _MAX_SIGNERS else []


def _digest(signer: cms.SignerInfo) -> Iterator[tuple[str, bytes]]:
    algorithm = signer["digest_algorithm"]["algorithm"].native
    for attribute in signer["signed_attrs"] or ():
        if attribute["type"].native == "message_digest" and algorithm in _DIGESTS:
            yield algorithm, attribute["values"][0].native


def _has_all(path: Path, digests: Sequence[tuple[str, bytes]]) -> bool:
    wanted = set(digests)
    return wanted == {(name, _hash(path, name)) for name, _ in wanted}


def _hash(path: Path, algorithm: str) -> bytes:
    found = hashlib.new(algorithm)
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            found.update(block)
    return found.digest()
