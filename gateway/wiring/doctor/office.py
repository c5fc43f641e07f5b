"""The old binary office files, tried as they are read: LibreOffice in a worker behind all its walls."""

import tempfile
import time
from collections.abc import Iterator

from gateway.adapters.document_text import legacy
from gateway.adapters.workers import WorkerPool
from gateway.config.settings import Settings
from gateway.wiring.examiners import worker_limits
from gateway.wiring.findings import Finding

_TRIAL = {"try-office": "gateway.adapters.document_text.legacy:works"}


def office(settings: Settings) -> Iterator[Finding]:
    """Whether `.doc`, `.xls` and `.ppt` are read on this machine."""
    if legacy.program() is None:
        yield Finding(
            "warning",
            "LibreOffice is not installed: every mail with a .doc, .xls or .ppt is held",
            "apt-get install libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui",
        )
        return
    preload = ["gateway.adapters.document_text.legacy"]
    limits = worker_limits(settings.workers)
    with (
        tempfile.TemporaryDirectory(prefix="gateway-") as folder,
        WorkerPool(_TRIAL, limits, preload) as pool,
    ):
        began = time.monotonic()
        works = pool.call("try-office", {"folder": folder})
    if works:
        yield Finding("ok", f"LibreOffice turned a document in {time.monotonic() - began:.1f} s")
    else:
        yield Finding(
            "error",
            "LibreOffice does not work in a worker: every mail with a .doc, .xls or .ppt is held",
            "look whether the service may start it, and run it by hand",
        )
