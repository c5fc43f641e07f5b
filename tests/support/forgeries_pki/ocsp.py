"""OCSP answers in the trust folder: only whom the authority authorised is heard."""

from tests.support.forgeries_kit.cms_builder import CmsPlan
from tests.support.forgeries_kit.documents import signed
from tests.support.forgeries_kit.revocation_data import Answer, Revoked, crl
from tests.support.forgeries_kit.world import genuine_world
from tests.support.forgeries_pki.answers import GOOD_ANSWERS, SILENT_ANSWERS, asked, said
from tests.support.forgeries_pki.case import LATER, REVOKED, VALID, Collection, Made
from tests.support.forgeries_pki.lists import of_sub
from tests.support.pki import DAY, NOW

CASES = Collection("OCSP answers")


def _with(*answers: bytes, lists: tuple[bytes, ...] = ()) -> Made:
    world = genuine_world()
    trust = world.trust(crls=(crl(world.root), *lists), ocsp=answers)
    return Made(signed(CmsPlan(asked())), trust)


def _revoking() -> bytes:
    return of_sub(revoked={asked().certificate.serial_number: Revoked(NOW - 10 * DAY)})


for _key, (_text, _answer) in GOOD_ANSWERS.items():
    CASES.add(f"good-{_key}", _text, VALID, lambda made=_answer: _with(made()))
    CASES.add(
        f"good-{_key}-against-the-list",
        f"{_text}; the list says revoked",
        REVOKED,
        lambda made=_answer: _with(made(), lists=(_revoking(),)),
    )
for _key, (_text, _answer) in SILENT_ANSWERS.items():
    CASES.add(f"silent-{_key}", _text, LATER, lambda made=_answer: _with(made()))
    CASES.add(
        f"silent-{_key}-beside-a-list",
        f"{_text}; the list says good",
        VALID,
        lambda made=_answer: _with(made(), lists=(of_sub(),)),
    )
    CASES.add(
        f"silent-{_key}-against-the-list",
        f"{_text}; the list says revoked",
        REVOKED,
        lambda made=_answer: _with(made(), lists=(_revoking(),)),
    )


@CASES.case("no answer and no list", LATER)
def _nothing() -> Made:
    return _with()


@CASES.case("revoked, by the authority", REVOKED)
def _revoked() -> Made:
    return _with(said(answer=Answer(NOW - 2 * DAY)))


@CASES.case("revoked, by a stranger: nobody is smeared", VALID)
def _revoked_by_a_stranger() -> Made:
    return _with(said(genuine_world().leaf, Answer(NOW - 2 * DAY)), lists=(of_sub(),))


@CASES.case("good by the authority and revoked by a newer answer", REVOKED)
def _good_then_revoked() -> Made:
    older = said(answer=Answer(produced=NOW - 3 * DAY))
    return _with(older, said(answer=Answer(NOW - 2 * DAY)))
