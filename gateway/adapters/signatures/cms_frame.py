"""What no signature in a CMS file protects: versions, parameters, certificates that came along.

Bytes that mean nothing could be changed without anybody noticing; a person looks at what is not as it must be.
"""

from asn1crypto import cms, x509

from gateway.adapters.signatures.cms_check import all_known
from gateway.adapters.signatures.findings import Finding, doubtful
from gateway.adapters.signatures.issuing import has_signed, outside_fits
from gateway.adapters.signatures.trust import TrustStore
from gateway.domain.signature import VerdictReason

_NO_PARAMETERS = frozenset({b"", b"\x05\x00"})


def check_frame(signed: cms.SignedData, trust: TrustStore) -> list[Finding]:
    """Versions after RFC 5652 §5.1 and §5.3, parameters of digests, and whose certificates there are."""
    codes: list[str] = []
    if not _versions_fit(signed):
        codes.append("cms-version")
    if not all_known(signed):
        codes.append("unknown-parts")
    if not _parameters_fit(signed):
        codes.append("algorithm-parameters")
    if not _certificates_fit(signed, trust):
        codes.append("stray-certificate")
    return [doubtful(code, VerdictReason.UNUSUAL_SIGNATURE) for code in codes]


def check_signer_frame(
    signer: cms.SignerInfo, certificate: x509.Certificate, *, time_proven: bool
) -> list[Finding]:
    """How a signer names its certificate, and attributes that it did not sign.

    A timestamp that proves nothing is either damaged or of an authority that is not configured.
    """
    codes: list[str] = []
    sid = signer["sid"]
    if sid.name == "issuer_and_serial_number":
        named = sid.chosen["issuer"].dump()
        if named != certificate.issuer.dump():  # the match forgives case and string types
            codes.append("signer-named-otherwise")
    loose = list(signer["unsigned_attrs"] or ())
    stamps = [item for item in loose if item["type"].native == "signature_time_stamp_token"]
    if len(stamps) != len(loose) or sum(len(item["values"]) for item in stamps) > 1:
        codes.append("unsigned-attributes")
    elif stamps and not (time_proven and _token_fits(stamps[0]["values"][0]["content"])):
        codes.append("timestamp-proves-nothing")
    return [doubtful(code, VerdictReason.UNUSUAL_SIGNATURE) for code in codes]


def _token_fits(token: cms.SignedData) -> bool:
    """RFC 3161 §2.4.2: a token is version 3, with one signer who names one of its certificates, if any."""
    signer = token["signer_infos"][0]
    announced = {item["algorithm"].native for item in token["digest_algorithms"]}
    brought = [choice.chosen for choice in token["certificates"] or ()]
    named = signer["sid"].chosen["issuer"].dump() if signer["version"].native == "v1" else None
    return (
        _versions_fit(token, "v3")
        and all_known(token)
        and _parameters_fit(token)
        and announced == {signer["digest_algorithm"]["algorithm"].native}
        and all(outside_fits(item) for item in brought)
        and (named is None or not brought or named in {item.issuer.dump() for item in brought})
    )


def _versions_fit(signed: cms.SignedData, wanted: str = "v1") -> bool:
    for signer in signed["signer_infos"]:
        by_key = signer["sid"].name == "subject_key_identifier"
        if signer["version"].native != ("v3" if by_key else "v1"):
            return False
        wanted = "v3" if by_key else wanted
    return bool(signed["version"].native == wanted)


def _parameters_fit(signed: cms.SignedData) -> bool:
    algorithms = [*signed["digest_algorithms"]]
    for signer in signed["signer_infos"]:
        algorithms.append(signer["digest_algorithm"])
        if signer["signature_algorithm"]["algorithm"].native != "rsassa_pss":
            algorithms.append(signer["signature_algorithm"])
    return all(item["parameters"].dump() in _NO_PARAMETERS for item in algorithms)


def _certificates_fit(signed: cms.SignedData, trust: TrustStore) -> bool:
    """Each certificate is one of ours, or its authority (ours, or here) has signed it."""
    ours = [*trust.intermediates, *trust.government, *trust.public, *trust.tsa]
    known = {item.dump() for item in ours}
    choices = list(signed["certificates"] or ())
    if any(choice.name != "certificate" for choice in choices):
        return False
    brought = [choice.chosen for choice in choices]
    if any(not outside_fits(item) for item in brought):
        return False
    return all(item.dump() in known or _issued(item, [*ours, *brought]) for item in brought)


def _issued(certificate: x509.Certificate, authorities: list[x509.Certificate]) -> bool:
    issuer = certificate.issuer.dump()
    return any(
        authority.subject.dump() == issuer and has_signed(authority, certificate)
        for authority in authorities
    )
