"""Nơi nhận: what an addressee is to do with the document ("để b/c", "để biết")."""

import re
from enum import StrEnum

from gateway.domain.vietnamese import fold


class Role(StrEnum):
    """Why somebody stands under Nơi nhận; who is to act has no mark."""

    INFORM = "de-biet"
    REPORT = "de-bao-cao"
    COORDINATE = "phoi-hop"
    FOLLOW = "theo-doi"


_ROLES = (
    (re.compile(r"\(\s*(?:để\s+)?(?:b/c|báo cáo)\b"), Role.REPORT),
    (re.compile(r"\(\s*(?:để\s+)?biết\b"), Role.INFORM),
    (re.compile(r"\(\s*(?:để\s+)?(?:phối hợp|p/h)\b"), Role.COORDINATE),
    (re.compile(r"\(\s*(?:để\s+)?theo dõi\b"), Role.FOLLOW),
    (re.compile(r"\bđể (?:b/c|báo cáo)\b"), Role.REPORT),
    (re.compile(r"\bđể biết\b"), Role.INFORM),
)


def role_of(addressee: str) -> Role | None:
    """The role that the line itself says: "UBND tỉnh (để b/c)"."""
    folded = fold(addressee)
    return next((role for pattern, role in _ROLES if pattern.search(folded)), None)
