"""The trust under which signatures were judged is kept whole, once, and never half."""

from pathlib import Path

import pytest

from gateway.adapters.message_store import FileMessageStore
from gateway.adapters.signature_evidence import StoredEvidence
from gateway.adapters.signatures import TrustStore, load_trust
from gateway.domain.failures import PermanentFailure, TransientFailure
from tests.support.pki import DAY, NOW, shared_pki


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shared_pki().write_trust(tmp_path / "trust")


@pytest.fixture
def store(tmp_path: Path) -> FileMessageStore:
    return FileMessageStore(tmp_path / "data")


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
