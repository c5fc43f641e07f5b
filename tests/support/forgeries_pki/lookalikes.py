"""Names that look alike to people, and names that are equal to programs (RFC 5280 §7.1, RFC 4518)."""

import unicodedata
from collections.abc import Callable

from asn1crypto import x509

from tests.support import pki as ca
from tests.support.forgeries_kit.certificates import (
    Holder,
    Plan,
    asn1_name,
    ca_extensions,
    curve_key,
    issue,
)
from tests.support.forgeries_kit.revocation_data import crl
from tests.support.forgeries_kit.world import genuine_world, leaf_plan, make_world, subject
from tests.support.forgeries_pki.case import UNTRUSTED, VALID, Collection, Made
from tests.support.forgeries_pki.workshop import LONG, made

CASES = Collection("look-alike names")
_BODY = "Cơ quan chứng thực thử nghiệm"
_ROOT = "RootCA thử nghiệm"
_SUB = "CA phục vụ các cơ quan thử nghiệm"

LIKE: dict[str, tuple[str, Callable[[str], str]]] = {
    "cyrillic": ("Cyrillic letters", lambda text: text.replace("C", "С").replace("o", "о")),
    "greek": ("Greek capitals", lambda text: text.replace("A", "Α").replace("C", "Ϲ")),
    "full-width": ("full-width letters", lambda text: text.replace("A", "Ａ")),
    "upper-case": ("all in capitals", str.upper),
    "spaces-around": ("spaces around the name", lambda text: f"  {text} "),
    "spaces-inside": ("two spaces for one", lambda text: text.replace(" ", "  ")),
    "no-break-space": ("no-break spaces", lambda text: text.replace(" ", "\u00a0")),
    "zero-width": ("an unseen space", lambda text: text[:2] + "\u200b" + text[2:]),
    "soft-hyphen": ("an unseen hyphen", lambda text: text[:2] + "\u00ad" + text[2:]),
    "right-to-left": ("turned round by a mark", lambda text: "\u202e" + text[::-1]),
    "decomposed": ("accents apart", lambda text: unicodedata.normalize("NFD", text)),
    "zero-byte": ("a zero byte at the end", lambda text: f"{text}\u0000"),
    "dotless": ("a dotless i", lambda text: text.replace("i", "ı")),
}


def _name(common: str, turn: Callable[[str], str]) -> x509.Name:
    return asn1_name(ca.name(C="VN", O=turn(_BODY), CN=turn(common)))


def _forged(turn: Callable[[str], str]) -> Made:
    """Root and authority of the forger, in names like the genuine ones."""
    fake = make_world(_name(_ROOT, turn), _name(_SUB, turn))
    return made(fake.leaf, fake.sub, fake.root)


def _genuine(turn: Callable[[str], str]) -> Made:
    """The genuine root issues to an authority whose name is written so; that one signs its own name."""
    root = genuine_world().root
    sub = issue(Plan(_name(_SUB, turn), *LONG, ca_extensions(0)), curve_key(), root)
    leaf = issue(leaf_plan(), curve_key(), sub)
    return made(leaf, intermediates=(sub.der,), crls=(crl(root), crl(sub)))


def _written_otherwise(turn: Callable[[str], str]) -> Made:
    """The leaf writes its issuer's name otherwise than the issuer does, and both are equal by RFC 5280."""
    world = genuine_world()
    named = Holder(issue(Plan(_name(_SUB, turn), *LONG), world.sub.key).certificate, world.sub.key)
    return made(issue(leaf_plan(), curve_key(), named))


for _key, (_text, _turn) in LIKE.items():
    CASES.add(f"forged-{_key}", _text, UNTRUSTED, lambda turn=_turn: _forged(turn))
for _key in ("upper-case", "decomposed", "spaces-inside", "cyrillic"):
    _text, _turn = LIKE[_key]
    CASES.add(f"genuine-{_key}", _text, VALID, lambda turn=_turn: _genuine(turn))
for _key in ("upper-case", "spaces-inside", "spaces-around"):
    _text, _turn = LIKE[_key]
    CASES.add(f"equal-{_key}", _text, VALID, lambda turn=_turn: _written_otherwise(turn))


@CASES.case("the issuer's name in capitals, signed by the forger", UNTRUSTED)
def _equal_name_other_key() -> Made:
    forger = Holder(
        issue(Plan(_name(_SUB, str.upper), *LONG), curve_key()).certificate, curve_key()
    )
    return made(issue(leaf_plan(), curve_key(), forger))


@CASES.case("the same parts of the name in another order", UNTRUSTED)
def _other_order() -> Made:
    turned = asn1_name(ca.name(CN=_SUB, O=_BODY, C="VN"))
    fake = make_world(subject("Root giả"), turned)
    return made(fake.leaf, fake.sub, fake.root)
