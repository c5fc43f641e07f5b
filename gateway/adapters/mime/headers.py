"""Header values decoded: RFC 2047 words, RFC 2231 parameters, raw 8-bit bytes. Linear in their length.

A raw value is what the parser hands over: text in which bytes above 127 stand as surrogates. Python's
own `policy.default` is quadratic here (cpython#136063) and raises on legacy charsets.
"""

import binascii
import re
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from gateway.adapters.mime.charsets import decode

VALUE_LIMIT = 16_384  # characters of a single value that are read; genuine ones are far shorter
_MAX_SEGMENTS = 100

_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]{0,2000})\?=")
_FOLD = re.compile(r"\r\n?|\n")
_SEGMENT = re.compile(r'(?:"(?:[^"\\]|\\.?)*+(?:"|\Z)|[^;"])++', re.DOTALL)
_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A decoded value; `known` is false when some charset in it was unknown or did not fit."""

    text: str
    known: bool = True


def raw_bytes(value: str) -> bytes:
    """The bytes of a raw value as they stood in the mail."""
    return value.encode("utf-8", "surrogateescape")


def unfold(value: str) -> str:
    """One line (RFC 5322 §2.2.3), at most `VALUE_LIMIT` characters; bytes above 127 stay surrogates."""
    return _FOLD.sub("", value[:VALUE_LIMIT])


def plain(value: str) -> Decoded:
    """A raw value in which encoded words have no meaning: 8-bit bytes are UTF-8 or legacy."""
    line = unfold(value)
    if line.isascii():
        return Decoded(line)
    return Decoded(*decode(raw_bytes(line), None))


def words(value: str) -> Decoded:
    """An unstructured raw value with its RFC 2047 encoded words decoded."""
    source = plain(value)
    out = _Words(known=source.known)
    end = 0
    for match in _WORD.finditer(source.text):
        between = source.text[end : match.start()]
        if between.strip() or end == 0:
            out.add_text(between)
        # RFC 2047 §6.2: white space between two encoded words is not shown.
        out.add_word(match[1], _word_bytes(match[2], match[3]))
        end = match.end()
    out.add_text(source.text[end:])
    return Decoded("".join(out.done), out.known)


def parameters(value: str) -> tuple[str, dict[str, list[str]]]:
    """The main value in lower case and the raw parameters by lower-case name, each with all its values."""
    line = unfold(value)
    main, _, rest = line.partition(";")
    found: dict[str, list[str]] = {}
    for segment in segments(rest):
        name, equals, raw = segment.partition("=")
        if equals and 0 < len(name.strip()) <= 80:
            found.setdefault(name.strip().lower(), []).append(_unquote(raw.strip()))
    return main.strip().lower(), found


def segments(text: str) -> list[str]:
    """Splits at semicolons outside quoted strings."""
    found: list[str] = _SEGMENT.findall(text)
    return found


def parameter(found: dict[str, list[str]], name: str) -> Decoded | None:
    """One text parameter: RFC 2231 first, then the plain form with the common wrong RFC 2047 words in it."""
    extended = _extended(found, name)
    if extended is not None:
        return extended
    return words(found[name][0]) if name in found else None


@dataclass(slots=True)
class _Words:
    """Joins the bytes of neighbouring words of one charset: senders split them inside a character."""

    known: bool
    done: list[str] = field(default_factory=list)
    charset: str | None = None
    pending: bytes = b""

    def add_word(self, charset: str, data: bytes | None) -> None:
        if data is None:
            self.known = False
            return
        if self.charset != charset.lower():
            self.flush()
        self.charset = charset.lower()
        self.pending += data

    def add_text(self, text: str) -> None:
        self.flush()
        self.done.append(text)

    def flush(self) -> None:
        if self.charset is not None:
            text, known = decode(self.pending, self.charset)
            self.done.append(text)
            self.known = self.known and known
        self.charset, self.pending = None, b""


def _word_bytes(encoding: str, text: str) -> bytes | None:
    if encoding in "qQ":
        return binascii.a2b_qp(text.encode("utf-8", "replace"), header=True)
    digits = _NOT_BASE64.sub("", text)
    if len(digits) % 4 == 1:  # no base64 text has this length: the word was cut
        digits = digits[:-1]
    return binascii.a2b_base64(digits + "=" * (-len(digits) % 4))


def _unquote(value: str) -> str:
    if not value.startswith('"'):
        return value
    inner = value[1:-1] if len(value) > 1 and value.endswith('"') else value[1:]
    return re.sub(r'\\(["\\])', r"\1", inner)


def _extended(found: dict[str, list[str]], name: str) -> Decoded | None:
    if f"{name}*" in found:
        charset, data = _percent(found[f"{name}*"][0])
        return Decoded(*decode(data, charset))
    charset, data = None, b""
    number = 0
    while number < _MAX_SEGMENTS and {f"{name}*{number}", f"{name}*{number}*"} & found.keys():
        section = f"{name}*{number}"
        if f"{section}*" not in found:
            data += raw_bytes(found[section][0])
        elif number == 0:
            charset, data = _percent(found[f"{section}*"][0])
        else:
            data += unquote_to_bytes(raw_bytes(found[f"{section}*"][0]))
        number += 1
    if number == 0:
        return None
    text, known = decode(data, charset)
    if "=?" in text:
        return words(text)  # some programs put encoded words into segments
    return Decoded(text, known)


def _percent(value: str) -> tuple[str | None, bytes]:
    """RFC 2231 §4: charset'language'percent-encoded."""
    charset, quote, rest = value.partition("'")
    language, second, text = rest.partition("'")
    if not quote or not second or len(language) > 40:
        return None, unquote_to_bytes(raw_bytes(value))
    return charset or None, unquote_to_bytes(raw_bytes(text))
