"""The port `Examiner` on top of a pool of worker processes: timeouts and crashes become values.

The worker that took a mail apart may have been taken over by it. Whatever it answers is checked for
shape, and the files that it names must lie in the mail's own spool folder.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import structlog

from gateway.adapters.examiner.asking import TaskPool
from gateway.adapters.examiner.file_judge import FileJudge, algorithm_policy
from gateway.adapters.examiner.opened import Opened
from gateway.adapters.examiner.parts import Parts
from gateway.adapters.examiner.scans import Scans
from gateway.adapters.examiner.spool import Spool
from gateway.adapters.examiner.unwrapping import Unwrapped, Unwrapping
from gateway.config.settings import Settings
from gateway.domain.admission import Reason
from gateway.domain.message import RawMessage
from gateway.ports import MalwareScanner, MessageStore, OpenedMail

# Deadlines that all files of one mail may take together: a mail is held by its first timeout anyway, and a
# hundred hostile files must not stand in the way of other mails for hours.
_FILES_BUDGET = 3
# One mail may keep the lane for scans for six minutes: the last one begins after three, and has three. A dozen
# scans of two pages take half of that.
_SCANS_SECONDS = 180
_MORE_SECONDS = 120  # for the files of a mail whose scans are read meanwhile
_log = structlog.get_logger()


class WorkerExaminer:
    """Opens mails, judges and reads their files, all in workers. Many threads may use one examiner."""

    def __init__(
        self,
        pool: TaskPool,
        store: MessageStore,
        settings: Settings,
        scans: TaskPool | None = None,
        scanner: MalwareScanner | None = None,
    ) -> None:
        """Removes what a killed run left in `data_dir/spool`. Raises `PermanentFailure` without that folder.

        `scans` are the workers that read pictures; without them a scan stays unread. `scanner` sees the mail
        before it is taken apart, and each file of it before it is read.
        """
        self._pool = pool
        self._scans = scans
        self._scanner = scanner
        self._store = store
        self._settings = settings
        self._spool = Spool(settings.data_dir / "spool")
        signatures = settings.signatures
        self._judge = FileJudge(
            pool,
            settings.trust_folder,
            signatures.revocation,
            algorithm_policy(signatures),
        )

    @contextmanager
    def open(self, raw: RawMessage) -> Iterator[OpenedMail]:
        """Takes a mail apart; its files lie in a private folder until the context ends.

        Raises `PermanentFailure` when the store has no such body and `TransientFailure` when the
        machine fails (disk full) or the malware scanner does not answer.
        """
        path = self._store.path(raw.digest)
        if (found := self._scan(raw, [path])) is not None:
            yield self._opened(_refused(found))
            return
        with self._spool.folder() as folder:
            arguments = {
                "path": str(path.absolute()),
                "reply_path": raw.envelope_from,
                "authserv_id": self._settings.authserv_id,
                "max_bytes": self._settings.workers.max_message_mb << 20,
            }
            budget = _FILES_BUDGET * self._settings.workers.deadline_seconds
            budget += _MORE_SECONDS if self._scans else 0
            unwrapped = Unwrapping(self._pool, folder, arguments, budget).run()
            if (found := self._scan(raw, _files(unwrapped))) is not None:
                unwrapped = _refused(found)
            yield self._opened(unwrapped)

    def _opened(self, unwrapped: Unwrapped) -> Opened:
        scans = Scans(self._scans, monotonic() + _SCANS_SECONDS) if self._scans else None
        return Opened(unwrapped, self._judge, self._pool, scans)

    def _scan(self, raw: RawMessage, files: Iterable[Path]) -> Reason | None:
        """Why the mail is not opened; None when nothing was found, or nobody is asked."""
        if self._scanner is None:
            return None
        for file in files:
            found = self._scanner.scan(file)
            if found is not None:
                _log.warning("held-by-scanner", message=raw.digest, reason=found.value)
                return found
        return None


def _files(unwrapped: Unwrapped) -> Iterator[Path]:
    """The attachments, what lay in containers, and the envelopes around them."""
    yield from unwrapped.parts.files.values()
    for around in unwrapped.envelopes.values():
        yield from (path for _, path in around)


def _refused(reason: Reason) -> Unwrapped:
    return Unwrapped(Parts(None, reason, {}), {}, monotonic())
