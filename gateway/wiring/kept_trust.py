"""The trust under which a registered file was judged, for repeating its verdict years later."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from gateway.adapters.machine import private_folder
from gateway.adapters.message_store import FileMessageStore
from gateway.adapters.signature_evidence import StoredEvidence
from gateway.adapters.signatures import load_trust
from gateway.adapters.sql import migrate
from gateway.adapters.sql.queries import SqlQueries
from gateway.config.settings import Settings
from gateway.wiring.databases import has_database, open_database, queries


@dataclass(frozen=True, slots=True)
class Kept:
    """A trust folder of another day, and the arrival number with which it was kept."""

    folder: Path
    arrival_number: str


class KeptTrust:
    """Unfolds what was kept, each manifest once."""

    def __init__(self, shown: SqlQueries, evidence: StoredEvidence, folder: Path) -> None:
        self._shown = shown
        self._evidence = evidence
        self._folder = folder

    def of(self, sha256: str) -> Kept | None:
        """What was kept with the file of these bytes; None when it never was registered with a signature.

        Raises `PermanentFailure` when the store has lost it.
        """
        found = self._shown.judgement(sha256)
        manifest = found and found["signature_report"].get("trust")
        if not found or not manifest:
            return None
        folder = self._folder / manifest
        if not folder.exists():
            self._evidence.unfold(manifest, folder)
        return Kept(folder, f"{found['arrival_number']}/{found['year']}")


def has_register(settings: Settings) -> bool:
    """Whether anything can have been kept: the database was made."""
    if not has_database(settings):
        return False
    with closing(open_database(settings)) as database:
        return migrate.current(database) is not None


@contextmanager
def kept_trust(settings: Settings) -> Iterator[KeptTrust]:
    """Raises `PermanentFailure` when there is no register."""
    store = FileMessageStore(settings.data_dir)
    evidence = StoredEvidence(store, lambda: load_trust(settings.trust_folder))
    with queries(settings) as shown, private_folder() as folder:
        yield KeptTrust(shown, evidence, folder)
