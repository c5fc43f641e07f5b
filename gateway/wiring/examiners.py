"""What looks into mails: the workers, the scanner for malware, the lane for scans."""

from contextlib import ExitStack

from gateway.adapters.clamd import ClamdScanner
from gateway.adapters.examiner import WorkerExaminer
from gateway.adapters.message_store import FileMessageStore
from gateway.adapters.workers import Limits, OnDemandPool, WorkerPool
from gateway.config.settings import Settings, WorkerSettings
from gateway.ports import Examiner
from gateway.wiring.ocr import ocr_pool, ocr_version

WORKER_TASKS = {
    "open-mail": "gateway.adapters.mime:open_mail",
    "open-archive": "gateway.adapters.mime.archives:open_archive",
    "open-tnef": "gateway.adapters.mime.tnef:open_tnef",
    "judge": "gateway.adapters.signatures:judge_file",
    "judge-detached": "gateway.adapters.signatures.carriers:judge_detached",
    "judge-enveloping": "gateway.adapters.signatures.carriers:judge_enveloping",
    "open-envelope": "gateway.adapters.signatures.envelopes:open_envelope",
    "signed-by": "gateway.adapters.signatures.envelopes:signed_by",
    "kind-inside": "gateway.adapters.mime:kind_inside",
    "is-entity": "gateway.adapters.mime:is_entity",
    "judge-package": "gateway.adapters.signatures.packages:judge_package",
    "read-text": "gateway.adapters.document_text:read_file",
}


def scanner(settings: Settings) -> ClamdScanner | None:
    return ClamdScanner(settings.malware.clamd) if settings.malware else None


def scan_pool(settings: Settings, closing: ExitStack) -> OnDemandPool | None:
    """A worker of its own for scans, which gives way to all others; None where nothing reads them."""
    if ocr_version(settings) is None:
        return None
    scans = OnDemandPool(lambda: ocr_pool(settings.workers))
    closing.callback(scans.close)
    return scans


def scan_examiner(
    pool: WorkerPool, store: FileMessageStore, settings: Settings, scans: OnDemandPool | None
) -> Examiner | None:
    """An examiner that reads scans too."""
    if scans is None:
        return None
    return WorkerExaminer(pool, store, settings, scans, scanner(settings))


def worker_pool(workers: WorkerSettings) -> WorkerPool:
    preload = [task.partition(":")[0] for task in WORKER_TASKS.values()]
    return WorkerPool(WORKER_TASKS, worker_limits(workers), preload)


def worker_limits(workers: WorkerSettings) -> Limits:
    return Limits(
        processes=workers.processes,
        memory_mb=workers.memory_mb,
        deadline_seconds=workers.deadline_seconds,
    )
