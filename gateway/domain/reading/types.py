"""Tên loại văn bản: the names, abbreviations and bodies of `rules/document_types.yaml` as values."""

import re
from dataclasses import dataclass, field
from functools import cached_property

from gateway.domain.vietnamese import bare, fold

DISPATCH = "Công văn"  # has no abbreviation of its own (TT 01/2011 App. I)
JOINT_CIRCULAR = "Thông tư liên tịch"
CONSOLIDATED = "Văn bản hợp nhất"  # bears the heading of the document that it consolidates
_FRONT = re.compile(r"^\d{1,6}[a-zđ]?/")


@dataclass(frozen=True, slots=True)
class DocumentType:
    """One type: its name as the register prints it, and how it is abbreviated and headed."""

    name: str
    abbreviations: tuple[str, ...] = ()  # both tables: TT 01/2011 App. I and NĐ 30/2020 App. III
    headings: tuple[str, ...] = ()  # other headings that mean the same type


@dataclass(frozen=True)
class DocumentTypes:
    """All types, and the bodies whose abbreviations are known. Pure; built by `rules_yaml`."""

    types: tuple[DocumentType, ...]
    central_bodies: frozenset[str] = frozenset()  # who issues joint circulars: BTC, BXD
    bodies: tuple[str, ...] = ()  # abbreviations of bodies and units: SGDĐT, NVY
    agencies: tuple[str, ...] = field(
        default=()
    )  # names in their spelling: "Sở Giáo dục và Đào tạo"

    def of_abbreviation(self, abbreviation: str) -> str | None:
        """The type of a notation's first group. đ is never d; case only when nothing fits as written."""
        return self._exact.get(abbreviation) or self._folded.get(fold(abbreviation))

    def of_notation(self, notation: str, *, unmarked: bool = False) -> str | None:
        """The type that "2014/QĐ-UBND", "SYT-NVY" or "NQ/TU" says, or None (a law's "2005/QH11").

        `unmarked`: the text around was written without diacritics, so that HD and DA tell nothing.
        """
        year = _FRONT.match(notation)
        groups = re.split(r"[-/]", _FRONT.sub("", notation))
        if unmarked and len(self._bare.get(groups[0].lower(), ())) > 1:
            return None
        named = self.of_abbreviation(groups[0])
        if named is not None:
            return named
        if re.fullmatch(r"(?:UBTV)?QH\d{0,2}", groups[0]):
            return None
        if year and len(groups) > 1 and all(group in self.central_bodies for group in groups):
            return JOINT_CIRCULAR
        slip = self._bare.get(groups[0].lower(), frozenset())
        return next(iter(slip)).name if len(slip) == 1 and groups[0].isascii() else DISPATCH

    def of_heading(self, line: str) -> tuple[str, str] | None:
        """The type that a line in capitals names, and the rest of the line; longest name first."""
        folded = fold(line.strip(" :.*_"))
        joined = folded.replace(" ", "")
        for heading, name in self._headings:
            if folded == heading or joined == heading.replace(" ", ""):
                return name, ""
            if folded.startswith(heading + " "):
                return name, line.strip(" :.*_")[len(heading) :].strip()
        return None

    def of_file_word(self, word: str) -> DocumentType | None:
        """The type of an unaccented word in a file name; None for hd, da: HD or HĐ, ĐA or DA."""
        exact = self.of_abbreviation(word) if not word.isascii() else None
        found = [kind for kind in self.types if kind.name == exact] or list(
            self._bare.get(bare(word), frozenset())
        )
        return found[0] if len(found) == 1 else None

    def body_of(self, word: str) -> str | None:
        """How a body's abbreviation in a file name is written: "sgddt" is SGDĐT; None when not known."""
        found = self._bodies.get(bare(word), frozenset())
        return next(iter(found)) if len(found) == 1 else None

    @property
    def heading_words(self) -> list[str]:
        """All words that head a document of some type, folded."""
        return [heading for heading, _ in self._headings]

    @cached_property
    def _exact(self) -> dict[str, str]:
        return {short: kind.name for kind in self.types for short in kind.abbreviations}

    @cached_property
    def _folded(self) -> dict[str, str]:
        return {fold(short): name for short, name in self._exact.items()}

    @cached_property
    def _bare(self) -> dict[str, frozenset[DocumentType]]:
        table: dict[str, frozenset[DocumentType]] = {}
        for kind in self.types:
            for short in kind.abbreviations:
                table[bare(short)] = table.get(bare(short), frozenset()) | {kind}
        return table

    @cached_property
    def _headings(self) -> list[tuple[str, str]]:
        pairs = [
            (fold(text), kind.name) for kind in self.types for text in (kind.name, *kind.headings)
        ]
        return sorted(pairs, key=lambda pair: -len(pair[0]))

    @cached_property
    def _bodies(self) -> dict[str, frozenset[str]]:
        table: dict[str, frozenset[str]] = {}
        for body in (*self.bodies, *sorted(self.central_bodies)):
            table[bare(body)] = table.get(bare(body), frozenset()) | {body}
        return table
