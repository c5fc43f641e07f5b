"""Chains through a certificate that is no authority, or no authority for this."""

from collections.abc import Callable, Sequence

from asn1crypto import x509

from tests.support.forgeries_kit.certificates import (
    CA_USAGE,
    Holder,
    Plan,
    ca_extensions,
    constraints,
    curve_key,
    extension,
    issue,
    leaf_extensions,
    sealed,
    unknown_extension,
    usage,
)
from tests.support.forgeries_kit.revocation_data import crl
from tests.support.forgeries_kit.world import genuine_world, leaf_plan, subject
from tests.support.forgeries_pki.case import UNFIT, VALID, Collection, Expected, Made
from tests.support.forgeries_pki.workshop import LONG, made, under
from tests.support.pki import BODY

CASES = Collection("no authority")


@CASES.case("the agency's certificate plays an authority", UNFIT)
def _leaf_signed_by_a_leaf() -> Made:
    boss = genuine_world().leaf
    return made(issue(Plan(subject("Lê Văn C"), *LONG, leaf_extensions()), curve_key(), boss), boss)


CA = usage(*CA_USAGE)


MIDDLES: dict[str, tuple[str, Expected, Callable[[], Sequence[x509.Extension]]]] = {
    "authority-proper": ("a proper authority", VALID, ca_extensions),
    "authority-ca-false": (
        "basicConstraints says it is none",
        UNFIT,
        lambda: [constraints(ca=False), CA],
    ),
    "authority-no-constraints": ("no basicConstraints at all", UNFIT, lambda: [CA]),
    "authority-no-extensions": ("no extension at all", UNFIT, list),
    "authority-no-cert-sign": (
        "keyCertSign missing",
        UNFIT,
        lambda: [constraints(ca=True), usage("digital_signature", "non_repudiation", "crl_sign")],
    ),
    "authority-crl-sign-only": (
        "cRLSign alone",
        UNFIT,
        lambda: [constraints(ca=True), usage("crl_sign")],
    ),
    "authority-unknown-critical": (
        "a critical extension that nobody knows",
        UNFIT,
        lambda: [*ca_extensions(), unknown_extension(critical=True)],
    ),
    "authority-unknown-harmless": (
        "an unknown extension that is not critical",
        VALID,
        lambda: [*ca_extensions(), unknown_extension(critical=False)],
    ),
    "authority-constraints-not-critical": (
        "basicConstraints not marked critical, as old authorities do",
        VALID,
        lambda: [constraints(ca=True, critical=False), CA],
    ),
    "authority-permits-other-names": (
        "name constraints permit another organisation",
        UNFIT,
        lambda: [*ca_extensions(), _permitted(O="MỘT CƠ QUAN KHÁC")],
    ),
    "authority-excludes-the-name": (
        "name constraints exclude this organisation",
        UNFIT,
        lambda: [*ca_extensions(), _excluded(O=BODY)],
    ),
    "authority-permits-the-name": (
        "name constraints permit this organisation",
        VALID,
        lambda: [*ca_extensions(), _permitted(O=BODY)],
    ),
    "authority-demands-a-policy": (
        "an explicit policy is required and none is given",
        UNFIT,
        lambda: [
            *ca_extensions(),
            extension(
                "policy_constraints",
                x509.PolicyConstraints({"require_explicit_policy": 0}),
                critical=True,
            ),
        ],
    ),
}


def _subtree(**parts: str) -> x509.GeneralSubtrees:
    names = {"C": "country_name", "O": "organization_name"}
    base = x509.Name.build(
        {"country_name": "VN"} | {names[key]: item for key, item in parts.items()}
    )
    return x509.GeneralSubtrees([{"base": x509.GeneralName("directory_name", base)}])


def _permitted(**parts: str) -> x509.Extension:
    value = x509.NameConstraints({"permitted_subtrees": _subtree(**parts)})
    return extension("name_constraints", value, critical=True)


def _excluded(**parts: str) -> x509.Extension:
    value = x509.NameConstraints({"excluded_subtrees": _subtree(**parts)})
    return extension("name_constraints", value, critical=True)


for _name, (_text, _expected, _extensions) in MIDDLES.items():
    CASES.add(_name, _text, _expected, lambda chosen=_extensions: under(chosen()))


@CASES.case("one authority more than the path length allows", UNFIT)
def _path_too_long() -> Made:
    world = genuine_world()  # its issuing authority may have no authority under it
    lower = issue(Plan(subject("CA cấp dưới"), *LONG, ca_extensions()), curve_key(), world.sub)
    leaf = issue(leaf_plan(), curve_key(), lower)
    lists = (crl(world.root), crl(world.sub), crl(lower))
    return made(leaf, lower, intermediates=(world.sub.der, lower.der), crls=lists)


@CASES.case("as long as the path length allows", VALID)
def _path_as_long_as_allowed() -> Made:
    root = genuine_world().root
    upper = issue(Plan(subject("CA trên"), *LONG, ca_extensions(1)), curve_key(), root)
    lower = issue(Plan(subject("CA dưới"), *LONG, ca_extensions(0)), curve_key(), upper)
    leaf = issue(leaf_plan(), curve_key(), lower)
    lists = (crl(root), crl(upper), crl(lower))
    return made(leaf, intermediates=(upper.der, lower.der), crls=lists)


@CASES.case("the signer's certificate with a critical extension that nobody knows", UNFIT)
def _leaf_unknown_critical() -> Made:
    return made(genuine_world().agency(leaf_plan(*LONG, unknown_extension(critical=True))))


@CASES.case("the signer's certificate with an unknown extension that is not critical", VALID)
def _leaf_unknown_harmless() -> Made:
    return made(genuine_world().agency(leaf_plan(*LONG, unknown_extension(critical=False))))


@CASES.case("an authority of version 1, without extensions, under the genuine root", UNFIT)
def _version_one() -> Made:
    root = genuine_world().root
    authority = issue(Plan(subject("CA bản một"), *LONG), curve_key(), root)
    body = authority.certificate["tbs_certificate"].copy()
    body["version"] = "v1"
    del body["extensions"]
    loaded = x509.TbsCertificate.load(body.dump(force=True))
    old = Holder(sealed(loaded, root.key, "sha256_ecdsa"), authority.key)
    leaf = issue(leaf_plan(), curve_key(), old)
    lists = (crl(root), crl(old))
    return made(leaf, old, intermediates=(old.der,), crls=lists)
