"""A long run of mails and kills, bounded: `make soak`."""

from pathlib import Path

import pytest

from tests.support.agency import Agency
from tests.support.crashing import enter_under_fire
from tests.support.dovecot import Dovecot
from tests.support.postfix import Postfix

pytestmark = [pytest.mark.soak, pytest.mark.servers]


def test_1000_mails_and_100_kills(tmp_path: Path, dovecot: Dovecot, postfix: Postfix) -> None:
    enter_under_fire(Agency(tmp_path, dovecot, postfix), mails=1000, kills=100)
