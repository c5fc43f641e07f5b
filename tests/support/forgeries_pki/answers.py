"""OCSP answers for one certificate: `SILENT_ANSWERS` say nothing usable, `GOOD_ANSWERS` do (RFC 6960)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache

from asn1crypto import core, x509

from tests.support.forgeries_kit.certificates import (
    Holder,
    Plan,
    curve_key,
    extended_usage,
    extension,
    issue,
    leaf_extensions,
    ocsp_address,
)
from tests.support.forgeries_kit.revocation_data import (
    Answer,
    nonce,
    ocsp_response,
    refusal,
)
from tests.support.forgeries_kit.world import genuine_world, make_world, subject
from tests.support.forgeries_pki.workshop import impostor, leaf_of
from tests.support.pki import DAY, NOW, YEAR


@cache
def asked() -> Holder:
    """The signer, whose certificate says where to ask."""
    return leaf_of(genuine_world().sub, ocsp_address())


def _nothing_to_check() -> x509.Extension:
    return extension("ocsp_no_check", core.Null())


def responder(
    authority: Holder | None = None,
    *more: x509.Extension,
    purposes: tuple[str, ...] = ("ocsp_signing",),
    begins: datetime = NOW - YEAR,
    ends: datetime = NOW + YEAR,
) -> Holder:
    """Delegated (RFC 6960 §4.2.2.2)."""
    named = [extended_usage(*purposes)] if purposes else []
    uses = leaf_extensions(*named, _nothing_to_check(), *more, uses=("digital_signature",))
    plan = Plan(subject("Máy trả lời OCSP"), begins, ends, uses)
    return issue(plan, curve_key(), authority or genuine_world().sub)


def said(by: Holder | None = None, answer: Answer | None = None, **parts: bool) -> bytes:
    sub = genuine_world().sub
    return ocsp_response(asked().certificate, sub, by or sub, answer, **parts)


def _signed_by_another() -> bytes:
    sub = genuine_world().sub
    other = Holder(sub.certificate, curve_key())
    return ocsp_response(asked().certificate, sub, sub, signing=other)


def _of_another_issuer() -> bytes:
    """Right number, and the key of another authority."""
    sub = genuine_world().sub
    return ocsp_response(asked().certificate, impostor().sub, sub)


GOOD_ANSWERS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "by-the-authority": ("signed by the authority", said),
    "by-a-delegate": ("by a responder of the authority", lambda: said(responder())),
    "without-certificate": ("the authority's certificate left out", lambda: said(embed=False)),
    "named-by-key": ("responder named by its key", lambda: said(answer=Answer(by_key=True))),
    "by-sha256": ("issuer named by SHA-256", lambda: said(answer=Answer(digest="sha256"))),
    "with-a-nonce": (
        "a nonce nobody asked for",
        lambda: said(answer=Answer(extensions=(nonce(),))),
    ),
    "a-minute-ahead": (
        "by a clock that runs ahead",
        lambda: said(answer=Answer(produced=NOW + timedelta(minutes=4))),
    ),
}

_unfit = {"purposes": ("server_auth",)}
SILENT_ANSWERS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "unknown": ("says unknown", lambda: said(answer=Answer("unknown"))),
    "another-number": ("good for another number", lambda: said(answer=Answer(number=4711))),
    "another-issuer": ("good for another authority's", _of_another_issuer),
    "by-a-stranger": ("by a stranger", lambda: said(make_world(subject("R"), subject("S")).sub)),
    "by-a-namesake": ("by a namesake of the authority", lambda: said(impostor().sub)),
    "by-another-key": ("another key under the authority's name", _signed_by_another),
    "by-the-signer": ("by the signer himself", lambda: said(asked())),
    "by-a-colleague": ("by another agency", lambda: said(genuine_world().leaf)),
    "no-purpose": ("delegate without OCSPSigning", lambda: said(responder(purposes=()))),
    "other-purpose": ("delegate for web servers", lambda: said(responder(**_unfit))),
    "any-purpose": (
        "delegate for any purpose (RFC 6960 §4.2.2.2 wants the very one)",
        lambda: said(responder(purposes=("any_extended_key_usage",))),
    ),
    "delegate-of-another": (
        "a responder of another authority",
        lambda: said(responder(impostor().sub)),
    ),
    "delegate-of-a-stranger": (
        "a responder of a stranger with OCSPSigning",
        lambda: said(responder(make_world(subject("R"), subject("S")).root)),
    ),
    "delegate-expired": ("delegate expired", lambda: said(responder(ends=NOW - 30 * DAY))),
    "delegate-to-come": ("delegate begins later", lambda: said(responder(begins=NOW + DAY))),
    "expired": (
        "its time is over",
        lambda: said(answer=Answer(produced=NOW - 9 * DAY, following=NOW - 2 * DAY)),
    ),
    "endless-and-old": (
        "no nextUpdate and nine days old",
        lambda: said(answer=Answer(produced=NOW - 9 * DAY, following=None)),
    ),
    "of-tomorrow": ("produced tomorrow", lambda: said(answer=Answer(produced=NOW + DAY))),
    "broken-signature": ("its signature is broken", lambda: _broken(said(embed=False))),
    "try-later": ("the responder is busy", lambda: refusal("try_later")),
    "unauthorized": ("the responder refuses", lambda: refusal("unauthorized")),
    "garbage": ("no answer at all", lambda: b"good"),
    "cut": ("cut off", lambda: said()[:-30]),
}


def _broken(blob: bytes) -> bytes:
    return blob[:-8] + bytes(8)
