"""Parameters of the signature scheme that do not fit (RFC 4055, RFC 4056), and those that do."""

from typing import Any

from asn1crypto import algos, keys, x509

from tests.support.forgeries_kit.certificates import Holder, algorithm, sealed
from tests.support.forgeries_kit.cms_builder import CmsPlan
from tests.support.forgeries_kit.world import genuine_world
from tests.support.forgeries_pki.case import VALID, Collection, Made
from tests.support.forgeries_pki.values import WRONG, leaf_with, signed_so
from tests.support.forgeries_pki.weak import rsa_key

CASES = Collection("signature parameters")


@CASES.case("RSA, named rsaEncryption as most programs do", VALID)
def _rsa_encryption() -> Made:
    says = algos.SignedDigestAlgorithm({"algorithm": "rsassa_pkcs1v15"})
    return signed_so(CmsPlan(leaf_with(rsa_key(2048)), signature_algorithm=says))


@CASES.case("RSA, named with its digest", VALID)
def _rsa_with_digest() -> Made:
    return signed_so(CmsPlan(leaf_with(rsa_key(2048))))


@CASES.case("RSA-PSS with SHA-256", VALID)
def _pss() -> Made:
    return signed_so(CmsPlan(leaf_with(rsa_key(2048)), scheme="pss_sha256"))


@CASES.case("RSA-PSS with SHA-512, digest and parameters alike", VALID)
def _pss_sha512() -> Made:
    return signed_so(CmsPlan(leaf_with(rsa_key(2048)), "sha512", scheme="pss_sha512"))


def pss_parameters(**changes: Any) -> algos.SignedDigestAlgorithm:
    fields: dict[str, Any] = {
        "hash_algorithm": {"algorithm": "sha256"},
        "mask_gen_algorithm": {"algorithm": "mgf1", "parameters": {"algorithm": "sha256"}},
        "salt_length": 32,
    }
    parameters = algos.RSASSAPSSParams(fields | changes)
    return algos.SignedDigestAlgorithm({"algorithm": "rsassa_pss", "parameters": parameters})


_MGF_SHA1 = {"algorithm": "mgf1", "parameters": {"algorithm": "sha1"}}
PSS: dict[str, dict[str, Any]] = {
    "other-digest": {"hash_algorithm": {"algorithm": "sha512"}},
    "weak-digest": {"hash_algorithm": {"algorithm": "sha1"}},
    "other-mask": {"mask_gen_algorithm": _MGF_SHA1},
    "other-salt": {"salt_length": 20},
    "no-salt": {"salt_length": 0},
    "huge-salt": {"salt_length": 100_000},
    "negative-salt": {"salt_length": -1},
}
for _key, _changes in PSS.items():
    CASES.add(
        f"pss-{_key}",
        f"RSA-PSS whose parameters say otherwise: {_key}",
        WRONG,
        lambda changes=_changes: signed_so(
            CmsPlan(
                leaf_with(rsa_key(2048)),
                scheme="pss_sha256",
                signature_algorithm=pss_parameters(**changes),
            )
        ),
    )


@CASES.case("RSA-PSS without parameters means SHA-1 (RFC 4055 §3.1)", WRONG)
def _pss_without_parameters() -> Made:
    says = algos.SignedDigestAlgorithm({"algorithm": "rsassa_pss"})
    return signed_so(
        CmsPlan(leaf_with(rsa_key(2048)), scheme="pss_sha256", signature_algorithm=says)
    )


@CASES.case("RSA-PSS over SHA-1 while the digest of the document is SHA-256", WRONG)
def _pss_over_sha1() -> Made:
    """RFC 4056 §3: the digest of the parameters is that of the signer."""
    return signed_so(CmsPlan(leaf_with(rsa_key(2048)), scheme="pss_sha1"))


@CASES.case("ECDSA over SHA-1 while the digest of the document is SHA-256", WRONG)
def _ecdsa_over_sha1() -> Made:
    return signed_so(CmsPlan(genuine_world().leaf, scheme="sha1_ecdsa"))


@CASES.case("RSA over SHA-1 while the digest of the document is SHA-256", WRONG)
def _rsa_over_sha1() -> Made:
    return signed_so(CmsPlan(leaf_with(rsa_key(2048)), scheme="sha1_rsa"))


@CASES.case("RSA over MD5 while the digest of the document is SHA-256", WRONG)
def _rsa_over_md5() -> Made:
    return signed_so(CmsPlan(leaf_with(rsa_key(2048)), scheme="md5_rsa"))


@CASES.case("a key for PSS with SHA-512 alone signs with SHA-256 (RFC 4055 §3.3)", WRONG)
def _pss_key_for_another_digest() -> Made:
    return signed_so(CmsPlan(_pss_leaf("sha512"), scheme="pss_sha256"))


@CASES.case("a key for PSS with SHA-256 alone", VALID)
def _pss_key() -> Made:
    return signed_so(CmsPlan(_pss_leaf("sha256"), scheme="pss_sha256"))


@CASES.case("a key for PSS alone signs in the old way", WRONG)
def _pss_key_signs_plainly() -> Made:
    return signed_so(CmsPlan(_pss_leaf("sha256")))


def _pss_leaf(digest: str) -> Holder:
    """Its key says RSASSA-PSS with parameters, not RSA."""
    world, plain = genuine_world(), leaf_with(rsa_key(2048))
    body = plain.certificate["tbs_certificate"].copy()
    info = body["subject_public_key_info"].copy()
    named = algorithm(f"pss_{digest}")
    info["algorithm"] = keys.PublicKeyAlgorithm(
        {"algorithm": "rsassa_pss", "parameters": named["parameters"]}
    )
    body["subject_public_key_info"] = info
    loaded = x509.TbsCertificate.load(body.dump(force=True))
    return Holder(sealed(loaded, world.sub.key, "sha256_ecdsa"), plain.key)
