"""Keeps the trust under which signatures were judged in the message store, under digests like every body.

The manifest has one line `folder sha256` for each certificate, CRL and OCSP response. A new CRL makes a
new manifest; what did not change is stored once.
"""

import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Protocol

from gateway.domain.failures import PermanentFailure, TransientFailure
from gateway.ports import StoredBody

_MAX_MANIFEST = 4 * 1024 * 1024  # bytes


class Store(Protocol):
    """What this needs of the message store."""

    def put(self, chunks: Iterable[bytes]) -> StoredBody: ...

    def path(self, digest: str) -> Path: ...

    def has(self, digest: str) -> bool: ...


class Trust(Protocol):
    """The trust folder as it is now."""

    @property
    def manifest(self) -> bytes: ...

    @property
    def manifest_digest(self) -> str: ...

    @property
    def blobs(self) -> Mapping[str, bytes]:
        """The DER bytes of all items by sha256."""
        ...


class StoredEvidence:
    """Implements the port `EvidenceKeeper`; `current` reads the trust folder."""

    def __init__(self, store: Store, current: Callable[[], Trust]) -> None:
        self._store = store
        self._current = current
        self._lock = threading.Lock()
        self._kept: set[str] = set()  # one manifest serves thousands of verdicts

    def keep(self, trust: str) -> None:
        with self._lock:  # a name that another thread has linked may not have reached the disk yet
            if trust in self._kept:
                return
            if not self._store.has(trust):
                self._store_all(trust)
            self._kept.add(trust)

    def _store_all(self, digest: str) -> None:
        current = self._current()
        if current.manifest_digest != digest:  # a new CRL came meanwhile: judge again
            raise TransientFailure("the trust folder changed while a signature was judged")
        for blob_digest, blob in current.blobs.items():
            if not self._store.has(blob_digest):
                self._store.put([blob])
        self._store.put([current.manifest])  # last: where it stands, all that it names stands

    def unfold(self, digest: str, folder: Path) -> None:
        """Writes the trust of a manifest as a trust folder. Raises `PermanentFailure` when it is not kept."""
        path = self._store.path(digest)
        if path.stat().st_size > _MAX_MANIFEST:
            raise PermanentFailure(f"{digest} is no manifest of trust")
        for line in path.read_text("ascii").splitlines():
            kind, _, blob = line.partition(" ")
            (folder / kind).mkdir(parents=True, exist_ok=True)
            (folder / kind / f"{blob}.der").write_bytes(self._store.path(blob).read_bytes())
