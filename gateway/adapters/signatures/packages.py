"""Signatures inside office packages (OOXML, ODF): named as present, never judged. No verifier is at hand."""

import zipfile
from pathlib import Path

from gateway.domain.failures import TransientFailure
from gateway.domain.signature import UNSIGNED, DocumentVerdict, Verdict, VerdictReason

PACKAGE_HEAD = b"PK\x03\x04"
_ODF = "meta-inf/documentsignatures.xml"
_OOXML = "_xmlsignatures/"
_MAX_NAMES = 50_000


def judge_package(path: Path) -> DocumentVerdict:
    """UNSIGNED, or REVIEW when the package has parts for signatures. Only names are read.

    Raises `TransientFailure` when the file cannot be read.
    """
    try:
        with zipfile.ZipFile(path) as package:
            names = package.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError):
        return DocumentVerdict(Verdict.UNREADABLE, VerdictReason.UNREADABLE)
    except OSError as error:
        raise TransientFailure(f"a stored body cannot be read: {error}") from error
    if len(names) > _MAX_NAMES or any(_signs(name) for name in names):
        return DocumentVerdict(Verdict.REVIEW, VerdictReason.PRESENT_NOT_VERIFIED)
    return UNSIGNED


def _signs(name: str) -> bool:
    plain = name.replace("\\", "/").lstrip("/").casefold()
    return plain == _ODF or plain.startswith(_OOXML)
