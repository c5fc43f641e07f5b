"""CRLs and OCSP responses, right and wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import algos, core, ocsp, x509
from asn1crypto import crl as asn1_crl

from tests.support.forgeries_kit.certificates import (
    Holder,
    algorithm,
    public_info,
    raw_signature,
    scheme_of,
)
from tests.support.pki import DAY, NOW


@dataclass(frozen=True)
class Revoked:
    """One entry of a CRL. `reason` is asn1crypto's word."""

    when: datetime
    reason: str | None = None
    issuer: x509.Name | None = None  # certificate_issuer: another authority's certificate
    critical_unknown: bool = False
    invalid_since: datetime | None = None

    def extensions(self) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = []
        if self.reason is not None:
            items.append({"extn_id": "crl_reason", "extn_value": asn1_crl.CRLReason(self.reason)})
        if self.issuer is not None:
            names = x509.GeneralNames([x509.GeneralName("directory_name", self.issuer)])
            items.append({"extn_id": "certificate_issuer", "critical": True, "extn_value": names})
        if self.invalid_since is not None:
            since = core.GeneralizedTime(self.invalid_since)
            items.append({"extn_id": "invalidity_date", "extn_value": since})
        if self.critical_unknown:
            value = core.ParsableOctetString(core.Null().dump())
            items.append({"extn_id": "1.3.6.1.4.1.99999.2", "critical": True, "extn_value": value})
        return items


def crl(
    issuer: Holder,
    revoked: Mapping[int, Revoked] | None = None,
    *,
    last: datetime = NOW - DAY,
    following: datetime | None = NOW + 30 * DAY,
    extensions: Sequence[dict[str, Any]] = (),
    name: x509.Name | None = None,
    scheme: str | None = None,
) -> bytes:
    """DER. `name` is what it calls its issuer."""
    scheme = scheme or scheme_of(issuer.key)
    body: dict[str, Any] = {
        "version": "v2",
        "signature": algorithm(scheme),
        "issuer": name or issuer.name,
        "this_update": x509.Time("utc_time", last),
    }
    if following is not None:
        kind = "utc_time" if following.year < 2050 else "general_time"
        body["next_update"] = x509.Time(kind, following)
    if revoked:
        body["revoked_certificates"] = [_entry(*item) for item in revoked.items()]
    body["crl_extensions"] = [
        {"extn_id": "crl_number", "extn_value": core.Integer(7)},
        {
            "extn_id": "authority_key_identifier",
            "extn_value": x509.AuthorityKeyIdentifier(
                {"key_identifier": public_info(issuer.key).sha1}
            ),
        },
        *extensions,
    ]
    tbs = asn1_crl.TbsCertList(body)
    whole = asn1_crl.CertificateList(
        {
            "tbs_cert_list": tbs,
            "signature_algorithm": algorithm(scheme),
            "signature": raw_signature(issuer.key, tbs.dump(), scheme),
        }
    )
    return bytes(whole.dump())


def _entry(serial: int, revoked: Revoked) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "user_certificate": serial,
        "revocation_date": x509.Time("utc_time", revoked.when),
    }
    extensions = revoked.extensions()
    return entry | ({"crl_entry_extensions": extensions} if extensions else {})


def partition(**fields: Any) -> dict[str, Any]:
    """An issuingDistributionPoint: `only_contains_ca_certs=True`, `indirect_crl=True` and so on."""
    value = asn1_crl.IssuingDistributionPoint(fields)
    return {"extn_id": "issuing_distribution_point", "critical": True, "extn_value": value}


def delta(base: int = 7) -> dict[str, Any]:
    return {"extn_id": "delta_crl_indicator", "critical": True, "extn_value": core.Integer(base)}


def unknown_critical() -> dict[str, Any]:
    value = core.ParsableOctetString(core.Null().dump())
    return {"extn_id": "1.3.6.1.4.1.99999.3", "critical": True, "extn_value": value}


@dataclass(frozen=True)
class Answer:
    """What an OCSP responder says of one certificate. `status`: good, unknown or an instant (revoked)."""

    status: str | datetime = "good"
    produced: datetime = NOW - DAY
    following: datetime | None = NOW + 30 * DAY
    reason: str | None = None
    number: int | None = None  # else the certificate's
    digest: str = "sha1"  # of the issuer's name and key
    by_key: bool = False  # how the responder names itself
    extensions: tuple[dict[str, Any], ...] = ()  # of the whole answer


def ocsp_response(
    certificate: x509.Certificate,
    issuer: Holder,
    responder: Holder,
    answer: Answer | None = None,
    *,
    embed: bool = True,
    signing: Holder | None = None,
) -> bytes:
    """DER. `responder` is who it says it is from; `signing` has the key that signs (default: the same)."""
    answer = answer or Answer()
    tbs = ocsp.ResponseData(
        {
            "responder_id": _responder_id(responder, answer),
            "produced_at": answer.produced,
            "responses": [_single(certificate, issuer, answer)],
        }
        | ({"response_extensions": list(answer.extensions)} if answer.extensions else {})
    )
    key = (signing or responder).key
    basic: dict[str, Any] = {
        "tbs_response_data": tbs,
        "signature_algorithm": algorithm(scheme_of(key)),
        "signature": raw_signature(key, tbs.dump(), scheme_of(key)),
    }
    if embed:
        basic["certs"] = [responder.certificate]
    response = ocsp.OCSPResponse(
        {
            "response_status": "successful",
            "response_bytes": {
                "response_type": "basic_ocsp_response",
                "response": ocsp.BasicOCSPResponse(basic),
            },
        }
    )
    return bytes(response.dump())


def _responder_id(responder: Holder, answer: Answer) -> ocsp.ResponderId:
    if answer.by_key:
        return ocsp.ResponderId("by_key", public_info(responder.key).sha1)
    return ocsp.ResponderId("by_name", responder.name)


def refusal(status: str) -> bytes:
    """An OCSP answer without an answer, e.g. "try_later"."""
    return bytes(ocsp.OCSPResponse({"response_status": status}).dump())


def nonce() -> dict[str, Any]:
    value = core.ParsableOctetString(core.OctetString(b"n" * 16).dump())
    return {"extn_id": "nonce", "critical": False, "extn_value": value}


def _single(certificate: x509.Certificate, issuer: Holder, answer: Answer) -> dict[str, Any]:
    single: dict[str, Any] = {
        "cert_id": {
            "hash_algorithm": algos.DigestAlgorithm({"algorithm": answer.digest}),
            "issuer_name_hash": getattr(certificate.issuer, answer.digest),
            "issuer_key_hash": getattr(public_info(issuer.key), answer.digest),
            "serial_number": answer.number or certificate.serial_number,
        },
        "cert_status": _status(answer),
        "this_update": answer.produced,
    }
    return single | ({} if answer.following is None else {"next_update": answer.following})


def _status(answer: Answer) -> ocsp.CertStatus:
    if isinstance(answer.status, datetime):
        info: dict[str, Any] = {"revocation_time": answer.status}
        if answer.reason is not None:
            info["revocation_reason"] = asn1_crl.CRLReason(answer.reason)
        return ocsp.CertStatus("revoked", ocsp.RevokedInfo(info))
    return ocsp.CertStatus(answer.status, core.Null())
