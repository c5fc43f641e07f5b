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
