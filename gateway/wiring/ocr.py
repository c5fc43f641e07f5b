"""Reading scans: whether this machine can, and the workers that do."""

from collections.abc import Iterator
from functools import cache

from gateway.adapters.document_text import poppler, tesseract
from gateway.adapters.workers import Limits, WorkerPool
from gateway.config.settings import Settings, WorkerSettings
from gateway.wiring.findings import Finding

OCR_TASKS = {"read-scan": "gateway.adapters.document_text.scan:read_scan"}
_DEADLINE_SECONDS = 180  # of one file: two pages, each read up to four times, beside a busy gateway
_NICE = 19


def ocr_version(settings: Settings) -> str | None:
    """The version of tesseract; None where it is switched off, missing or without Vietnamese."""
    return None if settings.ocr.mode == "off" else _installed()


def leaves_scans(settings: Settings) -> bool:
    """Whether scans are left to another machine: this one cannot read them, and the register is shared."""
    shared = settings.database is not None
    return shared and settings.ocr.mode == "auto" and ocr_version(settings) is None


def how_scans_are_read(settings: Settings) -> str:
    """For the log of the start."""
    if leaves_scans(settings):
        return "not available: scans wait for another machine of this database"
    return ocr_version(settings) or "not available: scans are held"


@cache
def _installed() -> str | None:
    return tesseract.version()


def ocr_pool(workers: WorkerSettings) -> WorkerPool:
    """One worker, behind all others."""
    preload = [task.partition(":")[0] for task in OCR_TASKS.values()]
    return WorkerPool(OCR_TASKS, ocr_limits(workers), preload)


def ocr_limits(workers: WorkerSettings) -> Limits:
    deadline = max(workers.deadline_seconds, _DEADLINE_SECONDS)
    return Limits(processes=1, memory_mb=workers.memory_mb, deadline_seconds=deadline, nice=_NICE)


def ocr(settings: Settings) -> Iterator[Finding]:
    """Whether scans are read, for `gateway check`."""
    version = ocr_version(settings)
    if version is not None:
        yield Finding("ok", f"tesseract {version} with Vietnamese reads scans")
    elif settings.ocr.mode == "off":
        yield Finding("ok", "switched off (ocr.mode): every mail with a scan is held")
    elif leaves_scans(settings):
        yield Finding(
            "warning",
            "tesseract with Vietnamese is not installed: mails with scans wait until another machine of this database reads them",
            "apt-get install tesseract-ocr tesseract-ocr-vie; where no machine has it, ocr.mode: off on all",
        )
    else:
        yield Finding(
            "warning",
            "tesseract with Vietnamese is not installed: every mail with a scan is held",
            "apt-get install tesseract-ocr tesseract-ocr-vie",
        )


def pdftotext(_settings: Settings) -> Iterator[Finding]:
    """Whether broken text has a second reader, for `gateway check`."""
    found = poppler.version()
    if found is not None:
        yield Finding("ok", f"pdftotext {found} reads again what is broken in a PDF")
    else:
        yield Finding(
            "ok",
            "pdftotext is not installed: a PDF whose text is broken is read as a scan",
            "apt-get install poppler-utils",
        )
