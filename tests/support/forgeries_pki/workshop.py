"""What several classes need: files, impostors, chains with a middle."""

from collections.abc import Sequence
from functools import cache

from asn1crypto import x509

from tests.support.forgeries_kit.certificates import (
    SIGNING,
    Holder,
    Key,
    Plan,
    curve_key,
    issue,
    leaf_extensions,
)
from tests.support.forgeries_kit.cms_builder import CmsPlan
from tests.support.forgeries_kit.documents import prepare, signed
from tests.support.forgeries_kit.revocation_data import crl
from tests.support.forgeries_kit.world import LEAF_NAME, World, genuine_world, leaf_plan, subject
from tests.support.forgeries_pki.case import Made
from tests.support.pki import NOW, YEAR

LONG = (NOW - 4 * YEAR, NOW + 10 * YEAR)
IDENTIFIERS = {"key_identifier", "authority_key_identifier"}


def twin_of(genuine: Holder, key: Key, issuer: Holder | None) -> Holder:
    """Every field of a certificate again, number and identifiers too, under other keys."""
    body = genuine.certificate["tbs_certificate"]
    ids = (genuine.certificate.key_identifier, genuine.certificate.authority_key_identifier)
    plan = Plan(
        genuine.name,
        genuine.certificate.not_valid_before,
        genuine.certificate.not_valid_after,
        [item for item in body["extensions"] if item["extn_id"].native not in IDENTIFIERS],
        serial=genuine.certificate.serial_number,
        identifiers=ids,
    )
    return issue(plan, key, issuer)


@cache
def impostor() -> World:
    """The genuine world to the last number, under the forger's keys."""
    real = genuine_world()
    root = twin_of(real.root, curve_key(), None)
    sub = twin_of(real.sub, curve_key(), root)
    return World(root, sub, twin_of(real.leaf, curve_key(), sub), real.tsa)


def made(signer: Holder, *embedded: Holder, **trust: tuple[bytes, ...]) -> Made:
    plan = CmsPlan(signer, certificates=[item.certificate for item in (signer, *embedded)])
    return Made(signed(plan), genuine_world().trust(**trust))


def under(middle: Sequence[x509.Extension], *, plan: Plan | None = None) -> Made:
    """A leaf under an authority that the genuine root issued with these extensions."""
    root = genuine_world().root
    name = subject("CA trung gian")
    authority = issue(Plan(name, *LONG, middle), curve_key(), root)
    leaf = issue(plan or leaf_plan(), curve_key(), authority)
    lists = (crl(root), crl(authority))
    return made(leaf, authority, intermediates=(authority.der,), crls=lists)


def leaf_of(
    authority: Holder, *extensions: x509.Extension, uses: tuple[str, ...] = SIGNING
) -> Holder:
    """A certificate with the agency's name."""
    plan = Plan(LEAF_NAME, NOW - YEAR, NOW + YEAR, leaf_extensions(*extensions, uses=uses))
    return issue(plan, curve_key(), authority)


def second_signature(data: bytes, signer: Holder) -> bytes:
    return signed(CmsPlan(signer), prepare(data, "Signature2"))


def with_lists(leaf: Holder, authority: Holder, *lists: bytes) -> Made:
    """Signed by a leaf of an authority that stands under the genuine root."""
    found = lists or (crl(authority),)
    return made(leaf, intermediates=(authority.der,), crls=(crl(genuine_world().root), *found))
