"""The URLs that a certificate names. Who asks them looks at the host first."""

from cryptography import x509
from cryptography.x509.oid import AuthorityInformationAccessOID

from gateway.adapters.trust_folder.files import UNREADABLE


def crl_urls(certificate: x509.Certificate) -> list[str]:
    """CRL distribution points (RFC 5280 §4.2.1.13); none where they cannot be read."""
    try:
        points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except (x509.ExtensionNotFound, *UNREADABLE):
        return []
    names = [name for point in points for name in point.full_name or ()]
    return [n.value for n in names if isinstance(n, x509.UniformResourceIdentifier)]


def ocsp_urls(certificate: x509.Certificate) -> list[str]:
    """OCSP responders (RFC 5280 §4.2.2.1); none where they cannot be read."""
    try:
        kind = x509.AuthorityInformationAccess
        descriptions = certificate.extensions.get_extension_for_class(kind).value
    except (x509.ExtensionNotFound, *UNREADABLE):
        return []
    names = [d for d in descriptions if d.access_method == AuthorityInformationAccessOID.OCSP]
    return [
        d.access_location.value
        for d in names
        if isinstance(d.access_location, x509.UniformResourceIdentifier)
    ]
