"""Documents a second through the whole walk (SMTP in to entry and queued receipt, two workers, real SQL),
the time of each stage, and the share of the floor measured in the same run.

Bounded: `--documents` mails (default 120) in each of `--runs` runs (default 3).
"""

import os
import socket
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import IO

from _documents import RECEIVER, SENDER, signed_mails
from _floor import Floor, naive
from _measure import control, figure, options
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko_certvalidator import ValidationContext

from gateway.adapters.clock import SystemClock
from gateway.adapters.logs import set_up_logs
from gateway.config.load import load_settings
from gateway.config.settings import Settings
from gateway.demo.pki import DemoPki
from gateway.demo.run import free_port
from gateway.domain.failures import TransientFailure
from gateway.domain.message import Channel, RawMessage
from gateway.pipeline import process
from gateway.ports import Outgoing
from gateway.service.examination import Examination
from gateway.wiring.databases import ensure_database
from gateway.wiring.parts import Parts, build
from gateway.wiring.running import started

_CONNECTIONS = 4
_PATIENCE = 300

_CONFIG = """\
data_dir: .
agencies:
  - id: sxd
    name: Sở Xây dựng
    books: [{{name: den, title: Sổ đăng ký văn bản đến}}]
    mailboxes: [{{name: sxd, address: {address}}}]
smtp_intake: {{port: {port}, min_free_mb: 1}}
submission: {{transport: files}}
receipts: {{hourly_limit_per_address: 1000000}}
signatures: {{trust_dir: {trust}}}
log: {{level: error}}
"""


def main() -> None:
    chosen = options(documents=120, runs=3)
    machine = control()
    walks, floors, naives = [], [], []
    stages: dict[str, list[float]] = {}
    for _ in range(chosen.runs):
        with tempfile.TemporaryDirectory(prefix="walk-", dir=Path.cwd()) as name:
            folder = Path(name)
            now = datetime.now(UTC)
            pki = DemoPki(folder, now)
            pki.write_trust()
            mails = [
                mail for mail, _ in signed_mails(pki, chosen.documents, now - timedelta(minutes=1))
            ]
            floors.append(_rate(_floor(folder, pki), mails))
            naives.append(_rate(_naive(folder, pki), mails[:10]))
            settings = load_settings(_config(folder))
            walks.append(_walk(settings, mails))
            apart = load_settings(_config(folder / "stages"))
            for stage, seconds in _stages(apart, mails[:20]).items():
                stages.setdefault(stage, []).append(seconds * 1000)
    show = {"machine": machine, "as_json": chosen.json}
    figure(
        "walk_vs_floor",
        [walk / floor for walk, floor in zip(walks, floors, strict=True)],
        "ratio",
        **show,
    )
    figure(
        "walk_vs_naive",
        [walk / slow for walk, slow in zip(walks, naives, strict=True)],
        "ratio",
        **show,
    )
    figure("walk_documents_per_second", walks, "documents/s", **show)
    figure("floor_documents_per_second", floors, "documents/s", **show)
    figure("naive_documents_per_second", naives, "documents/s", **show)
    for stage, values in stages.items():
        figure(f"stage_{stage}_ms", values, "ms", **show)


def _config(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    config = folder / "config.yaml"
    trust = Path(
        os.path.relpath(folder.parent if folder.name == "stages" else folder, folder), "trust"
    )
    text = _CONFIG.format(address=RECEIVER, port=free_port(), trust=trust)
    config.write_text(text, encoding="utf-8")
    return config


def _rate(take: Callable[[int, bytes], None], mails: list[bytes]) -> float:
    began = time.perf_counter()
    for number, mail in enumerate(mails, start=1):
        take(number, mail)
    return len(mails) / (time.perf_counter() - began)


def _floor(folder: Path, pki: DemoPki) -> Callable[[int, bytes], None]:
    (folder / "floor").mkdir()
    floor = Floor(folder / "floor", pki.issuing.certificate)
    return floor.take


def _naive(folder: Path, pki: DemoPki) -> Callable[[int, bytes], None]:
    (folder / "naive").mkdir()
    root, issuing = (
        asn1_x509.Certificate.load(holder.certificate.public_bytes(Encoding.DER))
        for holder in (pki.root, pki.issuing)
    )
    context = ValidationContext(trust_roots=[root], other_certs=[issuing])
    return lambda number, mail: naive(folder / "naive", number, mail, context)


def _walk(settings: Settings, mails: list[bytes]) -> float:
    """Documents a second from the first `DATA` to the last entry with its queued receipt."""
    queue: SimpleQueue[bytes] = SimpleQueue()
    set_up_logs(settings.log)
    parts = replace(build(settings, SystemClock()), queue=Resting())
    with closing(parts), started(parts):
        _send(settings, queue, mails[:2])  # the workers are warm, as in a running service
        _wait(settings, 2)
        began = time.perf_counter()
        _send(settings, queue, mails[2:])
        _wait(settings, len(mails))
        return (len(mails) - 2) / (time.perf_counter() - began)


class Resting:
    """An outbox queue that hands out nothing: the walk is measured up to the queued receipt, as its name says."""

    def claim_outgoing(self, limit: int) -> Sequence[Outgoing]:
        del limit
        return ()

    def rendered(self, outgoing: Sequence[Outgoing]) -> None:
        """Nothing was handed out."""


def _send(settings: Settings, queue: "SimpleQueue[bytes]", mails: list[bytes]) -> None:
    for mail in mails:
        queue.put(mail)
    threads = [
        threading.Thread(target=_sender, args=(settings, queue)) for _ in range(_CONNECTIONS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _sender(settings: Settings, queue: "SimpleQueue[bytes]") -> None:
    """A client that costs little: smtplib rewrites each mail twice, which would be charged to the walk."""
    port = settings.smtp_intake.port if settings.smtp_intake else 0
    with closing(socket.create_connection(("127.0.0.1", port), timeout=60)) as connection:
        answers = connection.makefile("rb")
        _say(connection, answers, b"", b"220")
        _say(connection, answers, b"HELO bench\r\n", b"250")
        while True:
            try:
                mail = queue.get_nowait()
            except Empty:
                return
            _say(connection, answers, f"MAIL FROM:<{SENDER}>\r\n".encode(), b"250")
            _say(connection, answers, f"RCPT TO:<{RECEIVER}>\r\n".encode(), b"250")
            _say(connection, answers, b"DATA\r\n", b"354")
            _say(
                connection, answers, mail + b"\r\n.\r\n", b"250"
            )  # base64: no line begins with a dot


def _say(connection: socket.socket, answers: IO[bytes], words: bytes, expected: bytes) -> None:
    connection.sendall(words)
    answer = answers.readline()
    if not answer.startswith(expected):
        raise ValueError(f"the intake answered {answer!r}")


def _wait(settings: Settings, count: int) -> None:
    deadline, pause = time.monotonic() + _PATIENCE, threading.Event()
    with closing(sqlite3.connect(settings.data_dir / "gateway.db")) as database:
        while (done := _concluded(database)) < count:
            if time.monotonic() > deadline:
                raise TransientFailure(f"{done} of {count} documents within {_PATIENCE} s")
            pause.wait(0.05)
        wrong = database.execute(
            "SELECT reasons FROM messages WHERE outcome <> 'accepted'"
        ).fetchall()
    if wrong:
        raise ValueError(f"not accepted: {wrong[:3]}")


def _concluded(database: sqlite3.Connection) -> int:
    (count,) = database.execute(
        "SELECT count(*) FROM messages WHERE outcome IS NOT NULL"
    ).fetchone()
    return int(count)


def _stages(settings: Settings, mails: list[bytes]) -> dict[str, float]:
    """Seconds of each stage of one document, one after the other, in warm workers."""
    parts = build(settings, SystemClock())
    try:
        ensure_database(parts.database)
        examination, watch = parts.examination(), Stopwatch()
        _time_one(parts, examination, mails[0], Stopwatch())  # warms the workers
        for mail in mails[1:]:
            _time_one(parts, examination, mail, watch)
        return {stage: seconds / (len(mails) - 1) for stage, seconds in watch.spent.items()}
    finally:
        parts.close()


class Stopwatch:
    """Adds up the time of named stages."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.spent[name] = self.spent.get(name, 0.0) + time.perf_counter() - began


def _time_one(parts: Parts, examination: Examination, mail: bytes, watch: Stopwatch) -> None:
    with watch.stage("store"):
        body = parts.store.put([mail])
    raw = RawMessage(body.digest, body.size, "sxd", Channel.FILE, parts.clock.now(), SENDER)
    with watch.stage("record"):
        parts.ledger.record(raw)
    with ExitStack() as stack:
        with watch.stage("open_mail"):
            opened = stack.enter_context(parts.examiner.open(raw))
        message = opened.message
        if message is None:
            raise ValueError("the benchmark's mail can be read")
        (attachment,) = message.attachments
        with watch.stage("judge"):
            opened.judge(attachment, raw.entered_system_at, received=raw.entered_system_at)
        with watch.stage("read_text"):
            opened.read(attachment)
    with watch.stage("whole_examination"):
        conclusion = process(
            raw, examination.receivers["sxd"], examination.tools, raw.entered_system_at
        )
    with watch.stage("conclude"):
        parts.register.conclude(parts.ledger.recorded(raw), conclusion)
    if conclusion.receipt is None:
        raise ValueError("the benchmark's mail is answered")
    with watch.stage("render_receipt"):
        parts.renderer.render(conclusion.receipt, "<cv.1@quangngai.gov.vn>", parts.clock.now())


if __name__ == "__main__":
    main()
