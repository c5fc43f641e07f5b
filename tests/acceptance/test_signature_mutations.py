"""Done when 3: no change inside or after a signed range is ever judged VALID, and no input makes the judge raise
or exceed its limits.

A fixed sample of the mutations; `make soak` runs 10,000 (`tests/soak/test_mutations.py`). What may still be VALID,
because nothing that was signed differs, is the closed list of `tests.support.mutations.excuse`.
"""

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from gateway.adapters.signatures import judge_file
from gateway.domain.signature import DocumentVerdict, TimeSource, Verdict
from tests.support import pki as ca
from tests.support.genuine import case_originals, own_originals, real_originals
from tests.support.mutation_run import Run, all_kinds
from tests.support.mutations import Mutant, Original, excuse
from tests.support.pdf_forgery import append_update, change_bytes, fill_padding
from tests.support.pki import make_pki
from tests.support.signed_pdf import AMOUNT

pytestmark = pytest.mark.acceptance

SAMPLE = range(1000)  # a tenth of the nightly run
STAMP = b"060B2A864886F70D010910020E"  # id-aa-timeStampToken, an unsigned attribute
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def originals(tmp_path_factory: pytest.TempPathFactory) -> list[Original]:
    pki, folder = ca.shared_pki(), tmp_path_factory.mktemp("trust")
    own = own_originals(pki, pki.write_trust(folder / "own"))
    return [*own, *real_originals(folder / "real"), *case_originals()]


def _verdict(original: Original, data: bytes, folder: Path) -> DocumentVerdict:
    path = folder / "document.pdf"
    path.write_bytes(data)
    return judge_file(
        path, original.trust, datetime.fromisoformat(original.at), original.revocation
    )  # type: ignore[arg-type]  # one of the two words


def test_every_original_is_valid(originals: list[Original], tmp_path: Path) -> None:
    """Done when 3: the mutations begin with genuine files."""
    words = {item.name: _verdict(item, item.data, tmp_path).verdict for item in originals}
    assert set(words.values()) == {Verdict.VALID}, words


def test_no_mutant_is_valid_and_none_breaks_the_judge(
    originals: list[Original], tmp_path: Path
) -> None:
    """Done when 3: the property over a fixed sample, judged in the workers with their limits."""
    kinds = all_kinds(ca.shared_pki(), make_pki())
    found = Run(originals, kinds, tmp_path).over(SAMPLE, seconds=240)
    assert found.wrong == [], f"the files are in {tmp_path}"
    assert found.skipped == 0
    assert set(found.kinds) >= {kind.__name__ for weight, kind in kinds if weight > 1}
    assert {"UNREADABLE", "NOT_VALID", "REVIEW"} <= set(found.verdicts)  # no layer catches all


def test_a_key_of_an_unknown_kind_does_not_make_the_judge_raise(
    originals: list[Original], tmp_path: Path
) -> None:
    """Done when 3: found by a mutation. asn1crypto has no size for such a key and raises UnboundLocalError."""
    ec_key, unknown = b"2A8648CE3D0201", b"2A8648CE3D0202"
    original = originals[0]
    start, end = original.gaps[0]
    gap = original.data[start:end]
    place = gap.index(ec_key)
    changed = gap[:place] + unknown + gap[place + len(unknown) :]
    data = original.data[:start] + changed + original.data[end:]
    assert _verdict(original, data, tmp_path).verdict is Verdict.NOT_VALID


def _excuse(original: Original, data: bytes, verdict: DocumentVerdict) -> str | None:
    return excuse(Mutant(0, original, (), data), verdict, [original])


def test_what_is_excused_and_what_is_not(originals: list[Original], tmp_path: Path) -> None:
    """Done when 3: were such a mutant called VALID, the property would say so."""
    one, normal, stamped = originals[:3]
    valid = _verdict(one, one.data, tmp_path)
    start, end = one.gaps[0]
    digits = one.data[start:end].lower()
    assert _excuse(one, one.data[:start] + digits + one.data[end:], valid) == "same-value"
    assert _excuse(normal, normal.data[: normal.ranges[1][2]], valid) == "earlier-revision"
    assert _excuse(one, change_bytes(one.data, AMOUNT, b"9000000"), valid) is None
    assert _excuse(one, fill_padding(one.data), valid) is None
    assert _excuse(one, one.data[:-1], valid) is None
    assert _excuse(one, one.data + b"\n", valid) is None
    start, end = stamped.gaps[0]
    token = stamped.data.index(STAMP, start, end)
    data = stamped.data[:token] + STAMP[:-1] + b"F" + stamped.data[token + len(STAMP) :]
    assert _excuse(stamped, data, valid) == "same-signed-part"
    forged = replace(valid.signatures[0], time_source=TimeSource.TIMESTAMP, signed_at=LONG_AGO)
    assert _excuse(stamped, data, replace(valid, signatures=(forged,))) is None


def test_only_validation_data_may_stand_after_the_last_signed_range(
    originals: list[Original], tmp_path: Path
) -> None:
    """Done when 3: an update that hides the pages is no validation data, whatever the judge would say of it."""
    long_term = next(item for item in originals if item.name == "lta")
    verdict = _verdict(long_term, long_term.data, tmp_path)
    spaced = long_term.data.replace(b"startxref\n", b"startxref \n")
    tail = long_term.data[long_term.covered :].replace(b"/VRI", b"/VRX")
    assert _excuse(long_term, long_term.data[: long_term.covered] + tail, verdict) == "another-dss"
    assert _excuse(long_term, spaced, verdict) is None
    pages = PdfFileReader(BytesIO(long_term.data)).root.raw_get("/Pages").idnum
    hidden = append_update(long_term.data, {pages: b"<< /Type /Pages /Kids [] /Count 0 >>"})
    assert _excuse(long_term, hidden, verdict) is None
