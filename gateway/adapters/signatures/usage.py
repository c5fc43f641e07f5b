"""What the signer's certificate says it is for."""

from asn1crypto import x509

from gateway.adapters.signatures.findings import Finding, broken, doubtful
from gateway.domain.signature import VerdictReason

# Purposes of machines: nobody signs a document with them (RFC 5280 §4.2.1.12, RFC 3161 §2.3).
_MACHINES = frozenset(
    {
        "server_auth",
        "time_stamping",
        "ocsp_signing",
        "code_signing",
        "ipsec_end_system",
        "ipsec_tunnel",
        "ipsec_user",
    }
)


def check_usage(certificate: x509.Certificate) -> list[Finding]:
    """Key usage (RFC 5280 §4.2.1.3) and purposes. Government leaves name no purpose: none is asked for."""
    if _is_machines(certificate):
        return [broken("purpose", VerdictReason.CERTIFICATE_UNFIT)]
    usage = certificate.key_usage_value
    named = usage.native if usage is not None else set()
    if "non_repudiation" in named:
        return []
    if usage is None or "digital_signature" in named:
        return [doubtful("no-non-repudiation", VerdictReason.UNUSUAL_SIGNATURE)]
    return [broken("key-usage", VerdictReason.CERTIFICATE_UNFIT)]


def _is_machines(certificate: x509.Certificate) -> bool:
    """A purpose of machines, and beside it nothing but being a client of theirs."""
    purposes = certificate.extended_key_usage_value
    named = set(purposes.native) if purposes is not None else set()
    return bool(named & _MACHINES) and named <= _MACHINES | {"client_auth"}
