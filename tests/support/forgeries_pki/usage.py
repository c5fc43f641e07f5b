"""Certificates that are genuine and meant for something else (RFC 5280 §4.2.1.3 and §4.2.1.12)."""

from asn1crypto import x509

from tests.support.forgeries_kit.certificates import (
    Plan,
    constraints,
    curve_key,
    extended_usage,
    issue,
    usage,
)
from tests.support.forgeries_kit.revocation_data import crl
from tests.support.forgeries_kit.world import LEAF_NAME, genuine_world, subject
from tests.support.forgeries_pki.case import (
    UNFIT,
    UNUSUAL,
    VALID,
    Collection,
    Expected,
    Made,
)
from tests.support.forgeries_pki.workshop import LONG, leaf_of, made

CASES = Collection("wrong usage")
_DOCUMENTS = "1.3.6.1.5.5.7.3.36"  # RFC 9336
_MICROSOFT = "microsoft_document_signing"
_ADOBE = "1.2.840.113583.1.1.5"
_SMARTCARD = "microsoft_smart_card_logon"

PURPOSES: dict[str, tuple[Expected, tuple[str, ...]]] = {
    "mail-and-client": (VALID, ("email_protection", "client_auth")),
    "mail": (VALID, ("email_protection",)),
    "client": (VALID, ("client_auth",)),
    "any-purpose": (VALID, ("any_extended_key_usage",)),
    "documents": (VALID, (_DOCUMENTS,)),
    "microsoft-documents": (VALID, (_MICROSOFT,)),
    "adobe-documents": (VALID, (_ADOBE, "email_protection")),
    "smart-card": (VALID, (_SMARTCARD, "client_auth")),
    "everything": (VALID, ("server_auth", "client_auth", "email_protection", "code_signing")),
    "time-stamping": (UNFIT, ("time_stamping",)),
    "server": (UNFIT, ("server_auth",)),
    "server-and-client": (UNFIT, ("server_auth", "client_auth")),
    "ocsp-signing": (UNFIT, ("ocsp_signing",)),
    "code-signing": (UNFIT, ("code_signing",)),
    "ipsec": (UNFIT, ("ipsec_end_system", "ipsec_tunnel", "ipsec_user")),
    "stamping-and-ocsp": (UNFIT, ("time_stamping", "ocsp_signing")),
}


def _with_purposes(purposes: tuple[str, ...], *, critical: bool) -> Made:
    purpose = extended_usage(*purposes, critical=critical)
    return made(leaf_of(genuine_world().sub, purpose))


for _key, (_expected, _purposes) in PURPOSES.items():
    for _critical in (False, True):
        CASES.add(
            f"purpose-{_key}" + ("-critical" if _critical else ""),
            "extended key usage: " + ", ".join(_purposes),
            _expected,
            lambda purposes=_purposes, critical=_critical: _with_purposes(
                purposes, critical=critical
            ),
        )

USES: dict[str, tuple[Expected, tuple[str, ...]]] = {
    "both": (VALID, ("digital_signature", "non_repudiation")),
    "non-repudiation-alone": (VALID, ("non_repudiation",)),
    "with-encipherment": (VALID, ("digital_signature", "non_repudiation", "key_encipherment")),
    "signature-alone": (UNUSUAL, ("digital_signature",)),
    "encipherment": (UNFIT, ("key_encipherment", "data_encipherment")),
    "agreement": (UNFIT, ("key_agreement",)),
    "certificates-alone": (UNFIT, ("key_cert_sign",)),
    "lists-alone": (UNFIT, ("crl_sign",)),
    "nothing": (UNFIT, ()),
}
for _key, (_expected, _uses) in USES.items():
    CASES.add(
        f"use-{_key}",
        "key usage: " + (", ".join(_uses) or "none of all"),
        _expected,
        lambda uses=_uses: made(leaf_of(genuine_world().sub, uses=uses)),
    )


def _bare(*extensions: x509.Extension) -> Made:
    plan = Plan(LEAF_NAME, *LONG, extensions)
    return made(issue(plan, curve_key(), genuine_world().sub))


@CASES.case("a certificate that does not say what it is for", UNUSUAL)
def _no_key_usage() -> Made:
    return _bare(constraints(ca=False))


@CASES.case("no basicConstraints, as leaves may leave it out", VALID)
def _leaf_without_constraints() -> Made:
    return _bare(usage("digital_signature", "non_repudiation"))


@CASES.case("the genuine timestamp authority signs a document", UNFIT)
def _stamp_authority_signs() -> Made:
    return made(genuine_world().tsa)


@CASES.case("the genuine issuing authority signs a document", UNFIT)
def _authority_signs() -> Made:
    return made(genuine_world().sub)


@CASES.case("the genuine root signs a document", UNFIT)
def _root_signs() -> Made:
    return made(genuine_world().root)


@CASES.case("a web server with the agency's name and every use", UNFIT)
def _web_server() -> Made:
    names = x509.GeneralNames([x509.GeneralName("dns_name", "so.mau.example")])
    dns = x509.Extension({"extn_id": "subject_alt_name", "critical": False, "extn_value": names})
    return made(leaf_of(genuine_world().sub, dns, extended_usage("server_auth", "client_auth")))


@CASES.case("an authority that allows its leaves mail only, and one that signs for mail", VALID)
def _narrowed_authority() -> Made:
    return _narrowed("email_protection")


def _narrowed(purpose: str) -> Made:
    root = genuine_world().root
    extensions = [constraints(ca=True), usage("key_cert_sign", "crl_sign")]
    plan = Plan(subject("CA hẹp"), *LONG, [*extensions, extended_usage(purpose)])
    authority = issue(plan, curve_key(), root)
    lists = (crl(root), crl(authority))
    return made(leaf_of(authority), intermediates=(authority.der,), crls=lists)


@CASES.case("key usage twice: for signing, and for encipherment", UNFIT)
def _usage_twice() -> Made:
    return _bare(usage("key_encipherment"), usage("digital_signature", "non_repudiation"))


@CASES.case("purposes twice: for servers, and for mail", UNFIT)
def _purposes_twice() -> Made:
    twice = [extended_usage("server_auth"), extended_usage("email_protection")]
    return made(leaf_of(genuine_world().sub, *twice))
