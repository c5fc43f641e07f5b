"""How many ways certificates could be chained, counted before pyHanko walks them all.

Five authorities that certify each other fit into one signature and give more paths than anybody can walk
(RFC 4158 §2.4.2: loops are to be kept out). Genuine files have a handful.
"""

from collections.abc import Iterator, Sequence

from asn1crypto import cms, x509
from pyhanko.sign.general import extract_certificate_info

from gateway.adapters.signatures.embedded import EmbeddedKnowledge, brought, read_embedded
from gateway.adapters.signatures.findings import PARSER_FAILURES
from gateway.adapters.signatures.reading import JudgedSignature

_MOST_STEPS = 200


def is_tangled(signature: JudgedSignature) -> bool:
    """Whether the signer or one of its timestamps brings a knot of authorities.

    What cannot be read is no knot: whoever reads it next says what is wrong.
    """
    known = read_embedded(signature)
    try:
        return any(_is_knotted(signed, known) for signed in _with_stamps(signature))
    except PARSER_FAILURES:
        return False


def _with_stamps(signature: JudgedSignature) -> Iterator[cms.SignedData]:
    yield signature.signed_data
    for attribute in signature.signer_info["unsigned_attrs"] or ():
        if attribute["type"].native == "signature_time_stamp_token":
            yield from (token["content"] for token in attribute["values"])


def _is_knotted(signed: cms.SignedData, known: EmbeddedKnowledge) -> bool:
    try:
        signer = extract_certificate_info(signed).signer_cert
        return is_knot(signer, brought(signed, known))
    except PARSER_FAILURES:
        return False


def is_knot(certificate: x509.Certificate, pool: Sequence[x509.Certificate]) -> bool:
    """Whether more than `_MOST_STEPS` steps upwards by name lead from the certificate through the pool.

    Counts as pyHanko walks: no certificate twice on a path; identifiers are not looked at, so never fewer.
    Raises one of `PARSER_FAILURES` for a name that cannot be read.
    """
    above: dict[str, list[x509.Certificate]] = {}
    for item in {item.dump(): item for item in pool}.values():
        above.setdefault(str(item.subject.hashable), []).append(item)
    waiting: list[tuple[x509.Certificate, frozenset[bytes]]] = [(certificate, frozenset())]
    steps = 0
    while waiting and steps <= _MOST_STEPS:
        last, seen = waiting.pop()
        named = above.get(str(last.issuer.hashable), ())
        issuers = [item for item in named if item.issuer_serial not in seen]
        waiting += [(issuer, seen | {issuer.issuer_serial}) for issuer in issuers]
        steps += len(issuers)
    return steps > _MOST_STEPS
