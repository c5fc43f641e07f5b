"""Changes of a file with one signature, and what pdfsig, OpenSSL and the judge say of each."""

from collections.abc import Callable
from dataclasses import dataclass

from gateway.domain.signature import Verdict
from tests.support import pdf_forgery as forgery
from tests.support import pki as ca
from tests.support.other_judges import tokens
from tests.support.pki import make_pki
from tests.support.signed_pdf import AMOUNT, LEADER_BOX, plain_pdf, sign

VALID = "Signature is Valid."
NOT_LOOKED_AT = "Signature has not yet been verified."


@dataclass(frozen=True)
class Altered:
    """A change of the file with one signature, and what the three say. `why` explains where they differ."""

    change: Callable[[bytes], bytes]
    pdfsig: str
    openssl: bool | None  # None: no CMS found where the ByteRange says
    judge: Verdict
    why: str = "all agree"


def _in_gap(data: bytes, change: Callable[[bytes], bytes]) -> bytes:
    _, start, end, _ = forgery.byte_range(data)
    return data[:start] + change(data[start:end]) + data[end:]


def _lower_case(data: bytes) -> bytes:
    return _in_gap(data, bytes.lower)


def _false_value(data: bytes) -> bytes:
    """The last byte of the CMS, which ends with the value of the signature."""
    place = 2 * len(tokens(data)[0].cms)  # of its last digit, behind the bracket

    def change(gap: bytes) -> bytes:
        return gap[:place] + (b"1" if gap[place] != 0x31 else b"2") + gap[place + 1 :]

    return _in_gap(data, change)


def _indefinite(data: bytes) -> bytes:
    """The outermost value with an indefinite length, as CMS of the field have."""
    blob = tokens(data)[0].cms
    body = blob[2 + (blob[1] & 0x7F) :]
    digits = (b"\x30\x80" + body + b"\0\0").hex().encode()
    return _in_gap(data, lambda gap: b"<" + digits.ljust(len(gap) - 2, b"0") + b">")


def _stranger(_: bytes) -> bytes:
    return sign(plain_pdf(), make_pki().leader, box=LEADER_BOX)


def _sha1(_: bytes) -> bytes:
    return sign(plain_pdf(), ca.shared_pki().leader, digest="sha1")


def _shorter_range(data: bytes) -> bytes:
    _, start, end, length = forgery.byte_range(data)
    return forgery.set_byte_range(data, b"/ByteRange [0 %d %d %d]" % (start, end, length - 20))


_LATER = (
    "pdfsig and OpenSSL look at the signed bytes only, not at what an update puts in their place"
)
_TWICE = _LATER + "; pdfsig counts the copy as a second valid signature"
_NO = Verdict.NOT_VALID
ALTERED = {
    "unchanged": Altered(lambda data: data, VALID, True, Verdict.VALID),
    "hex-in-lower-case": Altered(_lower_case, VALID, True, Verdict.VALID),
    "ber": Altered(_indefinite, VALID, True, Verdict.VALID),
    "a-signed-byte": Altered(
        lambda data: forgery.change_bytes(data, AMOUNT, b"9000000"), "Digest Mismatch.", False, _NO
    ),
    "the-value": Altered(_false_value, "Signature is Invalid.", False, _NO),
    "shorter-range": Altered(_shorter_range, "Digest Mismatch.", False, _NO),
    "last-byte-cut": Altered(
        lambda data: data[:-1],
        NOT_LOOKED_AT,
        False,
        _NO,
        "all refuse; pdfsig gives up where the range ends behind the file",
    ),
    "text-updated": Altered(
        lambda data: forgery.replace_page_text(data, AMOUNT, b"9000000"), VALID, True, _NO, _LATER
    ),
    "note-added": Altered(forgery.add_annotation, VALID, True, _NO, _LATER),
    "script-added": Altered(forgery.run_script_on_opening, VALID, True, _NO, _LATER),
    "field-over-text": Altered(forgery.unsigned_field_over_text, VALID, True, _NO, _LATER),
    "field-removed": Altered(forgery.remove_signature_fields, VALID, True, _NO, _LATER),
    "two-fields": Altered(forgery.second_field_same_signature, VALID, True, _NO, _TWICE),
    "bytes-appended": Altered(
        lambda data: data + b"\n% hidden\n",
        VALID,
        True,
        Verdict.REVIEW,
        "no tool looks at the tail",
    ),
    "bytes-after-cms": Altered(
        forgery.fill_padding,
        VALID,
        True,
        Verdict.REVIEW,
        "the tools take the first BER value and ignore the rest",
    ),
    "shorter-contents": Altered(
        forgery.shorten_contents,
        VALID,
        None,
        _NO,
        "pdfsig parses the string and does not compare it with the gap: a forged name stands in the rest",
    ),
    "contents-with-spaces": Altered(
        forgery.spaced_contents,
        VALID,
        True,
        _NO,
        "white space is legal in a hex string, not in a gap",
    ),
    "other-contents": Altered(
        forgery.override_contents,
        "Unknown Validation Failure.",
        True,
        _NO,
        "OpenSSL is given the bytes of the gap; the object says something else since the update",
    ),
    "a-stranger": Altered(
        _stranger,
        VALID,
        True,
        _NO,
        "intact, and nobody's whom we trust: no question of integrity",
    ),
    "sha1": Altered(_sha1, VALID, True, _NO, "true, under a digest that can be forged"),
}
