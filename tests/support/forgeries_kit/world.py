"""The genuine authorities of the collection, and the trust folder of each case."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from asn1crypto import x509

from tests.support import pki as ca
from tests.support.forgeries_kit.certificates import (
    Holder,
    Plan,
    asn1_name,
    ca_extensions,
    curve_key,
    extended_usage,
    issue,
    leaf_extensions,
)
from tests.support.forgeries_kit.revocation_data import crl

AT = ca.NOW + timedelta(minutes=2)
ROOT_NAME = asn1_name(ca.ROOT_NAME)
SUB_NAME = asn1_name(ca.SUB_NAME)
LEAF_NAME = asn1_name(ca.name(C="VN", O=ca.BODY, CN="SỞ THỬ NGHIỆM", UID="MST:0000000001"))
TSA_NAME = asn1_name(ca.name(C="VN", CN="Máy chủ dấu thời gian thử nghiệm"))


def subject(common_name: str) -> x509.Name:
    return asn1_name(ca.name(C="VN", O=ca.BODY, CN=common_name))


@dataclass(frozen=True)
class Trust:
    """What lies in the trust folder, in DER."""

    government: tuple[bytes, ...] = ()
    public: tuple[bytes, ...] = ()
    intermediates: tuple[bytes, ...] = ()
    tsa: tuple[bytes, ...] = ()
    crls: tuple[bytes, ...] = ()
    ocsp: tuple[bytes, ...] = ()

    def write(self, folder: Path) -> Path:
        for kind in ("government", "public", "intermediates", "tsa", "crls", "ocsp"):
            (folder / kind).mkdir(parents=True, exist_ok=True)
            for number, blob in enumerate(getattr(self, kind)):
                (folder / kind / f"{number:02}.der").write_bytes(blob)
        return folder


@dataclass(frozen=True)
class World:
    """A government authority: root, issuing authority, one agency, one timestamp server."""

    root: Holder
    sub: Holder
    leaf: Holder
    tsa: Holder

    def trust(self, **changes: tuple[bytes, ...]) -> Trust:
        whole = Trust(
            government=(self.root.der,),
            intermediates=(self.sub.der,),
            tsa=(self.root.der,),
            crls=(crl(self.root), crl(self.sub)),
        )
        return replace(whole, **changes)

    def agency(self, plan: Plan | None = None) -> Holder:
        """Another certificate of the issuing authority."""
        return issue(plan or leaf_plan(), curve_key(), self.sub)


def leaf_plan(
    begins: datetime = ca.NOW - ca.YEAR, ends: datetime = ca.NOW + ca.YEAR, *more: x509.Extension
) -> Plan:
    return Plan(LEAF_NAME, begins, ends, leaf_extensions(*more))


def tsa_plan(
    begins: datetime = ca.NOW - 4 * ca.YEAR, ends: datetime = ca.NOW + 10 * ca.YEAR
) -> Plan:
    stamping = extended_usage("time_stamping", critical=True)
    return Plan(TSA_NAME, begins, ends, leaf_extensions(stamping, uses=("digital_signature",)))


def make_world(
    root_name: x509.Name = ROOT_NAME,
    sub_name: x509.Name = SUB_NAME,
    sub_ends: datetime = ca.NOW + 10 * ca.YEAR,
) -> World:
    long = (ca.NOW - 5 * ca.YEAR, ca.NOW + 20 * ca.YEAR)
    root = issue(Plan(root_name, *long, ca_extensions()), curve_key())
    sub_plan = Plan(sub_name, ca.NOW - 4 * ca.YEAR, sub_ends, ca_extensions(0))
    sub = issue(sub_plan, curve_key(), root)
    leaf = issue(leaf_plan(), curve_key(), sub)
    return World(root, sub, leaf, issue(tsa_plan(), curve_key(), root))


@cache
def genuine_world() -> World:
    """One for the whole run; nobody is revoked in it."""
    return make_world()
