"""The trust under which signatures were judged is kept whole, once, and never half."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from gateway.adapters.message_store import FileMessageStore
from gateway.adapters.signature_evidence import StoredEvidence
from gateway.adapters.signatures import TrustStore, load_trust
from gateway.domain.failures import PermanentFailure, TransientFailure
from gateway.ports import StoredBody
from tests.support.pki import DAY, NOW, shared_pki


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shared_pki().write_trust(tmp_path / "trust")


@pytest.fixture
def store(tmp_path: Path) -> FileMessageStore:
    return FileMessageStore(tmp_path / "data")


class FailingStore:
    """A store whose disk fills up after so many bodies."""

    def __init__(self, store: FileMessageStore, room: int) -> None:
        self._store, self._room = store, room
        self.has, self.path = store.has, store.path

    def put(self, chunks: Iterable[bytes]) -> StoredBody:
        if not self._room:
            raise TransientFailure("the disk is full")
        self._room -= 1
        return self._store.put(chunks)


def kept(store: FileMessageStore, trust: TrustStore) -> bool:
    return store.has(trust.manifest_digest) and all(store.has(digest) for digest in trust.blobs)


def test_everything_that_a_verdict_rested_on_comes_back(
    folder: Path, store: FileMessageStore, tmp_path: Path
) -> None:
    trust = load_trust(folder)
    evidence = StoredEvidence(store, lambda: load_trust(folder))
    evidence.keep(trust.manifest_digest)
    assert kept(store, trust)
    evidence.unfold(trust.manifest_digest, tmp_path / "then")
    then = load_trust(tmp_path / "then")
    assert then.manifest == trust.manifest
    assert len(then.government) == len(then.intermediates) == len(then.tsa) == 1
    assert len(then.crls) == 2


def test_a_folder_that_changed_meanwhile_is_judged_again_and_nothing_is_kept(
    folder: Path, store: FileMessageStore
) -> None:
    before = load_trust(folder)
    (folder / "crls" / "sub.crl").write_bytes(shared_pki().sub.crl(last=NOW - DAY / 2))
    evidence = StoredEvidence(store, lambda: load_trust(folder))
    with pytest.raises(TransientFailure, match="trust folder changed"):
        evidence.keep(before.manifest_digest)
    assert not store.has(before.manifest_digest)


def test_what_was_kept_before_needs_no_folder_any_more(
    folder: Path, store: FileMessageStore
) -> None:
    digest = load_trust(folder).manifest_digest
    StoredEvidence(store, lambda: load_trust(folder)).keep(digest)
    (folder / "crls" / "sub.crl").unlink()
    StoredEvidence(store, lambda: load_trust(folder)).keep(digest)  # no failure


def test_a_manifest_that_was_never_kept_is_named(store: FileMessageStore, tmp_path: Path) -> None:
    evidence = StoredEvidence(store, TrustStore)
    with pytest.raises(PermanentFailure, match="no body"):
        evidence.unfold("0" * 64, tmp_path / "then")


def test_where_the_manifest_stands_all_that_it_names_stands(
    folder: Path, store: FileMessageStore
) -> None:
    """Whatever body is the last one before the disk is full, or the power is gone."""
    trust = load_trust(folder)
    digest = trust.manifest_digest
    bodies = len(trust.blobs) + 1
    for room in range(bodies - 1):
        with pytest.raises(TransientFailure, match="disk is full"):
            StoredEvidence(FailingStore(store, min(room, 1)), lambda: trust).keep(digest)
        assert not store.has(digest)
    StoredEvidence(store, lambda: trust).keep(digest)
    assert kept(store, trust)
