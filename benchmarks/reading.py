"""Reading: page-one text against the bare library, OCR seconds a page and memory, and how long born-digital
documents take while scans wait.

Bounded: `--pages` calls of each reader, `--scans` pages by OCR, `--documents` born-digital mails beside
`--backlog` waiting scans in each of `--runs` runs.
"""

import statistics
import tempfile
import threading
import time
from argparse import Namespace
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pypdfium2
from _documents import RECEIVER, SENDER, signed_mails
from _measure import control, figure, options, worker_peak_mb
from _scans import scanned_mails, scanned_pdf

from gateway.adapters.clock import SystemClock
from gateway.adapters.document_text import read_file
from gateway.adapters.document_text.pdf import read_page_one
from gateway.adapters.logs import set_up_logs
from gateway.adapters.sql.queries import SqlQueries
from gateway.config.load import load_settings
from gateway.config.settings import Settings
from gateway.demo.pki import DemoPki
from gateway.domain.formats import FileKind
from gateway.domain.message import Channel, RawMessage
from gateway.service.gateway import Gateway
from gateway.wiring.databases import ensure_database
from gateway.wiring.ocr import ocr_pool
from gateway.wiring.parts import Parts, build
from gateway.wiring.running import started

_PATIENCE = 300
_GAP = 0.25  # seconds between two born-digital mails: an office, not a flood
_WARM = 3
_CONFIG = """\
data_dir: {data}
agencies:
  - id: sxd
    name: Sở Xây dựng
    books: [{{name: den, title: Sổ đăng ký văn bản đến}}]
    mailboxes: [{{name: sxd, address: {address}}}]
submission: {{transport: files}}
receipts: {{hourly_limit_per_address: 1000000}}
signatures: {{trust_dir: trust}}
log: {{level: error}}
"""


def main() -> None:
    chosen = options(pages=40, scans=5, documents=40, backlog=50, runs=3)
    show: dict[str, Any] = {"machine": control(), "as_json": chosen.json}
    with tempfile.TemporaryDirectory(prefix="reading-", dir=Path.cwd()) as name:
        folder = Path(name)
        now = datetime.now(UTC)
        pki = DemoPki(folder, now)
        pki.write_trust()
        made = list(signed_mails(pki, chosen.documents + _WARM, now - timedelta(minutes=1)))
        texts, files = _text_ratios(folder, [pdf for _, pdf in made[:5]], chosen)
        figure("text_vs_library", texts, "ratio", **show)
        figure("file_vs_library", files, "ratio", **show)
        seconds, memory = _ocr(folder, chosen.scans)
        figure("ocr_seconds_per_page", seconds, "s", **show)
        figure("ocr_worker_memory_mb", [memory], "MB", **show)
        scans = list(scanned_mails(chosen.backlog))
        mails = [mail for mail, _ in made]
        alone, under = [], []
        for run in range(chosen.runs):
            alone.append(_p95(_settings(folder, f"alone-{run}"), [], mails))
            under.append(_p95(_settings(folder, f"under-{run}"), scans, mails))
    ratios = [slow / fast for fast, slow in zip(alone, under, strict=True)]
    figure("born_digital_p95_under_ocr", ratios, "ratio", **show)
    figure("born_digital_p95_alone_s", alone, "s", **show)


def _settings(folder: Path, name: str) -> Settings:
    config = folder / f"{name}.yaml"
    config.write_text(_CONFIG.format(data=name, address=RECEIVER), encoding="utf-8")
    return load_settings(config)


def _text_ratios(
    folder: Path, pdfs: Sequence[bytes], chosen: Namespace
) -> tuple[list[float], list[float]]:
    """Our text of page one over pdfium's own, in turns on the same files; then the whole reading of a file,
    which also looks for scripts, files within and older encodings.
    """
    paths = [folder / f"{number}.pdf" for number in range(len(pdfs))]
    for path, pdf in zip(paths, pdfs, strict=True):
        path.write_bytes(pdf)
    texts, files = [], []
    for _ in range(max(3, chosen.runs)):
        library, text, file = [], [], []
        for number in range(chosen.pages):
            path = paths[number % len(paths)]
            library.append(_timed(lambda path=path: _library(path)))
            text.append(_timed(lambda path=path: read_page_one(path)))
            file.append(_timed(lambda path=path: read_file(path, FileKind.PDF, 1)))
        # Medians: a neighbour on the machine costs single calls ten times their time.
        texts.append(statistics.median(text) / statistics.median(library))
        files.append(statistics.median(file) / statistics.median(library))
    return texts, files


def _timed(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def _library(path: Path) -> str:
    with (
        closing(pypdfium2.PdfDocument(path.read_bytes())) as document,
        closing(document[0]) as page,
        closing(page.get_textpage()) as textpage,
    ):
        return str(textpage.get_text_range())


def _ocr(folder: Path, count: int) -> tuple[list[float], float]:
    """Wall seconds of a scan of one page in its worker, and the worker's peak without its child."""
    seconds = []
    with ocr_pool(_settings(folder, "ocr").workers) as pool:
        for number in range(count + 1):
            path = folder / f"scan-{number}.pdf"
            path.write_bytes(scanned_pdf(number))
            request = {"path": str(path), "kind": "pdf"}
            seconds.append(_timed(lambda request=request: pool.call("read-scan", request)))
        return seconds[1:], worker_peak_mb()  # the first call starts the worker


def _p95(settings: Settings, scans: Sequence[bytes], mails: Sequence[bytes]) -> float:
    """Seconds from the record of a born-digital mail to its conclusion, while `scans` wait."""
    set_up_logs(settings.log)
    parts = build(settings, SystemClock())
    with closing(parts):
        ensure_database(parts.database)
        for mail in scans:
            _record(parts, mail)
        with started(parts) as gateway:
            _send(parts, gateway, mails[:_WARM])
            _await(lambda: _all_passed_on(parts))
            digests = _send(parts, gateway, mails[_WARM:])
            _await(lambda: _concluded(parts, digests))
            if scans and SqlQueries(parts.database).counts()["ocr"] == 0:
                raise ValueError("the backlog ended before the measurement: take a larger one")
        rows = [row for row in _messages(parts) if row["digest"] in digests]
    if any(row["outcome"] != "accepted" for row in rows):
        raise ValueError("a born-digital mail was not accepted")
    waited = [(row["concluded_at"] - row["entered_system_at"]).total_seconds() for row in rows]
    return statistics.quantiles(waited, n=20)[-1]


def _send(parts: Parts, gateway: Gateway, mails: Sequence[bytes]) -> set[str]:
    digests, pause = set(), threading.Event()
    for mail in mails:
        digests.add(_record(parts, mail))
        gateway.message_recorded()
        pause.wait(_GAP)
    return digests


def _record(parts: Parts, mail: bytes) -> str:
    body = parts.store.put([mail])
    now = datetime.now(UTC)
    parts.ledger.record(RawMessage(body.digest, body.size, "sxd", Channel.SMTP, now, SENDER))
    return body.digest


def _messages(parts: Parts) -> list[dict[str, Any]]:
    return list(SqlQueries(parts.database).messages())


def _all_passed_on(parts: Parts) -> bool:
    """Nothing is left for the ordinary examiners."""
    return SqlQueries(parts.database).counts()["examine"] == 0


def _concluded(parts: Parts, digests: set[str]) -> bool:
    return all(row["concluded_at"] for row in _messages(parts) if row["digest"] in digests)


def _await(done: Callable[[], bool]) -> None:
    until, pause = time.monotonic() + _PATIENCE, threading.Event()
    while not done():
        if time.monotonic() > until:
            raise TimeoutError(f"not done within {_PATIENCE} s")
        pause.wait(0.2)


if __name__ == "__main__":
    main()
