"""Which keys and digests are strong enough to be believed."""

from datetime import datetime

from asn1crypto import algos, keys
from pyhanko_certvalidator.policy_decl import (
    AlgorithmUsageConstraint,
    DisallowWeakAlgorithmsPolicy,
)

_LEAST_CURVE = 256  # bits of the field, ETSI TS 119 312 §6.2.2
_WEAK_DIGESTS = frozenset({"md2", "md5", "sha1"})


class StrongKeys(DisallowWeakAlgorithmsPolicy):
    """pyHanko's policy (RSA from 2048 bits), which knows nothing of curves."""

    def __init__(self, *, sha1: bool) -> None:
        digests = _WEAK_DIGESTS - {"sha1"} if sha1 else _WEAK_DIGESTS
        super().__init__(weak_hash_algos=digests)  # type: ignore[no-untyped-call]  # pyHanko gives it no types

    def signature_algorithm_allowed(
        self,
        algo: algos.SignedDigestAlgorithm,
        moment: datetime | None,
        public_key: keys.PublicKeyInfo | None,
    ) -> AlgorithmUsageConstraint:
        if public_key is not None and _is_small_curve(public_key):
            return AlgorithmUsageConstraint(allowed=False, failure_reason="curve too small")
        return super().signature_algorithm_allowed(algo, moment, public_key)


def _is_small_curve(key: keys.PublicKeyInfo) -> bool:
    return bool(key.algorithm == "ec" and key.bit_size < _LEAST_CURVE)
