"""Whether one certificate signed another, by the keys alone, and whether it says so consistently."""

from collections.abc import Iterable
from itertools import pairwise

from asn1crypto import x509
from cryptography.x509 import load_der_x509_certificate

from gateway.adapters.signatures.findings import PARSER_FAILURES


def has_signed(authority: x509.Certificate, certificate: x509.Certificate) -> bool:
    """Whether the name and the key of `authority` stand behind the certificate. Asks nothing else of it."""
    try:
        signed = load_der_x509_certificate(certificate.dump())
        signed.verify_directly_issued_by(load_der_x509_certificate(authority.dump()))
    except PARSER_FAILURES:
        return False
    return True


def signed_throughout(chain: Iterable[x509.Certificate]) -> bool:
    """From the root to the leaf."""
    return all(has_signed(authority, certificate) for authority, certificate in pairwise(chain))


def outside_fits(certificate: x509.Certificate) -> bool:
    """RFC 5280 §4.1.1.2: the algorithm outside the signed part repeats the one inside; whole octets follow."""
    inside = certificate["tbs_certificate"]["signature"]
    whole = certificate["signature_value"].contents[:1] == b"\x00"
    return bool(whole and certificate["signature_algorithm"].dump() == inside.dump())


def is_consistent(certificate: x509.Certificate) -> bool:
    """`outside_fits`, and no extension stands twice (RFC 5280 §4.2): readers would choose different ones."""
    extensions = certificate["tbs_certificate"]["extensions"] or ()
    names = [extension["extn_id"].dotted for extension in extensions]
    return outside_fits(certificate) and len(names) == len(set(names))
