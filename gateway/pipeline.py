"""The walk of one message. This is the first file to read.

    fetch → store.put → process → parse → (per document) format, secrecy, signature, text, fields
    → classify → decide → enter + queue receipt (one COMMIT) → outbox submits → mailbox settles

`process` covers the middle: it only reads and decides, so that it may be repeated after a crash at any
point. `Register.conclude` commits what it returns. A picture of the whole stands in docs/flow.md.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from gateway.domain import answering, carriers
from gateway.domain.admission import (
    Admission,
    Hold,
    Ignore,
    Reason,
    Wait,
    decide,
)
from gateway.domain.contradictions import with_certificate
from gateway.domain.copies import note_of_copy
from gateway.domain.deadlines import with_due_date
from gateway.domain.document import Annex, IncomingDocument
from gateway.domain.doubts import doubts_of_content, warnings
from gateway.domain.enclosed import doubts_of_enclosed
from gateway.domain.examination import (
    NOT_OPENED,
    ExaminedFile,
    doubts_before_ocr,
    doubts_of_file,
    doubts_of_message,
    is_closed,
)
from gateway.domain.formats import FormatVerdict
from gateway.domain.found_marks import marks_of_file, marks_of_message
from gateway.domain.grouping import ReadFile, group
from gateway.domain.mail_signature import MailSignature, doubts_of_mail_signature
from gateway.domain.message import Attachment, Message, RawMessage
from gateway.domain.notes import mismatches, notes_of_entry
from gateway.domain.pairing import Paired, pair
from gateway.domain.quarantine import NOTHING_RELEASED
from gateway.domain.register import ArrivalTimes, Entry
from gateway.domain.secrecy_lines import gravest
from gateway.domain.secrecy_marks import SecrecyMarks
from gateway.domain.senders import is_known
from gateway.domain.signature import DocumentVerdict, Verdict, WantedStatus
from gateway.domain.signature_policy import fulfils, required_on
from gateway.ending import End
from gateway.ports import Conclusion, Examiner, FieldReader, MessageStore, OpenedMail, Releases
from gateway.receiver import Policies, Receiver


@dataclass(frozen=True, slots=True)
class Tools:
    """What the walk needs of the world."""

    store: MessageStore
    examiner: Examiner
    reader: FieldReader
    policies: Policies
    own_addresses: frozenset[str]
    releases: Releases = NOTHING_RELEASED
    scans_wait: bool = False  # somebody else reads scans: here a mail with one is not concluded


def process(
    raw: RawMessage,
    receiver: Receiver,
    tools: Tools,
    now: datetime,
    *,
    asked_before: bool = False,
) -> Conclusion:
    """Reads one stored message and decides what becomes of it. Writes nothing but the quarantine.

    `now` (aware) is the instant for which signatures are judged. `asked_before`: it waits for the status of a
    certificate already, and its scans were read.
    Raises `TransientFailure` or `PermanentFailure` for what the world does.
    """
    walk = Walk(raw, receiver, tools, now, asked_before)
    if tools.store.is_quarantined(raw.digest):
        if not tools.releases.is_released(raw.digest):
            return walk.conclude(Hold((Reason.SECRET,)))
        # The release is committed; a crash may have come before the body was back in its place.
        tools.store.restore(raw.digest)
    with tools.examiner.open(raw) as opened:
        conclusion = walk.through(opened)
    if conclusion.is_secret:
        # Sealed before the COMMIT: after a crash in between it is found sealed, and the end is the same.
        tools.store.quarantine(raw.digest)
    return conclusion


@dataclass(frozen=True, slots=True)
class Walk:
    """One message on its way; the methods are the steps, in their order."""

    raw: RawMessage
    receiver: Receiver
    tools: Tools
    now: datetime
    asked_before: bool = False

    def through(self, opened: OpenedMail) -> Conclusion:
        message = opened.message
        if message is None:
            return self.conclude(Hold((opened.problem or Reason.MALFORMED,)))
        mark = self._gravest(lambda marks: marks_of_message(marks, message))
        if mark is Reason.SECRET:
            return self.conclude(Hold((mark,)))
        nothing_to_enter = answering.non_document(message, self.raw, self.tools.own_addresses)
        if nothing_to_enter is not None:
            return self.conclude(Ignore((nothing_to_enter,)), message)
        paired = pair(message.attachments, opened.signed_by)
        read = tuple(self._examine(message, opened, paired))
        marks = [found for found in (mark, *(file.mark for file in read)) if found is not None]
        if Reason.SECRET in marks:
            return self.conclude(Hold((Reason.SECRET,)))
        mail = opened.judge_mail(self.now, received=self.raw.entered_system_at)
        files = [item.file for item in read]
        of_mail = (
            *self._doubts_of_mail(message),
            *doubts_of_enclosed(
                message, self.raw, self.tools.policies.formats, self.tools.own_addresses
            ),
            *doubts_of_mail_signature(mail),
            *([Reason.SIGNATURE_UNPAIRED] if paired.unpaired else []),
            *marks,
        )
        if any(map(self._waits_for_ocr, read)):
            return self._before_ocr(files, mail, of_mail)
        grouped = group(read)
        entries = tuple(self._entry(message, main, annexes, mail) for main, annexes in grouped)
        doubts = (
            *of_mail,
            *doubts_of_content(files, entries),
            *self._missing_signers(entries),
        )
        refusable = all(doubts_of_file(file) for file in files)
        admission = decide(
            doubts,
            (*warnings(files), *self._warnings_of_signers(message, entries)),
            self.tools.policies.admission,
            refusable=refusable,
            may_wait=self.may_wait,
        )
        judged = _judged(files, mail)
        return replace(
            self.conclude(admission, message, entries),
            trusts=tuple(dict.fromkeys(verdict.trust for verdict in judged if verdict.trust)),
            wanted=_wanted(judged),
        )

    def _before_ocr(
        self,
        files: Sequence[ExaminedFile],
        mail: Sequence[MailSignature],
        of_mail: Sequence[Reason],
    ) -> Conclusion:
        """What a mail waits for whose scans nobody has read: a mark may stand on them (Art. 1.2).

        Read once, and only the status of a certificate unknown, for that: its scans are read again once it is
        settled, not at each question.
        """
        doubts = {*of_mail, *(doubt for file in files for doubt in doubts_before_ocr(file))}
        waits = self.asked_before and self.may_wait
        if waits and doubts == {Reason.SIGNATURE_INDETERMINATE}:
            waiting = self.conclude(Wait((Reason.SIGNATURE_INDETERMINATE,)))
            return replace(waiting, wanted=_wanted(_judged(files, mail)))
        return self.conclude(Wait((Reason.NO_TEXT,)))

    def _examine(self, message: Message, opened: OpenedMail, paired: Paired) -> Iterator[ReadFile]:
        """What was found in each file, up to the first that bears a secrecy mark (Art. 1.2).

        Behind a scan that nobody has read only signatures count, and those as long as the mail may wait for them.
        """
        for attachment in paired.documents:
            read = self._examine_file(message, attachment, opened, paired.of(attachment))
            yield read
            if read.mark is Reason.SECRET or (self._waits_for_ocr(read) and not self.may_wait):
                return

    def _waits_for_ocr(self, read: ReadFile) -> bool:
        return self.tools.scans_wait and read.file.text.waits_for_ocr

    def _examine_file(
        self,
        message: Message,
        attachment: Attachment,
        opened: OpenedMail,
        signatures: tuple[Attachment, ...],
    ) -> ReadFile:
        """Format, text, fields, mark and signatures. A kind that the rules keep out is not opened at all."""
        verdict = self.tools.policies.formats.of(attachment.kind)
        kept_out = verdict in {FormatVerdict.REFUSE, FormatVerdict.HOLD} or is_closed(attachment)
        text = NOT_OPENED if kept_out else opened.read(attachment)
        fields = self.tools.reader.read(message, attachment, text)
        mark = self._gravest(lambda marks: marks_of_file(marks, text, fields))
        if kept_out or mark is Reason.SECRET:
            unjudged = ExaminedFile(attachment, verdict, text, signature_files=signatures)
            return ReadFile(unjudged, fields, mark)
        judged = self._judge(attachment, opened, signatures)
        signature = carriers.combine(judged)
        examined = ExaminedFile(attachment, verdict, text, signature, judged, signatures)
        return ReadFile(examined, fields, mark)

    def _judge(
        self, attachment: Attachment, opened: OpenedMail, signatures: tuple[Attachment, ...]
    ) -> tuple[DocumentVerdict, ...]:
        """The signatures inside a file, around it and beside it."""
        received = self.raw.entered_system_at
        inside = opened.judge(attachment, self.now, received=received)
        return (
            inside,
            *opened.judge_carriers(attachment, signatures, self.now, received=received),
        )

    def _gravest(self, find: Callable[[SecrecyMarks], Sequence[Reason]]) -> Reason | None:
        """Of a secret, when the named person has overruled it for these bytes, what limits stand beside it."""
        marks = self.tools.policies.secrecy
        mark = gravest(list(find(marks)))
        if mark is Reason.SECRET and self.tools.releases.is_released(self.raw.digest):
            return gravest(list(find(marks.limits())))
        return mark

    def _entry(
        self,
        message: Message,
        main: ReadFile,
        annexes: tuple[ReadFile, ...],
        mail: Sequence[MailSignature],
    ) -> Entry:
        files = [item.file for item in (main, *annexes)]
        document = IncomingDocument(
            main=main.file.attachment,
            text=main.file.text,
            fields=with_due_date(
                main.fields,
                self.times.arrival_date,
                self.receiver.office_hours,
                counts_first=self.tools.policies.counts_day_of_receipt,
            ),
            signature=main.file.signature,
            annexes=tuple(
                Annex(item.file.attachment, item.file.signature, item.file.text.encoding)
                for item in annexes
            ),
            signature_files=tuple(item for file in files for item in file.signature_files),
        )
        author, directory = author_of(message), self.tools.policies.directory
        document = with_certificate(document, author, directory)
        classification = self.receiver.classifier.classify(document, message)
        return Entry(
            document=document,
            classification=classification,
            times=self.times,
            paper_expected=classification.paper_expected(document.signature),
            format_ok=main.file.format is FormatVerdict.ACCEPT,
            notes=(
                *(note_of_copy(main.file, item.file) for item in annexes if item.is_copy),
                *notes_of_entry(document, files, mail, message, directory),
            ),
        )

    def _warnings_of_signers(
        self, message: Message, entries: Sequence[Entry]
    ) -> tuple[Reason, ...]:
        author, directory = author_of(message), self.tools.policies.directory
        differ = any(mismatches(entry.document, author, directory) for entry in entries)
        return (Reason.SIGNER_MISMATCH,) if differ else ()

    def _doubts_of_mail(self, message: Message) -> tuple[Reason, ...]:
        doubts = list(doubts_of_message(message))
        author = author_of(message)
        if self.receiver.holds_unknown_senders and not is_known(
            author, self.receiver.known_senders
        ):
            doubts.append(Reason.UNKNOWN_SENDER)
        if message.is_disowned:
            doubts.append(Reason.SENDER_NOT_AUTHENTICATED)
        return tuple(doubts)

    def _missing_signers(self, entries: Sequence[Entry]) -> tuple[Reason, ...]:
        """A document that is signed must be signed by all who must sign on the day of its receipt."""
        day = self.times.entered_system_at.date()
        required = required_on(day, self.tools.policies.signatures.requirements)
        signed = [entry.document.signature for entry in entries]
        valid = [verdict for verdict in signed if verdict.verdict is Verdict.VALID]
        return (
            () if all(fulfils(verdict, required) for verdict in valid) else (Reason.SIGNER_MISSING,)
        )

    @property
    def may_wait(self) -> bool:
        """Whether there is still time to ask the authority again before a clerk gets the mail."""
        give_up_after = self.tools.policies.signatures.give_up_after
        return self.now - self.raw.entered_system_at < give_up_after

    @property
    def times(self) -> ArrivalTimes:
        return self._end.times

    def conclude(
        self, admission: Admission, message: Message | None = None, entries: tuple[Entry, ...] = ()
    ) -> Conclusion:
        return self._end.conclude(admission, message, entries)

    @property
    def _end(self) -> End:
        digest = self.tools.policies.digest
        return End(self.raw, self.receiver, self.tools.own_addresses, digest)


def author_of(message: Message) -> str | None:
    """The address of From."""
    return message.sender.address if message.sender else None


def _judged(files: Sequence[ExaminedFile], mail: Sequence[MailSignature]) -> list[DocumentVerdict]:
    of_files = [verdict for file in files for verdict in file.judged]
    return of_files + [signature.verdict for signature in mail]


def _wanted(judged: Sequence[DocumentVerdict]) -> tuple[WantedStatus, ...]:
    return tuple(dict.fromkeys(item for verdict in judged for item in verdict.wanted))
