"""Done when 6: mutated files and awkward mails go through the whole walk, in the workers of the product.

Nothing raises, no mail takes longer than its limit, no file is lost without a reason, and what is read twice
is read the same.
"""

import hashlib
import random
from collections.abc import Iterator, Sequence

import pytest

from gateway.domain.admission import Accept, Hold, Ignore, Reason, Reject
from tests.support.awkward_mails import awkward_mail
from tests.support.container_fuzz import mutated
from tests.support.reading.files import with_scans
from tests.support.reading.walked import Walked, Walker
from tests.support.signed_mail import plain_mail

pytestmark = pytest.mark.acceptance
LIMIT = (
    60.0 + 180.0 + 30.0
)  # seconds: those of a worker, of OCR, and grace; ordinary mails take hundredths
# A mail in which a file is hidden or broken is held for this, and then its files may differ.
HIDING = frozenset({Reason.MALFORMED, Reason.TOO_LARGE, Reason.UNREADABLE, Reason.NOT_OPENED})


@pytest.fixture(scope="module")
def walker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walker]:
    with Walker.made(tmp_path_factory.mktemp("walker")) as found:
        yield found


def faults(walked: Walked, files: frozenset[str]) -> Iterator[str]:
    """What went against the rules with one mail."""
    if walked.seconds > LIMIT:
        yield f"{walked.seconds:.0f} s"
    match walked.conclusion.admission:
        case Accept():
            if lost := files - walked.entered:
                yield f"accepted without {len(lost)} of its {len(files)} files"
        case Hold(reasons) | Reject(reasons) if reasons:
            if not HIDING.intersection(reasons) and not walked.doubted and files - walked.seen:
                yield f"{len(files - walked.seen)} files not seen; held for {reasons}"
        case Ignore() if not files:
            pass
        case other:
            yield f"{other}"


def over_files(walker: Walker, numbers: Sequence[int]) -> tuple[list[str], int]:
    """The faults, and how many mails were accepted after all. One file among a hundred is a scan."""
    made, wrong, accepted = with_scans(100), list[str](), 0
    for number in numbers:
        name, data = made[number % len(made)]
        data = mutated(data, random.Random(number))
        walked = walker.walk(plain_mail((name, data), number=number))
        accepted += isinstance(walked.conclusion.admission, Accept)
        digests = frozenset({hashlib.sha256(data).hexdigest()})
        # A file that has become an archive is opened: what lies in it counts.
        found = digests if not walked.opened_containers else frozenset()
        wrong += [f"{name}, {number}: {fault}" for fault in faults(walked, found)]
    return wrong, accepted


def test_point_6_mutated_files(walker: Walker) -> None:
    """Done when 6, in short."""
    wrong, accepted = over_files(walker, range(400))
    assert wrong == []
    assert accepted > 20, "some changes touch nothing that matters"


@pytest.mark.soak
def test_point_6_five_thousand_mutated_files(walker: Walker) -> None:
    """Done when 6, at length."""
    wrong, accepted = over_files(walker, range(10_000, 15_000))
    print(f"{accepted} accepted after all")
    assert wrong == []


def test_point_6_four_hundred_awkward_mails(walker: Walker) -> None:
    """Done when 6. Each is read twice."""
    wrong, outcomes = [], dict[str, int]()
    for seed in range(400):
        awkward = awkward_mail(seed)
        walked = walker.walk(awkward.data)
        wrong += [f"{awkward.says}: {fault}" for fault in faults(walked, awkward.files)]
        if walker.walk(awkward.data).conclusion != walked.conclusion:
            wrong.append(f"{awkward.says}: read twice, and differently")
        name = type(walked.conclusion.admission).__name__
        outcomes[name] = outcomes.get(name, 0) + 1
    print(outcomes)
    assert wrong == []
    assert outcomes["Accept"] > 20
