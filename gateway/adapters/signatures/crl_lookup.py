"""A certificate is sought in a CRL as bytes first: asn1crypto walks a hundred thousand entries in Python.

A serial number whose encoding is nowhere in the list of entries is the serial number of none of them; only
where it occurs is the list read as pyHanko reads it.
"""

from typing import Any

from asn1crypto import cms, crl, x509
from pyhanko_certvalidator.revinfo import validate_crl

_find = validate_crl.find_cert_in_list


def find_cert_in_list(
    cert: x509.Certificate | cms.AttributeCertificateV2,
    cert_issuer_name: x509.Name,
    certificate_list: crl.CertificateList,
    crl_authority_name: x509.Name,
) -> Any:
    """Time and reason of the revocation, or (None, None), as pyHanko's function of the same name finds them."""
    entries = certificate_list["tbs_cert_list"]["revoked_certificates"].contents
    if isinstance(cert, x509.Certificate) and entries is not None:
        serial = cert["tbs_certificate"]["serial_number"].dump()
        if serial not in entries:
            return None, None
    return _find(cert, cert_issuer_name, certificate_list, crl_authority_name)


def install() -> None:
    """Puts this function in the place of pyHanko's. Repeatable."""
    validate_crl.find_cert_in_list = find_cert_in_list
