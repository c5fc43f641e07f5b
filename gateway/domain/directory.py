"""The directory of agencies: which agency a name or a mail address belongs to.

Names are compared as people and certificates write them: in capitals, with UBND for Ủy ban nhân dân, with
or without the province behind them, and without any diacritics in many certificates of the first authority.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from gateway.domain.identifiers import agency_code
from gateway.domain.provinces import PROVINCES
from gateway.domain.senders import is_known
from gateway.domain.vietnamese import bare, fold

_LONGEST_NAME = 300  # characters; what is longer is no agency's name
_ABBREVIATIONS = (
    (re.compile(r"\bubnd\b"), "ủy ban nhân dân"),
    (re.compile(r"\bh[đd]nd\b"), "hội đồng nhân dân"),
    (re.compile(r"\btp\b\.?\s*"), "thành phố "),
)
_NAMES = "|".join(map(bare, PROVINCES))
_PLACE = re.compile(rf"\b(?:tinh|thanh pho) (?P<name>{_NAMES})\b")
_SEPARATORS = re.compile(r"[\s,;.–—-]+")


@dataclass(frozen=True, slots=True)
class Agency:
    """One agency. `mail` holds patterns of `senders.is_known`; `parent` is the name of the agency above."""

    name: str
    aliases: tuple[str, ...] = ()
    mail: tuple[str, ...] = ()
    parent: str | None = None
    abbreviations: tuple[str, ...] = ()  # letters of notations: SXD
    codes: tuple[str, ...] = ()  # mã định danh in either direction: H48.53, 000.00.53.H48


@dataclass(frozen=True)
class Directory:
    """All agencies that the administrator lists. `place` is the province: it may stand behind any name."""

    agencies: tuple[Agency, ...] = ()
    place: str = ""

    def named(self, text: str | None) -> Agency | None:
        """The agency of that name or alias, or None: nobody by that name, or more than one."""
        if not text or len(text) > _LONGEST_NAME:
            return None
        unmarked = text.isascii()  # written without diacritics
        known = self._by_bare_name if unmarked else self._by_name
        for name in self._spellings(bare(key(text)) if unmarked else key(text)):
            if name in known:
                return known[name]
        return None

    def at(self, address: str | None) -> Agency | None:
        """The agency that sends from that address, or None: nobody, or more than one."""
        found = [agency for agency in self.agencies if is_known(address, agency.mail)]
        return found[0] if len(found) == 1 else None

    def abbreviated(self, letters: str) -> Agency | None:
        """The agency whose letters these are in a notation, or None: nobody, or more than one."""
        found = [agency for agency in self.agencies if letters and letters in agency.abbreviations]
        return found[0] if len(found) == 1 else None

    def coded(self, code: str) -> Agency | None:
        """The agency of a code in either direction, or None: nobody, or more than one."""
        wanted = agency_code(code)
        found = [
            agency
            for agency in self.agencies
            if wanted and wanted in {agency_code(own) for own in agency.codes}
        ]
        return found[0] if len(found) == 1 else None

    def nearest(self, code: str) -> tuple[Agency, bool] | None:
        """The agency of a code, or the listed one above it (`H48` for `H48.53`); whether it is the code's own."""
        groups = (agency_code(code) or "").split(".")
        for count in range(len(groups), 0, -1):
            found = self.coded(".".join(groups[:count]))
            if found is not None:
                return found, count == len(groups)
        return None

    def is_elsewhere(self, text: str | None) -> bool:
        """Whether the name says that the agency belongs to another province; a listed name never does."""
        if not self.place or not text or len(text) > _LONGEST_NAME or self.named(text):
            return False
        found = _PLACE.search(bare(key(text)))
        return found is not None and found["name"] != bare(key(self.place))

    def is_here(self, text: str | None) -> bool:
        """Whether the name itself says the province."""
        return bool(self.place and text) and key(self.place) in key(text or "")

    def with_those_above(self, agency: Agency) -> tuple[Agency, ...]:
        """The agency, the one above it, and so on; a circle ends where it closes."""
        chain = [agency]
        while (above := self.named(chain[-1].parent)) is not None and above not in chain:
            chain.append(above)
        return tuple(chain)

    def _spellings(self, name: str) -> Iterator[str]:
        """The name as it stands, then without the province behind it."""
        yield name
        place = key(self.place)
        for words in (f"tỉnh {place}", place):
            for ending in (f" {words}", f" {bare(words)}"):
                if place and name.endswith(ending):
                    yield name.removesuffix(ending)

    @cached_property
    def _by_name(self) -> Mapping[str, Agency]:
        return _unambiguous((key(name), agency) for agency, name in self._names())

    @cached_property
    def _by_bare_name(self) -> Mapping[str, Agency]:
        return _unambiguous((bare(key(name)), agency) for agency, name in self._names())

    def _names(self) -> Iterator[tuple[Agency, str]]:
        for agency in self.agencies:
            for name in (agency.name, *agency.aliases):
                yield agency, name


NO_AGENCIES = Directory()


def key(name: str) -> str:
    """The form in which names of agencies are compared: folded, abbreviations written out, no punctuation."""
    text = fold(name)
    for pattern, words in _ABBREVIATIONS:
        text = pattern.sub(words, text)
    return _SEPARATORS.sub(" ", text).strip()


def _unambiguous(names: Iterable[tuple[str, Agency]]) -> dict[str, Agency]:
    """What several agencies are called by names none of them."""
    found: dict[str, Agency] = {}
    shared: set[str] = set()
    for name, agency in names:
        if found.setdefault(name, agency) is not agency:
            shared.add(name)
    return {name: agency for name, agency in found.items() if name not in shared}
