"""What a check says, and how much it weighs."""

import struct
import zlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.x509 import DuplicateExtension, InvalidVersion, UnsupportedGeneralNameType
from pyhanko.pdf_utils.misc import PdfError

from gateway.domain.signature import Verdict, VerdictReason

# What pyHanko, asn1crypto and cryptography are seen to raise for hostile or broken bytes. It is long
# because the parsers trust their input; it leaves out MemoryError and OSError, which the file did not say.
PARSER_FAILURES = (
    PdfError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    NameError,  # asn1crypto, for the size of a key of an unknown kind
    AssertionError,
    ArithmeticError,
    NotImplementedError,
    RecursionError,
    EOFError,
    struct.error,
    zlib.error,
    InvalidSignature,
    UnsupportedAlgorithm,
    InvalidVersion,
    DuplicateExtension,
    UnsupportedGeneralNameType,
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that spoke. `code` is kebab-case and finer than `reason`."""

    code: str
    verdict: Verdict
    reason: VerdictReason


def broken(code: str, reason: VerdictReason) -> Finding:
    """The signature or the file does not hold."""
    return Finding(code, Verdict.NOT_VALID, reason)


def doubtful(code: str, reason: VerdictReason) -> Finding:
    """A person has to look; never better than REVIEW."""
    return Finding(code, Verdict.REVIEW, reason)


def noted(code: str) -> Finding:
    """Worth telling, and no reason against the signature."""
    return Finding(code, Verdict.VALID, VerdictReason.VALID_PUBLIC)
