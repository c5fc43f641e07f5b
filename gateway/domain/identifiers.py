"""Codes of dossiers, procedures and agencies as they stand in texts (QĐ 20/2020/QĐ-TTg; domain of one-stop systems).

Agency codes circulate in two directions: `000.00.53.H48` was read from right to left until 2020, `H48.53`
is read from left to right since. Both name the same agency.
"""

import re

_OLD = r"(?:\d{2,3}\.){3}[A-Z]\d{2}"
_NEW = r"[A-Z]\d{2}(?:\.\d{2,3}){1,3}"
_DOSSIER = re.compile(rf"(?<![\w.])(?:{_OLD}|{_NEW})-\d{{6}}-\d{{3,6}}(?![\d-])")
_PROCEDURE = re.compile(rf"(?<![\w.])\d\.\d{{6}}(?:\.{_OLD})?(?![\w-]|\.\d)")
_AGENCY = re.compile(rf"(?:{_OLD}|[A-Z]\d{{2}}(?:\.\d{{2,3}}){{0,3}})")
_LEVELS = 4
_MAX_TEXT = 100_000
_MAX_CODES = 50


def find_dossier_codes(text: str) -> tuple[str, ...]:
    """Mã hồ sơ, as written: `000.00.53.H48-220921-0099`, `H48.53-220921-0099`."""
    return _found(_DOSSIER, text)


def find_procedure_codes(text: str) -> tuple[str, ...]:
    """Mã thủ tục hành chính, as written: `1.001612.000.00.00.H48`, `1.001612`."""
    return _found(_PROCEDURE, text)


def agency_code(code: str) -> str | None:
    """One form for both directions, the newer one without empty levels: `H48.53`; None for no agency code."""
    if not _AGENCY.fullmatch(code):
        return None
    groups = code.split(".")
    if groups[0].isdigit():
        groups.reverse()
    while len(groups) > 1 and set(groups[-1]) == {"0"}:
        groups.pop()
    return ".".join(groups)


def agency_of_dossier(dossier: str) -> str | None:
    """The agency code in a dossier code, in the one form."""
    return agency_code(dossier.partition("-")[0])


def agency_of_procedure(procedure: str) -> str | None:
    """The agency code behind a procedure code, in the one form; None when it has none."""
    return agency_code(procedure.split(".", 2)[2]) if procedure.count(".") > 1 else None


def older_code(code: str) -> str | None:
    """The same agency as it was written until 2020: `000.00.53.H48` for `H48.53`; None where it has no such form."""
    groups = (agency_code(code) or "").split(".")
    if not groups[0] or len(groups) > _LEVELS:
        return None
    empty = ["00"] * (_LEVELS - len(groups))
    first, *others = reversed([*groups, *empty])
    return ".".join([first.rjust(3, "0"), *others])


def _found(pattern: re.Pattern[str], text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(pattern.findall(text[:_MAX_TEXT])))[:_MAX_CODES]
