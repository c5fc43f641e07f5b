"""Which configured certificate is the authority of another one, when names are not enough."""

from cryptography import x509

from gateway.adapters.signatures import TrustStore
from tests.support.pki import SUB_NAME, Authority, make_root, name

SIGNER = name(C="VN", CN="Nguyễn Văn A")


def store(*authorities: Authority) -> TrustStore:
    return TrustStore(intermediates=tuple(a.identity.asn1_certificate for a in authorities))


def test_of_two_authorities_of_one_name_the_one_whose_key_fits_is_taken() -> None:
    """A CA that changes its key keeps its name: the status was asked of the wrong one."""
    old, new = make_root(SUB_NAME), make_root(SUB_NAME)
    for authority in (old, new):
        signer = authority.issue(SIGNER).asn1_certificate
        for known in (store(old, new), store(new, old)):
            found = known.authority_of(signer)
            assert found is not None
            assert found.dump() == authority.identity.der


def test_a_stranger_of_the_same_name_is_no_authority() -> None:
    signer = make_root(SUB_NAME).issue(SIGNER).asn1_certificate
    assert store(make_root(SUB_NAME)).authority_of(signer) is None


def test_a_key_that_cannot_be_tried_is_known_by_its_identifier() -> None:
    """A signature algorithm that the library does not know (RFC 5280 §4.2.1.1)."""
    old, new = make_root(SUB_NAME), make_root(SUB_NAME)
    signer = new.issue(SIGNER).asn1_certificate
    for part in (signer["tbs_certificate"]["signature"], signer["signature_algorithm"]):
        part["algorithm"] = "1.2.3.4.5"
    signer = type(signer).load(signer.dump(force=True))
    assert x509.load_der_x509_certificate(signer.dump()).signature_algorithm_oid.dotted_string == (
        "1.2.3.4.5"
    )
    found = store(old, new).authority_of(signer)
    assert found is not None
    assert found.dump() == new.identity.der
