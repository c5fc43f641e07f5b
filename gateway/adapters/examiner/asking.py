"""Asking a worker: its timeouts, crashes and malformed answers become values."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

import structlog
from pydantic import TypeAdapter, ValidationError

from gateway.domain.document import DocumentText, ReadProblem
from gateway.domain.signature import DocumentVerdict, Verdict, VerdictReason

T = TypeVar("T")
_log = structlog.get_logger()


class TaskPool(Protocol):
    """What the examiner needs of the workers."""

    def call(self, task: str, arguments: Mapping[str, Any]) -> Any:
        """Raises TimeoutError for a call over its deadline and ChildProcessError for a lost worker."""
        ...


@dataclass(frozen=True, slots=True)
class Answers(Generic[T]):
    """The shape of a task's answer, and what stands for it when there is none."""

    shape: TypeAdapter[T]
    timeout: T
    lost: T


VERDICTS = Answers(
    TypeAdapter(DocumentVerdict),
    timeout=DocumentVerdict(Verdict.TIMEOUT, VerdictReason.TIMEOUT),
    lost=DocumentVerdict(Verdict.TOO_LARGE, VerdictReason.TOO_LARGE),
)
TEXTS = Answers(
    TypeAdapter(DocumentText),
    timeout=DocumentText(problem=ReadProblem.TIMEOUT),
    lost=DocumentText(problem=ReadProblem.TOO_LARGE),
)


def ask(pool: TaskPool, task: str, arguments: Mapping[str, Any], answers: "Answers[T]") -> T:
    """The answer to a task, or the value that stands for none."""
    try:
        return answers.shape.validate_python(pool.call(task, arguments))
    except TimeoutError as error:
        _log.warning("worker-timeout", task=task, cause=str(error))
        return answers.timeout
    except ChildProcessError as error:
        _log.warning("worker-crashed", task=task, cause=str(error))
    except ValidationError as error:
        # Our own functions answer in shape: somebody else spoke. Its words stay out of the log.
        _log.warning("worker-answer-refused", task=task, faults=error.error_count())
    return answers.lost
