"""Timestamps of the document: each must hold, none is anybody's signature, and only trusted ones prove."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from functools import cache

from gateway.domain.signature import Verdict, VerdictReason
from tests.support.forgeries.handmade import Update, body_of
from tests.support.forgeries_cms.case import BROKEN, LOOKED_AT, REFUSED, VALID, Case, Cases
from tests.support.forgeries_kit.cms_builder import CmsPlan, TokenPlan, build, build_token
from tests.support.forgeries_kit.documents import Unsigned, prepare, signed, stamped, with_dss
from tests.support.forgeries_kit.world import genuine_world
from tests.support.forgeries_time.authorities import (
    STAMPED,
    expired_signer,
    revoked_signer,
    revoking_trust,
    strange_authorities,
    wrong_authorities,
)
from tests.support.pdf_forgery import byte_range, replace_page_text, set_byte_range
from tests.support.pki import DAY, NOW
from tests.support.signed_pdf import AMOUNT, plain_pdf

_UNSIGNED = frozenset({Verdict.UNSIGNED})


@cache
def agency_signed() -> bytes:
    return signed(CmsPlan(genuine_world().leaf))


@cache
def true_stamp() -> TokenPlan:
    return TokenPlan(genuine_world().tsa, at=NOW - DAY)


def cases() -> Cases:
    yield from _genuine()
    yield from _false_tokens()
    yield from _false_places()
    yield from _replaced()
    yield from _saved()


def _genuine() -> Cases:
    data = agency_signed()
    yield Case("document-true", "signed, then stamped", stamped(data, true_stamp()), VALID)
    twice = stamped(stamped(data, true_stamp()), true_stamp(), "Stamp2")
    yield Case("document-true-twice", "stamped twice", twice, VALID)
    then = prepare(stamped(data, true_stamp()), "Signature2")
    yield Case(
        "document-true-between",
        "signed, stamped, signed",
        signed(CmsPlan(genuine_world().leaf), then),
        VALID,
    )
    yield Case(
        "document-alone",
        "stamped by an authority, signed by nobody",
        stamped(plain_pdf(1), true_stamp()),
        _UNSIGNED,
        VerdictReason.TIMESTAMP_ONLY,
    )
    first = prepare(stamped(plain_pdf(1), true_stamp()), "Signature1")
    yield Case(
        "document-before",
        "stamped, then signed",
        signed(CmsPlan(genuine_world().leaf), first),
        VALID,
    )


def _false_tokens() -> Cases:
    """Whoever made it: what it says of the document must hold."""
    plan = true_stamp()
    plans = {
        "other-imprint": replace(plan, other_imprint=True),
        "signature-broken": replace(plan, broken_signature=True),
        "other-content": replace(plan, other_digest=True),
        "no-stamp-inside": replace(plan, content_type="data"),
        "signed-by-a-stranger": replace(plan, signing=strange_authorities()["stranger"]),
        "names-another": replace(plan, ess_of=strange_authorities()["stranger"].certificate),
    }
    for name, changed in plans.items():
        data = stamped(agency_signed(), changed)
        yield Case(f"document-{name}", f"a stamp that does not hold: {name}", data, BROKEN)
    for name, authority in {**strange_authorities(), **wrong_authorities()}.items():
        data = stamped(agency_signed(), replace(plan, tsa=authority))
        yield Case(
            f"document-by-{name}",
            "a stamp that nobody vouches for spoils nothing",
            data,
            VALID | REFUSED,
        )


def _false_places() -> Cases:
    plan = true_stamp()
    data = stamped(agency_signed(), plan)
    yield Case(
        "document-changed", "a byte that was stamped", data.replace(AMOUNT, b"9000000", 1), BROKEN
    )
    _, first, second, length = byte_range(data)
    text = b"/ByteRange [0 %d %d %d]" % (first, second, length - 40)
    shorter = set_byte_range(data, text)
    yield Case("document-range-shorter", "the range is made shorter", shorter, BROKEN)
    yield Case("document-covers-less", "made over less than the file", _covering_less(plan), BROKEN)
    yield Case(
        "document-then-text",
        "stamped, then the text is replaced",
        replace_page_text(data, AMOUNT, b"9000000"),
        BROKEN,
    )
    between = stamped(replace_page_text(agency_signed(), AMOUNT, b"9000000"), plan)
    yield Case("document-over-text", "the text is replaced, then a stamp", between, BROKEN)
    as_signature = prepare(agency_signed(), "Stamp1")
    blob = build_token(plan, as_signature.digest())
    yield Case(
        "token-as-signature",
        "a token where a signature should be",
        as_signature.filled(blob),
        BROKEN,
    )
    place = prepare(agency_signed(), "Stamp1", timestamp=True)
    blob = build(CmsPlan(genuine_world().leaf), place.digest())
    yield Case(
        "signature-as-token", "a signature where a token should be", place.filled(blob), BROKEN
    )
    plain = prepare(plain_pdf(1), "Signature1", timestamp=True)
    blob = build(CmsPlan(genuine_world().leaf), plain.digest())
    yield Case(
        "signature-as-token-alone",
        "the same in a file without a signature",
        plain.filled(blob),
        BROKEN,
    )


def _covering_less(plan: TokenPlan) -> bytes:
    place = prepare(agency_signed(), "Stamp1", timestamp=True, room=8 * 1024)
    _, first, second, length = byte_range(place.data)
    changed = set_byte_range(place.data, b"/ByteRange [0 %d %d %d]" % (first, second, length - 40))
    less = Unsigned(changed, place.gap_start, place.gap_end)
    covered = less.covered[: len(less.covered) - 40]
    return less.filled(build_token(plan, hashlib.sha256(covered).digest()))


def _replaced() -> Cases:
    """A later update puts another stamp, or none, into the place of the first."""
    data = stamped(agency_signed(), true_stamp())
    number, body = _stamp_object(data)
    other = stamped(agency_signed(), replace(true_stamp(), at=STAMPED))
    bodies: dict[str, bytes] = {
        "another": _stamp_object(other)[1],
        "same": body,
        "null": b"null",
        "empty": b"<< /Type /DocTimeStamp /Filter /Adobe.PPKLite /SubFilter /ETSI.RFC3161 >>",
        "as-signature": body.replace(b"/DocTimeStamp", b"/Sig"),
    }
    for name, new in bodies.items():
        changed = Update(data, {number: new}).build()
        yield Case(f"document-replaced-{name}", f"the stamp becomes {name}", changed, REFUSED)
        resigned = prepare(changed, "Signature2") if name == "another" else None
        if resigned is not None:
            yield Case(
                "document-replaced-signed",
                "and is signed for",
                signed(CmsPlan(genuine_world().leaf), resigned),
                REFUSED,
            )


def _stamp_object(data: bytes) -> tuple[int, bytes]:
    begin = data.rindex(b"/DocTimeStamp")
    header = data.rindex(b" 0 obj", 0, begin)
    number = int(data[data.rindex(b"\n", 0, header) : header])
    return number, body_of(data, number)


def _saved() -> Cases:
    """A stamp that would save a signer whose certificate ended."""
    plan = replace(true_stamp(), at=STAMPED)
    makers: dict[str, Callable[[bytes], bytes]] = {
        "stranger": lambda data: stamped(
            data, replace(plan, tsa=strange_authorities()["stranger"])
        ),
        "equal-root": lambda data: stamped(
            data, replace(plan, tsa=strange_authorities()["equal-root"])
        ),
        "not-critical": lambda data: stamped(
            data, replace(plan, tsa=wrong_authorities()["other-usage"])
        ),
        "with-store": lambda data: stamped(
            with_dss(data, certificates=(strange_authorities()["stranger"].der,)),
            replace(plan, tsa=strange_authorities()["stranger"]),
        ),
    }
    for name, make in makers.items():
        expired = make(signed(CmsPlan(expired_signer(), signed_at=STAMPED)))
        yield Case(
            f"document-saves-expired-{name}", "an expired signer, a false stamp", expired, LOOKED_AT
        )
        revoked = make(signed(CmsPlan(revoked_signer(), signed_at=STAMPED)))
        yield Case(
            f"document-saves-revoked-{name}",
            "a revoked signer, a false stamp",
            revoked,
            BROKEN,
            VerdictReason.REVOKED,
            trust=revoking_trust(),
        )
    late = stamped(signed(CmsPlan(revoked_signer(), signed_at=STAMPED)), true_stamp())
    yield Case(
        "document-saves-revoked-late",
        "a true stamp after the revocation",
        late,
        BROKEN,
        VerdictReason.REVOKED,
        trust=revoking_trust(),
    )
