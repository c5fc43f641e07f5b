"""What `gateway check` and `gateway doctor` find, for the administrator."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from gateway.adapters.workers import WorkerBug, WorkerCrashed, WorkerTimeout
from gateway.config.settings import Settings
from gateway.config.yaml_source import ConfigurationError
from gateway.domain.failures import PermanentFailure, TransientFailure

Level = Literal["ok", "warning", "error", "unknown"]  # unknown: the check could not be made


@dataclass(frozen=True, slots=True)
class Finding:
    """One result. `advice` is what to do, `item` which of several things it is about."""

    level: Level
    message: str
    advice: str | None = None
    item: str | None = None


Check = Callable[[Settings], Iterator[Finding]]
Named = tuple[str, Finding]


def guarded(name: str, check: Check, settings: Settings) -> Iterator[Named]:
    """The findings of one check; what ends it is its last finding."""
    try:
        for finding in check(settings):
            yield name, finding
    except (ConfigurationError, PermanentFailure) as failure:
        yield from ((name, Finding("error", line)) for line in str(failure).splitlines())
    except TransientFailure as failure:
        yield name, Finding("error", f"{failure} (temporary: try again)")
    except (WorkerBug, WorkerCrashed, WorkerTimeout) as failure:
        yield name, Finding("error", f"a worker failed: {_last_line(failure)}")


def _last_line(failure: Exception) -> str:
    return (str(failure).strip() or type(failure).__name__).splitlines()[-1]
