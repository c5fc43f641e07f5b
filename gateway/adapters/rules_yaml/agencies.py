"""`rules/agencies.yaml` as the directory of agencies."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from gateway.adapters.rules_yaml.schema import Strict
from gateway.config.yaml_source import (
    ConfigurationError,
    Problem,
    problem_at,
    read_tree,
    suggestion,
    validate,
)
from gateway.domain.directory import NO_AGENCIES, Agency, Directory, key
from gateway.domain.identifiers import agency_code


def _is_mail(pattern: str) -> str:
    local, at, domain = pattern.rpartition("@")
    host = domain if at else pattern.removeprefix("*.")
    if (at and not local) or "*" in host or "*" in local or "." not in host or " " in pattern:
        raise ValueError(
            "write sxd@quangngai.gov.vn, sxd.quangngai.gov.vn or *.sxd.quangngai.gov.vn"
        )
    return pattern


_Name = Annotated[str, Field(min_length=1, max_length=200)]
_Mail = Annotated[str, Field(max_length=254), AfterValidator(_is_mail)]


def _is_agency_code(code: str) -> str:
    if agency_code(code) is None:
        raise ValueError("write H48.53 or 000.00.53.H48")
    return code


_Letters = Annotated[str, Field(pattern=r"^[A-ZĐ][\wĐđ&]{1,29}$")]
_Code = Annotated[str, AfterValidator(_is_agency_code)]


class _Agency(Strict):
    name: _Name
    aliases: tuple[_Name, ...] = ()
    mail: tuple[_Mail, ...] = ()
    parent: _Name | None = None
    abbreviations: tuple[_Letters, ...] = ()
    codes: tuple[_Code, ...] = ()


class _File(Strict):
    place: Annotated[str, Field(max_length=100)] = ""
    agencies: list[_Agency]


def load_agencies(path: Path) -> Directory:
    """Reads the directory; a folder of before it existed has none, and nothing is compared.

    Raises `ConfigurationError` with file, line and column.
    """
    if not path.exists():
        return NO_AGENCIES
    tree = read_tree(path)
    file = validate(path, tree, _File)
    problems = [
        *_twice(path, tree, file),
        *_shared_letters(path, tree, file),
        *_shared_codes(path, tree, file),
        *_unknown_parents(path, tree, file),
    ]
    if problems:
        raise ConfigurationError(problems)
    agencies = (
        Agency(item.name, item.aliases, item.mail, item.parent, item.abbreviations, item.codes)
        for item in file.agencies
    )
    return Directory(tuple(agencies), file.place)


def _twice(path: Path, tree: Any, file: _File) -> Iterator[Problem]:
    """One name, as names are compared, is one agency's."""
    owners: dict[str, int] = {}
    for at, item in enumerate(file.agencies):
        aliases = ((alias, ("aliases", n)) for n, alias in enumerate(item.aliases))
        for name, step in ((item.name, ("name",)), *aliases):
            owner = owners.setdefault(key(name), at)
            if owner != at:
                first = file.agencies[owner].name
                yield problem_at(
                    path, tree, ("agencies", at, *step), f"{name} already names {first!r}"
                )


def _shared_letters(path: Path, tree: Any, file: _File) -> Iterator[Problem]:
    """Letters that several agencies bear name none of them (UBND): they are left out."""
    owners: dict[str, str] = {}
    for at, item in enumerate(file.agencies):
        for n, letters in enumerate(item.abbreviations):
            owner = owners.setdefault(letters, item.name)
            if owner != item.name:
                message = (
                    f"{letters} already stands for {owner!r}; leave out what several agencies share"
                )
                yield problem_at(path, tree, ("agencies", at, "abbreviations", n), message)


def _shared_codes(path: Path, tree: Any, file: _File) -> Iterator[Problem]:
    """One code, in whichever direction it is written, is one agency's."""
    owners: dict[str, tuple[str, str]] = {}
    for at, item in enumerate(file.agencies):
        for n, code in enumerate(item.codes):
            owner, written = owners.setdefault(agency_code(code) or code, (item.name, code))
            if owner != item.name:
                same = "" if written == code else f" (as {written})"
                message = f"{code} is already the code of {owner!r}{same}"
                yield problem_at(path, tree, ("agencies", at, "codes", n), message)


def _unknown_parents(path: Path, tree: Any, file: _File) -> Iterator[Problem]:
    names = {key(item.name): item.name for item in file.agencies}
    for at, item in enumerate(file.agencies):
        if item.parent is not None and key(item.parent) not in names:
            near = suggestion(item.parent, tuple(names.values()))
            message = f"parent: no agency has the name {item.parent!r}{near}"
            yield problem_at(path, tree, ["agencies", at, "parent"], message)
