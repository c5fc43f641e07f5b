"""One mail through the whole walk, with what was seen on the way; nothing is entered."""

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from gateway import wiring
from gateway.adapters.clock import SystemClock
from gateway.domain.admission import Wait
from gateway.domain.message import Channel, Message, RawMessage
from gateway.pipeline import Tools, process
from gateway.ports import Conclusion
from gateway.receiver import Receiver
from gateway.wiring.parts import build
from tests.support.desk import CONFIG, PKI
from tests.support.pki import NOW


@dataclass(frozen=True, slots=True)
class Walked:
    """The conclusion and the mail as it was taken apart."""

    conclusion: Conclusion
    message: Message | None
    seconds: float

    @property
    def seen(self) -> frozenset[str]:
        """The digests of all attachments."""
        return (
            frozenset(item.sha256 for item in self.message.attachments)
            if self.message
            else frozenset()
        )

    @property
    def entered(self) -> frozenset[str]:
        """The digests of documents, annexes and signature files that the entries name."""
        found: set[str] = set()
        for entry in self.conclusion.entries:
            document = entry.document
            found.add(document.main.sha256)
            found.update(item.attachment.sha256 for item in document.annexes)
            found.update(item.sha256 for item in document.signature_files)
        return frozenset(found)

    @property
    def doubted(self) -> bool:
        """The mail hides or breaks something, or a container stays closed."""
        if self.message is None:
            return True
        return bool(self.message.defects) or any(item.closed for item in self.message.attachments)

    @property
    def opened_containers(self) -> bool:
        return self.message is not None and bool(self.message.enclosed)


@dataclass(frozen=True, slots=True)
class Walker:
    """A gateway of the product without servers: its store, its workers, its rules, both lanes."""

    tools: Tools
    for_scans: Tools | None
    receiver: Receiver

    @classmethod
    @contextmanager
    def made(cls, folder: Path) -> Iterator["Walker"]:
        (folder / "config.yaml").write_text(CONFIG, encoding="utf-8")
        PKI.write_trust(folder / "data" / "trust", crls=True)
        parts = build(wiring.load_settings(folder / "config.yaml"), SystemClock())
        with closing(parts):
            examination, scans = parts.examination(), parts.scan_examination()
            yield cls(examination.tools, scans and scans.tools, examination.receivers["sxd"])

    def walk(self, mail: bytes) -> Walked:
        body = self.tools.store.put([mail])
        raw = RawMessage(body.digest, body.size, self.receiver.mailbox, Channel.FILE, NOW)
        begun = time.monotonic()
        conclusion = process(raw, self.receiver, self.tools, NOW)
        waits = isinstance(conclusion.admission, Wait) and conclusion.admission.for_ocr
        if waits and self.for_scans is not None:
            conclusion = process(raw, self.receiver, self.for_scans, NOW)
        seconds = time.monotonic() - begun
        with self.tools.examiner.open(raw) as opened:
            return Walked(conclusion, opened.message, seconds)
