"""CRLs, answers and certificates that the file brings along: its author chose them."""

from collections.abc import Callable, Sequence
from typing import Any

from asn1crypto import cms
from asn1crypto import crl as asn1_crl
from asn1crypto import ocsp as asn1_ocsp

from tests.support.forgeries_kit.cms_builder import CmsPlan
from tests.support.forgeries_kit.documents import signed, with_dss
from tests.support.forgeries_kit.revocation_data import Answer, Revoked, crl
from tests.support.forgeries_kit.world import genuine_world
from tests.support.forgeries_pki.answers import GOOD_ANSWERS, SILENT_ANSWERS, asked, said
from tests.support.forgeries_pki.case import LATER, REVOKED, UNTRUSTED, VALID, Collection, Made
from tests.support.forgeries_pki.lists import SILENT, SPEAKING, of_sub
from tests.support.forgeries_pki.workshop import impostor
from tests.support.pki import DAY, NOW

CASES = Collection("brought along by the file")
Carry = Callable[[Sequence[bytes], Sequence[bytes]], bytes]  # lists and answers to a file


def _in_store(lists: Sequence[bytes], answers: Sequence[bytes]) -> bytes:
    """The document security store (ISO 32000-2 §12.8.4.3)."""
    return with_dss(signed(CmsPlan(asked())), crls=tuple(lists), responses=tuple(answers))


def _in_cms(lists: Sequence[bytes], answers: Sequence[bytes]) -> bytes:
    """`crls` of the SignedData (RFC 5652 §10.2.1, RFC 5940)."""
    found: list[Any] = [
        cms.RevocationInfoChoice("crl", asn1_crl.CertificateList.load(blob)) for blob in lists
    ]
    for blob in answers:
        other = {
            "other_rev_info_format": "ocsp_response",
            "other_rev_info": asn1_ocsp.OCSPResponse.load(blob),
        }
        found.append(cms.RevocationInfoChoice("other", cms.OtherRevocationInfoFormat(other)))
    return signed(CmsPlan(asked(), crls=found))


def _in_attribute(lists: Sequence[bytes], answers: Sequence[bytes]) -> bytes:
    """adbe-revocationInfoArchival (ISO 32000-2 §12.8.3.3.2)."""
    archive: dict[str, Any] = {}
    if lists:
        archive["crl"] = [asn1_crl.CertificateList.load(blob) for blob in lists]
    if answers:
        archive["ocsp"] = [asn1_ocsp.OCSPResponse.load(blob) for blob in answers]

    return signed(CmsPlan(asked(), more_attributes=[("adobe_revocation_info_archival", archive)]))


CARRIERS: dict[str, Carry] = {"store": _in_store, "cms": _in_cms, "attribute": _in_attribute}


def _judged(data: bytes, *ours: bytes, answers: tuple[bytes, ...] = ()) -> Made:
    world = genuine_world()
    return Made(data, world.trust(crls=(crl(world.root), *ours), ocsp=answers))


def _revoking() -> bytes:
    return of_sub(revoked={asked().certificate.serial_number: Revoked(NOW - 10 * DAY)})


_UNREADABLE = {"garbage", "empty", "cut", "first-version"}
for _way, _carry in CARRIERS.items():
    for _key, (_text, _list) in SPEAKING.items():
        CASES.add(
            f"{_way}-list-{_key}",
            f"{_text}, in the {_way}; ours is missing",
            VALID,
            lambda carry=_carry, made=_list: _judged(carry([made()], [])),
        )
    for _key, (_text, _list) in SILENT.items():
        if _key in _UNREADABLE:
            continue
        CASES.add(
            f"{_way}-list-{_key}",
            f"{_text}, in the {_way}; ours is missing",
            LATER,
            lambda carry=_carry, made=_list: _judged(carry([made()], [])),
        )
    for _key, (_text, _answer) in GOOD_ANSWERS.items():
        CASES.add(
            f"{_way}-answer-{_key}",
            f"{_text}, in the {_way}; ours is missing",
            VALID,
            lambda carry=_carry, made=_answer: _judged(carry([], [made()])),
        )
    for _key, (_text, _answer) in SILENT_ANSWERS.items():
        if _key in _UNREADABLE:
            continue
        CASES.add(
            f"{_way}-answer-{_key}",
            f"{_text}, in the {_way}; ours is missing",
            LATER,
            lambda carry=_carry, made=_answer: _judged(carry([], [made()])),
        )
    CASES.add(
        f"{_way}-old-good-against-our-list",
        f"a genuine list in the {_way} says good, our newer one revoked",
        REVOKED,
        lambda carry=_carry: _judged(carry([of_sub(last=NOW - 20 * DAY)], []), _revoking()),
    )
    CASES.add(
        f"{_way}-old-answer-against-our-list",
        f"a genuine answer in the {_way} says good, our newer list revoked",
        REVOKED,
        lambda carry=_carry: _judged(carry([], [said()]), _revoking()),
    )
    CASES.add(
        f"{_way}-good-against-our-answer",
        f"a genuine list in the {_way} says good, our answer revoked",
        REVOKED,
        lambda carry=_carry: _judged(
            carry([of_sub()], []), answers=(said(answer=Answer(NOW - 2 * DAY)),)
        ),
    )
    CASES.add(
        f"{_way}-admits",
        f"a genuine list in the {_way} says revoked, ours is missing",
        REVOKED,
        lambda carry=_carry: _judged(carry([_revoking()], [])),
    )
    CASES.add(
        f"{_way}-admits-against-our-old-list",
        f"a genuine list in the {_way} says revoked, ours is older",
        REVOKED,
        lambda carry=_carry: _judged(carry([_revoking()], []), of_sub(last=NOW - 9 * DAY)),
    )
    CASES.add(
        f"{_way}-smears",
        f"a list of a namesake in the {_way} says revoked, ours does not",
        VALID,
        lambda carry=_carry: _judged(
            carry(
                [crl(impostor().sub, {asked().certificate.serial_number: Revoked(NOW - DAY)})], []
            ),
            of_sub(),
        ),
    )


@CASES.case("the forger's authorities and their lists in the store", UNTRUSTED)
def _whole_world_in_the_store() -> Made:
    fake = impostor()
    chain = (fake.sub.der, fake.root.der)
    data = with_dss(
        signed(CmsPlan(fake.leaf)), certificates=chain, crls=(crl(fake.root), crl(fake.sub))
    )
    return Made(data, genuine_world().trust())


@CASES.case("the genuine authority in the store, nowhere else", VALID)
def _authority_in_the_store() -> Made:
    world = genuine_world()
    data = with_dss(signed(CmsPlan(world.leaf)), certificates=(world.sub.der,))
    return Made(data, world.trust(intermediates=()))


@CASES.case("the genuine root in the store, configured nowhere", UNTRUSTED)
def _root_in_the_store() -> Made:
    world = genuine_world()
    data = with_dss(signed(CmsPlan(world.leaf)), certificates=(world.sub.der, world.root.der))
    return Made(data, world.trust(government=(), tsa=()))
