"""Nơi nhận: what an addressee is to do with the document ("để b/c", "để biết")."""

import re
from enum import StrEnum

from gateway.domain.vietnamese import fold


class AddresseeRole(StrEnum):
    """Why somebody stands under Nơi nhận; who is to act has no mark."""

    INFORM = "inform"
    REPORT = "report"
    COORDINATE = "coordinate"
    FOLLOW = "follow"


_ROLES = (
    (re.compile(r"\(\s*(?:để\s+)?(?:b/c|báo cáo)\b"), AddresseeRole.REPORT),
    (re.compile(r"\(\s*(?:để\s+)?biết\b"), AddresseeRole.INFORM),
    (re.compile(r"\(\s*(?:để\s+)?(?:phối hợp|p/h)\b"), AddresseeRole.COORDINATE),
    (re.compile(r"\(\s*(?:để\s+)?theo dõi\b"), AddresseeRole.FOLLOW),
    (re.compile(r"\bđể (?:b/c|báo cáo)\b"), AddresseeRole.REPORT),
    (re.compile(r"\bđể biết\b"), AddresseeRole.INFORM),
)


def role_of(addressee: str) -> AddresseeRole | None:
    """The role that the line itself says: "UBND tỉnh (để b/c)"."""
    folded = fold(addressee)
    return next((role for pattern, role in _ROLES if pattern.search(folded)), None)
