"""The port `Examiner` on top of a pool of worker processes: timeouts and crashes become values.

The worker that took a mail apart may have been taken over by it. Whatever it answers is checked for
shape, and the files that it names must lie in the mail's own spool folder.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from gateway.adapters.examiner.asking import TaskPool
from gateway.adapters.examiner.file_judge import FileJudge, algorithm_policy
from gateway.adapters.examiner.opened import Opened
from gateway.adapters.examiner.spool import Spool
from gateway.adapters.examiner.unwrapping import Unwrapping
from gateway.config.settings import Settings
from gateway.domain.message import RawMessage
from gateway.ports import MessageStore, OpenedMail

# Deadlines that all files of one mail may take together: a mail is held by its first timeout anyway, and a
# hundred hostile files must not stand in the way of other mails for hours.
_FILES_BUDGET = 3
_SCANS_SECONDS = 900  # of all scans of one mail: they wait behind everything else


class WorkerExaminer:
    """Opens mails, judges and reads their files, all in workers. Many threads may use one examiner."""

    def __init__(
        self,
        pool: TaskPool,
        store: MessageStore,
        settings: Settings,
        scans: TaskPool | None = None,
    ) -> None:
        """`scans` are the workers that read pictures; without them a scan stays unread.

        Removes what a killed run left in `data_dir/spool`. Raises `PermanentFailure` without that folder."""
        self._pool = pool
        self._scans = scans
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
        machine fails (disk full).
        """
        path = self._store.path(raw.digest)
        with self._spool.folder() as folder:
            arguments = {
                "path": str(path.absolute()),
                "reply_path": raw.envelope_from,
                "authserv_id": self._settings.authserv_id,
                "max_bytes": self._settings.workers.max_message_mb << 20,
            }
            budget = _FILES_BUDGET * self._settings.workers.deadline_seconds
            budget += _SCANS_SECONDS if self._scans else 0
            unwrapped = Unwrapping(self._pool, folder, arguments, budget).run()
            yield Opened(unwrapped, self._judge, self._pool, self._scans)
