"""All cases, by class."""

from tests.support.forgeries_pki import (
    authorities,
    brought_along,
    crls,
    crossed,
    equal_names,
    government,
    identity,
    lookalikes,
    ocsp,
    once_said,
    promises,
    pss,
    revoked,
    stamped,
    usage,
    validity,
    values,
    weak,
)
from tests.support.forgeries_pki.case import Case

COLLECTIONS = (
    equal_names.CASES,
    lookalikes.CASES,
    crossed.CASES,
    authorities.CASES,
    government.CASES,
    usage.CASES,
    validity.CASES,
    weak.CASES,
    values.CASES,
    pss.CASES,
    promises.CASES,
    identity.CASES,
    revoked.CASES,
    stamped.CASES,
    once_said.CASES,
    crls.CASES,
    ocsp.CASES,
    brought_along.CASES,
)
EVERY_CASE: tuple[Case, ...] = tuple(case for part in COLLECTIONS for case in part)
