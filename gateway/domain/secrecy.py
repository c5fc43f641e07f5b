"""Secrecy marks and limits on circulation (Art. 1.2; TT 01/2011 Art. 15, cells 10a and 11).

What is found is a kind, `Reason.SECRET` or `Reason.LIMITED_CIRCULATION`; no word of the document leaves here.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from gateway.domain.admission import Reason
from gateway.domain.codes import is_cited, normal, stem
from gateway.domain.document import DocumentCode
from gateway.domain.lookalikes import looks_like
from gateway.domain.secrecy_lines import (
    columns_of,
    gravest,
    head_of_document,
    holds_nothing_else,
    is_one_with,
    near_heads,
    neighbours,
    speaks_of,
    unspaced,
    without_other_stamps,
    written_downwards,
)
from gateway.domain.secrecy_marks import SecrecyMarks
from gateway.domain.secrecy_typed import TypedMarks
from gateway.domain.vietnamese import bare, fold, is_capitals, nfc, one_line

_TAG = re.compile(r"[\[({<【]\s*([^\])}>】]{3,60})\s*[\])}>】]")
_DECORATION = " \t*-–—_.:;,!|\"'“”«»()[]{}<>#="
_LABEL = re.compile(r"^(?:độ mật|mức độ mật|mức độ)\s*[:.-]?\s*")
_COPY = re.compile(r"[\s,;:.(-]*(?:bản số|số bản|\(hội nghị).*$", re.IGNORECASE)


def find_mark(
    marks: SecrecyMarks,
    subject: str = "",
    body: str = "",
    file_names: str = "",
    text: str = "",
    title: str = "",
) -> Reason | None:
    """The gravest mark that is found, or None. Any argument may be empty.

    `file_names` has one name a line, `text` is a document's with form feed between pages, `title`
    its PDF title or core property.
    """
    search = _search(marks)
    found = [
        *search.heads(looks_like(text)),
        *search.subject(looks_like(subject[:2000])),
        *search.body(looks_like(body)),
        *search.names(looks_like(file_names)),
        *search.names(looks_like(title)),
    ]
    return gravest([kind for kind in found if kind is not None])


def mark_of_code(marks: SecrecyMarks, code: DocumentCode | None) -> Reason | None:
    """SECRET when the notation's last group says so: 12/QĐ-UBND-M."""
    return _search(marks).of_code(code)


def standing_out(marks: SecrecyMarks, line: str) -> Reason | None:
    """The kind of a mark in capitals among words of a line that are not."""
    return _search(marks).standing_out(line)


@lru_cache(maxsize=8)
def _search(marks: SecrecyMarks) -> "_Search":
    """Made once for each set of marks; nothing of a document is kept."""
    return _Search(marks)


class _Search:
    def __init__(self, marks: SecrecyMarks) -> None:
        self.marks = marks
        self.kinds = {fold(mark): Reason.SECRET for mark in marks.secret}
        self.kinds |= {fold(mark): Reason.LIMITED_CIRCULATION for mark in marks.limited}
        # A spaced stamp ("T Ố I   M Ậ T") whose wide gap the text extraction made narrow.
        self.kinds |= {mark.replace(" ", ""): kind for mark, kind in self.kinds.items()}
        known = sorted([*self.kinds, *map(fold, marks.overruled)], key=len, reverse=True)
        self.every = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, known)) or '(?!)'})(?!\w)")
        # Most lines of a document begin with another letter than any mark or label.
        self.initials = {mark[0] for mark in self.kinds} | set("đmhktdbs")
        self.bare = {bare(mark): kind for mark, kind in self.kinds.items()}
        secret = "|".join(sorted((re.escape(fold(m)) for m in marks.secret), key=len, reverse=True))
        self.label = re.compile(rf"(?<!\w)độ mật\s?[:=-]\s?(?:{secret or '(?!)'})(?!\w|\s?[/,])")
        self.cells = re.compile(
            rf"(?:^|[\n\t])\s*độ mật\s*[\n\t]\s*(?:{secret or '(?!)'})\s*(?:$|[\n\t])"
        )
        self.phrases = frozenset(map(fold, marks.body_phrases))
        capitals = sorted({nfc(mark).upper() for mark in self.kinds}, key=len, reverse=True)
        written = "|".join(map(re.escape, capitals)) or "(?!)"
        self.typed = TypedMarks(
            self.bare, capitals, (marks.body_phrases, marks.other_before, marks.notation_suffixes)
        )
        self.word = re.compile(rf"(?<!\w)(?:{written})(?!\w)")
        suffixes = "|".join(re.escape(suffix) for suffix in marks.notation_suffixes) or r"(?!)"
        self.suffix = re.compile(rf"(?:[-/.]\s?|\s?\(\s?)(?:{suffixes})(?:\s?\))?$")
        self.code = re.compile(
            rf"(?<![\w/.-])\d{{1,6}}[a-zđ]?\s?/\s?(?:\d{{4}}\s?/\s?)?[A-ZĐ][\w&.]*(?:\s?-\s?[\w&.]+)*?"
            rf"(?:[-/]\s?|\s?\(\s?)(?:{suffixes})(?:\s?\))?(?![\w-])"
        )

    def heads(self, text: str) -> Iterator[Reason | None]:
        # An annex with a mark of its own may begin anywhere; lists cite numbers, so those count near heads.
        text = normal(text)
        yield self.stamp(text.replace("\f", "\n").split("\n"))
        yield self.numbered(near_heads(text))
        yield self.labelled(text)
        yield self.written_small(head_of_document(text))

    def written_small(self, head: list[str]) -> Reason | None:
        """ "Tối mật" in small letters, alone in a line of the head: a stamp that somebody typed. A list is none."""
        marks = [self._kind(line) for line in head]
        for at, kind in enumerate(marks):
            beside = [*marks[max(0, at - 1) : at], *marks[at + 1 : at + 2]]
            listed = any(beside) or (at and head[at - 1].rstrip().endswith(":"))
            if kind is Reason.SECRET and not listed:
                return kind
        return None

    def subject(self, subject: str) -> Iterator[Reason | None]:
        yield self.tagged(subject)
        yield self.numbered([subject])
        yield self.phrase(subject)
        yield self.labelled(subject)
        yield self.standing_out(subject)
        yield self.typed.mark(subject)

    def body(self, body: str) -> Iterator[Reason | None]:
        body = normal(body)
        yield self.stamp(body.split("\n"))
        yield self.phrase(body)
        yield self.labelled(body)
        yield from (self.standing_out(line) for line in body.split("\n"))

    def names(self, names: str) -> Iterator[Reason | None]:
        for name in names.split("\n"):
            yield self.named(name)

    def stamp(self, lines: list[str]) -> Reason | None:
        """A mark alone in its line or column."""
        kinds = [
            kind
            for at, line in enumerate(lines)
            for column in columns_of(line)
            if (kind := self._alone(column, lines[at - 1] if at else ""))
        ]
        kinds += [kind for word in written_downwards(lines) if (kind := self._alone(word, ""))]
        kinds += [kind for line in lines if (kind := self._before_head(line))]
        return gravest(kinds)

    def tagged(self, text: str) -> Reason | None:
        """ "[MẬT] …", "(TOI MAT)", and "MẬT: …" or "TỐI MẬT - …" that opens a subject in capitals."""
        line = one_line(normal(text))
        tags = [unspaced(match[1]) for match in _TAG.finditer(line)]
        kinds = [
            kind
            for tag in tags
            if (kind := self.bare.get(bare(tag)) if bare(tag) == fold(tag) else self._kind(tag))
        ]
        opening = re.match(r"(?:(?:re|fw|fwd)\s*:\s*)*(.{2,40}?)\s*([:|–-])", line, re.IGNORECASE)
        if opening and (is_capitals(opening[1]) or opening[2] == ":"):
            kinds += [kind] if (kind := self._kind(opening[1])) else []
        alone = self._alone(unspaced(line), "")
        return gravest([*kinds, *([alone] if alone else [])])

    def named(self, file_name: str) -> Reason | None:
        """A tag, a mark in capitals between separators ("MẬT_12.pdf"), a secret code ("12_QĐ-UBND-M.pdf")."""
        name = stem(one_line(normal(file_name[:300])))
        parts = [part.strip() for part in re.split(r"[_.\-–+]+", name)]
        words = name.replace("_", " ")
        kinds = [self._kind(part) for part in parts if is_capitals(part)]
        kinds += [self.tagged(name), self.numbered([name.replace("_", "/")]), self.phrase(words)]
        kinds += [self.labelled(words), self.standing_out(words)]
        kinds += [self.typed.mark(name), self.typed.code(name)]
        return gravest([kind for kind in kinds if kind is not None])

    def labelled(self, text: str) -> Reason | None:
        """ "… độ mật: Mật" anywhere in a line."""
        lower = normal(text).lower()
        said = "mật" in lower and (self.label.search(fold(text)) or self.cells.search(lower))
        return Reason.SECRET if said else None

    def standing_out(self, text: str) -> Reason | None:
        """A mark in capitals among words that are not: "Giấy mời 77/GM-SNV - MẬT", "gửi công văn MẬT"."""
        line = one_line(normal(text))
        for match in self.word.finditer(line):
            before, after = neighbours(line, match.start(), match.end())
            alone = not is_one_with(before, self.marks.other_before) and not is_one_with(
                after, self.marks.other_after
            )
            if alone and not speaks_of(fold(line[: match.start()][-60:]), self.marks.about_before):
                return self.kinds.get(fold(match[0]))
        return None

    def phrase(self, body: str) -> Reason | None:
        """ "tài liệu mật" said of what is sent, not of the topic "bảo vệ tài liệu mật"."""
        folded = fold(body)
        for words in self.marks.body_phrases:
            for match in re.finditer(rf"(?<!\w){re.escape(fold(words))}(?!\w)", folded):
                _, after = neighbours(folded, match.start(), match.end())
                before = folded[max(0, match.start() - 60) : match.start()]
                if not speaks_of(before, self.marks.about_before) and not is_one_with(
                    after, self.marks.other_after
                ):
                    return Reason.SECRET
        limited = (re.escape(fold(words)) for words in self.marks.limited)
        return (
            Reason.LIMITED_CIRCULATION
            if re.search(rf"(?<!\w)(?:{'|'.join(limited) or '(?!)'})(?!\w)", folded)
            else None
        )

    def of_code(self, code: DocumentCode | None) -> Reason | None:
        notation = looks_like(code.notation or "") if code else None
        return Reason.SECRET if notation and self.suffix.search(notation) else None

    def numbered(self, lines: list[str]) -> Reason | None:
        """The suffix in a code that a line opens with or marks with "Số:"; cited ones do not count."""
        for line in lines:
            for match in self.code.finditer(normal(line)) if "/" in line else ():
                before = fold(line[: match.start()])
                if not is_cited(before) and re.fullmatch(
                    r"(?:.*[\s\]):,])?(?:số|so)\s*[:.]?|(?:\[.*\]|re:|fwd?:|\W)*", before
                ):
                    return Reason.SECRET
        return None

    def _alone(self, column: str, before: str) -> Reason | None:
        text = one_line(column[:200]).strip(_DECORATION)
        if text.isupper() and fold(text) in self.phrases:  # "TÀI LIỆU MẬT" as a stamp
            topic = speaks_of(fold(before[-60:]), self.marks.about_before)
            return None if topic else Reason.SECRET
        if not text or text[0].casefold() not in self.initials:
            return None
        folded = fold(text)
        label = _LABEL.match(folded)
        kind = self._kind(folded[label.end() :] if label else text)
        if kind is None or label:
            return kind
        # A title broken over two lines ("… BẢO VỆ BÍ / MẬT …") is no stamp.
        last = fold(before).split()[-1:]
        return (
            kind
            if is_capitals(_COPY.sub("", text)) and not set(last) & set(self.marks.other_before)
            else None
        )

    def _kind(self, text: str) -> Reason | None:
        folded = fold(text.strip(_DECORATION))
        shorter = (_COPY.sub("", folded).strip(_DECORATION), without_other_stamps(folded))
        forms = (folded, *shorter, folded.replace(" ", ""))
        kind = next((self.kinds[form] for form in forms if form in self.kinds), None)
        if kind is None and holds_nothing_else(folded, self.every):
            seen = [self.kinds.get(match[0]) for match in self.every.finditer(folded)]
            return gravest([each for each in seen if each])
        return kind

    def _before_head(self, line: str) -> Reason | None:
        """A stamp that text extraction put on the same line as the number, the motto or the date."""
        words = one_line(line)
        if not words[:2].isupper():  # a mark stands in capitals
            return None
        for mark, kind in self.kinds.items():
            start = words[: len(mark)]
            rest = words[len(mark) :]
            if (
                fold(start) == mark
                and is_capitals(start)
                and re.match(r"\s+(?:Số\b|CỘNG H|Độc lập|[^,]{2,40}, ngày)", rest)
            ):
                return kind
        return None
