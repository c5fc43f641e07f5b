"""Everything that parses bytes from outside, asked of workers. See `worker_examiner.WorkerExaminer`."""

from gateway.adapters.examiner.asking import TaskPool
from gateway.adapters.examiner.file_judge import FileJudge, algorithm_policy
from gateway.adapters.examiner.worker_examiner import WorkerExaminer

__all__ = ["FileJudge", "TaskPool", "WorkerExaminer", "algorithm_policy"]
