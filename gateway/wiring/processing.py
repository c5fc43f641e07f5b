"""Mails from files through the whole walk, for `gateway process` and `gateway explain`."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from gateway.adapters.clock import SystemClock
from gateway.adapters.logs import set_up_logs
from gateway.adapters.machine import private_folder
from gateway.adapters.message_store import FileMessageStore
from gateway.adapters.receipts import load_texts
from gateway.config.settings import Settings
from gateway.domain.admission import Wait
from gateway.domain.failures import PermanentFailure, TransientFailure
from gateway.domain.message import Channel, RawMessage
from gateway.domain.quarantine import NOTHING_RELEASED
from gateway.domain.receipt import numbered
from gateway.domain.register import Entry
from gateway.ports import Concluded, Conclusion
from gateway.service.examination import Examination, consider, examine_at
from gateway.wiring.databases import ensure_database, queries
from gateway.wiring.explaining import (
    explain_conclusion,
    explain_entry,
    explain_rules,
    preview,
    waiting,
)
from gateway.wiring.parts import Parts, build

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Processed:
    """What became of one mail."""

    conclusion: Conclusion
    concluded: Concluded
    receipt_subject: str | None
    reason_sentences: tuple[str, ...]

    @property
    def waiting(self) -> str | None:
        """What it waits for, when it shows as held and is asked again."""
        return waiting(self.conclusion)

    def documents(self) -> list[tuple[Entry, int | None]]:
        """The documents with their numbers; of a suspected secret nothing (Art. 1.2)."""
        if self.conclusion.is_secret:
            return []
        numbers = {
            document.entry.document.main.sha256: document.arrival_number.number
            for document in self.concluded.documents
        }
        return [
            (entry, numbers.get(entry.document.main.sha256)) for entry in self.conclusion.entries
        ]


class Processor:
    """Takes mails from files. In a dry run everything lies in a temporary folder and no database is opened."""

    def __init__(self, parts: Parts, mailbox: str, *, dry_run: bool) -> None:
        self._parts = parts
        self._mailbox = mailbox
        self._dry_run = dry_run
        self._texts = load_texts(parts.settings.templates_dir)

    def process(self, file: Path, at: datetime) -> Processed:
        """One mail. Raises `TransientFailure` when the world stands in the way."""
        raw = self._take_in(file, at)
        examination = self._examination()
        if self._dry_run:
            conclusion = self._consider(examination, raw, at)
            return self._processed(conclusion, preview(conclusion))
        self._parts.ledger.record(raw)
        done = examine_at(examination, self._parts.ledger.recorded(raw), at)
        if done is not None:
            return self._processed(*done)
        conclusion = self._consider(examination, raw, at)
        if not isinstance(conclusion.admission, Wait):
            raise TransientFailure(f"{file}: postponed; see the log")
        return self._processed(conclusion, preview(conclusion))  # the running gateway asks again

    def explain(self, file: Path, at: datetime) -> Iterator[str]:
        """Lines that tell why: fields with their evidence, then the rules with the words found."""
        raw = self._take_in(file, at)
        examination = self._examination()
        conclusion = self._consider(examination, raw, at)
        yield from explain_conclusion(conclusion, self._texts)
        if conclusion.is_secret or not conclusion.entries:
            return
        with self._parts.examiner.open(raw) as opened:
            message = opened.message
        if message is None:
            return
        agency, _ = self._parts.settings.mailbox(self._mailbox)
        classifier = self._parts.rules.classifier(agency)
        for entry in conclusion.entries:
            yield from explain_entry(entry)
            yield from explain_rules(classifier.explain(entry.document, message))

    def _examination(self) -> Examination:
        """Scans are read at once: nobody else waits here."""
        return self._parts.scan_examination() or self._parts.examination()

    def _consider(self, examination: Examination, raw: RawMessage, at: datetime) -> Conclusion:
        return consider(examination, raw, examination.receivers[self._mailbox], at)

    def _take_in(self, file: Path, at: datetime) -> RawMessage:
        body = self._parts.store.put(_blocks(file))
        return RawMessage(body.digest, body.size, self._mailbox, Channel.FILE, at)

    def _processed(self, conclusion: Conclusion, concluded: Concluded) -> Processed:
        receipt = conclusion.receipt and numbered(conclusion.receipt, concluded.documents)
        subject = self._parts.renderer.subject(receipt) if receipt else None
        sentences = tuple(self._texts.sentence_for_reason(reason) for reason in concluded.reasons)
        return Processed(conclusion, concluded, subject, sentences)


@dataclass(frozen=True, slots=True)
class StoredMail:
    """The mail of an entry as it lies in the store."""

    path: Path
    mailbox: str
    entered_system_at: datetime


def stored_mail(settings: Settings, number: int, book: str | None, year: int | None) -> StoredMail:
    """The mail of an entry. Raises `PermanentFailure` when there is none, or several books have the number."""
    with queries(settings) as shown:
        entry = shown.entry(book=book, year=year, number=number)
    if entry is None:
        raise PermanentFailure(f"there is no arrival number {number}")
    path = FileMessageStore(settings.data_dir).path(entry["mail_digest"])
    return StoredMail(path, entry["mailbox"], entry["entered_system_at"])


@contextmanager
def processor(
    settings: Settings, mailbox: str | None, trust: Path | None, *, dry_run: bool
) -> Iterator[Processor]:
    """A processor for one mailbox. Raises `PermanentFailure` for a mailbox that is not configured."""
    names = [item.name for _, item in settings.mailboxes()]
    name = mailbox or names[0]
    if name not in names:
        raise PermanentFailure(f"there is no mailbox {name!r}; configured are: {', '.join(names)}")
    set_up_logs(settings.log)
    with ExitStack() as stack:
        if trust is not None:
            settings = _with_trust(settings, trust)
        if dry_run:
            folder = stack.enter_context(private_folder())
            settings = _in_folder(settings, folder)
        parts = build(settings, SystemClock())
        stack.callback(parts.close)
        if dry_run:
            parts = replace(parts, releases=NOTHING_RELEASED)  # no database is opened
        else:
            ensure_database(parts.database)
        yield Processor(parts, name, dry_run=dry_run)


def _with_trust(settings: Settings, trust: Path) -> Settings:
    signatures = settings.signatures.model_copy(update={"trust_dir": trust})
    return settings.model_copy(update={"signatures": signatures})


def _in_folder(settings: Settings, folder: Path) -> Settings:
    """The same gateway with its state in another folder; the trust stays where it is."""
    kept = _with_trust(settings, settings.trust_folder)
    return kept.model_copy(update={"data_dir": folder, "database": None})


def _blocks(file: Path) -> Iterator[bytes]:
    try:
        with file.open("rb") as source:
            while block := source.read(_BLOCK):
                yield block
    except OSError as error:
        raise PermanentFailure(f"{file}: cannot be read: {error.strerror}") from None
