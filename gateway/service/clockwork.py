"""The clock that runs jobs. APScheduler is only the clock: what a job works on stands in the database."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do every so many seconds, the first time at once."""

    name: str
    seconds: float
    work: Callable[[], None]


class Clockwork:
    """Runs jobs in threads of their own; a job that is still running is not started again."""

    def __init__(self, jobs: tuple[Job, ...]) -> None:
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        for job in jobs:
            self._scheduler.add_job(
                job.work,
                "interval",
                seconds=job.seconds,
                id=job.name,
                next_run_time=datetime.now(UTC),
            )

    def start(self) -> None:
        self._scheduler.start()

    def stop(self) -> None:
        """Returns when the running jobs have ended."""
        self._scheduler.shutdown(wait=True)
