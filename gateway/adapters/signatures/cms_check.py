"""The shape of a CMS blob, walked without recursion and before any ASN.1 library sees it."""

from asn1crypto import cms, x509

from gateway.adapters.signatures.findings import Finding, broken, doubtful
from gateway.domain.signature import VerdictReason

MAX_CMS = 512 * 1024  # bytes
MAX_CERTIFICATES = 32
_MAX_DEPTH = 40  # genuine signatures with a timestamp inside reach about 25
_MAX_NODES = 60_000
STRONG_DIGESTS = frozenset({"sha256", "sha384", "sha512", "sha3_256", "sha3_384", "sha3_512"})


_END_OF_CONTENTS = b"\x00\x00"


def measure(blob: bytes) -> int | None:
    """Length in bytes of the first BER value of `blob`, or None when it is malformed or too deep.

    BER with indefinite lengths occurs in genuine files. Walks without recursion.
    """
    ends: list[int | None] = []  # of the values around; None: indefinite, closed by 00 00
    position = 0
    for _ in range(_MAX_NODES):
        header = _read_header(blob, position)
        if header is None:
            return None
        constructed, length, body = header
        if ends and ends[-1] is None and blob[position:body] == _END_OF_CONTENTS:
            ends.pop()
            position = body
        elif not _fits(body, length, ends, len(blob)) or not (constructed or length is not None):
            return None
        elif constructed:
            ends.append(None if length is None else body + length)
            position = body
        else:
            position = body + (length or 0)
        while ends and ends[-1] == position:
            ends.pop()
        if not ends or len(ends) > _MAX_DEPTH:
            return None if ends else position
    return None


def _fits(body: int, length: int | None, ends: list[int | None], size: int) -> bool:
    limit = size
    for end in reversed(ends):
        if end is not None:
            limit = end
            break
    return body + (length or 0) <= limit


def _read_header(blob: bytes, position: int) -> tuple[bool, int | None, int] | None:
    """(constructed, length or None for indefinite, where the body starts)."""
    if position + 2 > len(blob):
        return None
    constructed = bool(blob[position] & 0x20)
    if blob[position] & 0x1F == 0x1F:  # long tags occur nowhere in CMS
        return None
    length, body = blob[position + 1], position + 2
    if length == 0x80:
        return constructed, None, body
    if length > 0x80:
        count = length & 0x7F
        if count > 4 or body + count > len(blob):
            return None
        length = int.from_bytes(blob[body : body + count], "big")
        body += count
    return constructed, length, body


def check_blob(blob: bytes) -> list[Finding]:
    """Size, depth and tail of the string in /Contents."""
    if len(blob.rstrip(b"\x00")) > MAX_CMS:
        return [doubtful("cms-too-large", VerdictReason.TOO_COMPLEX)]
    length = measure(blob)
    if length is None:
        return [broken("cms-malformed", VerdictReason.MALFORMED_SIGNATURE)]
    if blob[length:].strip(b"\x00"):
        return [doubtful("bytes-after-cms", VerdictReason.UNUSUAL_SIGNATURE)]
    return []


def check_signed_data(blob: bytes, *, timestamp: bool) -> list[Finding]:
    """One SignerInfo, no eContent (a timestamp has its TSTInfo), few certificates, one digest algorithm."""
    info = cms.ContentInfo.load(blob)
    if info["content_type"].native != "signed_data":
        return [broken("cms-not-signed-data", VerdictReason.MALFORMED_SIGNATURE)]
    signed = info["content"]
    if len(signed["signer_infos"]) != 1:
        return [broken("signer-info-count", VerdictReason.MALFORMED_SIGNATURE)]
    findings: list[Finding] = []
    if not timestamp and _has_content(signed):
        findings.append(broken("encapsulated-content", VerdictReason.MALFORMED_SIGNATURE))
    certificates = signed["certificates"]
    if certificates and len(certificates) > MAX_CERTIFICATES:
        findings.append(doubtful("many-certificates", VerdictReason.TOO_COMPLEX))
    if not all_known(signed):
        findings.append(doubtful("unknown-parts", VerdictReason.UNUSUAL_SIGNATURE))
    return findings + check_signer_info(signed)


def all_known(signed: cms.SignedData) -> bool:
    """asn1crypto drops what it finds behind the parts of RFC 5652 §5.1 (6) and §5.3 (7), a damaged tag with it."""
    return _parts(signed) <= 6 and all(_parts(signer) <= 7 for signer in signed["signer_infos"])


def _parts(value: cms.SignedData | cms.SignerInfo) -> int:
    _ = value["version"]  # asn1crypto parses late
    return len(value.children)


def _has_content(signed: cms.SignedData) -> bool:
    return signed["encap_content_info"]["content"].native is not None


def check_signer_info(signed: cms.SignedData) -> list[Finding]:
    """Attributes and digest algorithm of the only signer."""
    signer_info = signed["signer_infos"][0]
    findings: list[Finding] = []
    if not signer_info["signed_attrs"]:
        findings.append(doubtful("no-signed-attributes", VerdictReason.UNUSUAL_SIGNATURE))
    digest = signer_info["digest_algorithm"]["algorithm"].native
    announced = {item["algorithm"].native for item in signed["digest_algorithms"]}
    if announced != {digest}:
        findings.append(doubtful("digest-algorithms-differ", VerdictReason.UNUSUAL_SIGNATURE))
    if digest not in STRONG_DIGESTS and digest != "sha1":  # SHA-1: see `assessment.py`
        findings.append(broken("weak-digest-algorithm", VerdictReason.WEAK_ALGORITHM))
    return findings


def check_promise(signer_info: cms.SignerInfo, certificate: x509.Certificate) -> list[Finding]:
    """RFC 5035 §5: where both signing-certificate attributes stand, each holds. pyHanko looks at one of them."""
    for attribute in signer_info["signed_attrs"] or ():
        if attribute["type"].native != "signing_certificate":
            continue
        promised = [value["certs"][0]["cert_hash"].native for value in attribute["values"]]
        if promised != [certificate.sha1]:
            return [broken("other-certificate-promised", VerdictReason.MALFORMED_SIGNATURE)]
    return []
