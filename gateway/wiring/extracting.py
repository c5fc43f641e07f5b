"""The last signed revision of a file that was changed afterwards, as a file of its own."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from gateway.adapters.machine import private_folder
from gateway.domain.failures import PermanentFailure
from gateway.domain.signature import Carrier, DocumentVerdict, Verdict

_MOST = 8  # revisions that are tried, the newest first
_SOUND = frozenset({Verdict.VALID, Verdict.REVIEW, Verdict.INDETERMINATE})


@dataclass(frozen=True, slots=True)
class Extracted:
    """A revision that was written beside others, with the verdict on it alone."""

    file: Path
    sha256: str
    verdict: DocumentVerdict


def extract_signed(
    path: Path, verdict: DocumentVerdict, folder: Path, judge: Callable[[Path], DocumentVerdict]
) -> Extracted | None:
    """Cuts the file where its last sound signature ended; None when it is whole or no revision holds.

    Raises `PermanentFailure` when the folder cannot be written or already has such a file.
    """
    if verdict.verdict is Verdict.VALID or verdict.carrier is not Carrier.PDF:
        return None
    size = path.stat().st_size
    ends = {report.signed_bytes for report in verdict.signatures if report.signed_bytes}
    target = folder / f"{path.stem}.ban-da-ky.pdf"
    for end in sorted((end for end in ends if end < size), reverse=True)[:_MOST]:
        data = _begin(path, end)
        found = _judge_apart(data, judge)
        if found.verdict in _SOUND:
            _write(target, data)
            return Extracted(target, hashlib.sha256(data).hexdigest(), found)
    return None


def _judge_apart(data: bytes, judge: Callable[[Path], DocumentVerdict]) -> DocumentVerdict:
    """Nothing bears the name of a signed revision before it was judged to be one."""
    with private_folder() as folder:
        cut = folder / "cut.pdf"
        cut.write_bytes(data)
        return judge(cut)


def _begin(path: Path, end: int) -> bytes:
    with path.open("rb") as source:
        return source.read(end)


def _write(target: Path, data: bytes) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            file.write(data)
    except FileExistsError:
        raise PermanentFailure(f"{target}: is there already; name another folder") from None
    except OSError as error:
        raise PermanentFailure(f"{target}: cannot be written: {error.strerror}") from None
