"""The end of the walk: what follows from a decision – receipt, alarm, folder. Nothing is written here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from gateway.domain import answering
from gateway.domain.admission import Accept, Admission, Hold, Ignore, Reason, Reject, Wait
from gateway.domain.message import Message, RawMessage
from gateway.domain.quarantine import case_id
from gateway.domain.receipt import Receipt, ReceiptKind, SealedMail, receipt_line
from gateway.domain.register import ArrivalTimes, Entry
from gateway.ports import Conclusion
from gateway.receiver import Receiver

ANSWERS: Mapping[type[Admission], ReceiptKind] = {
    Accept: ReceiptKind.RECEIPT,
    Reject: ReceiptKind.REFUSAL,
}


@dataclass(frozen=True, slots=True)
class End:
    """One message at its receiver, with what the conclusion needs to know."""

    raw: RawMessage
    receiver: Receiver
    own_addresses: frozenset[str]
    rules_digest: str

    @property
    def times(self) -> ArrivalTimes:
        """Both times of Art. 11.2, in the agency's zone."""
        local = self.raw.entered_system_at.astimezone(self.receiver.zone)
        return ArrivalTimes(local, self.receiver.office_hours.count(local))

    def conclude(
        self, admission: Admission, message: Message | None = None, entries: tuple[Entry, ...] = ()
    ) -> Conclusion:
        """The decision with what follows from it. Of a suspected secret nothing but the fact is kept (Art. 1.2)."""
        return Conclusion(
            admission=admission,
            times=self.times,
            entries=entries,
            receipt=self._receipt(admission, message, entries) if message else None,
            alarm=self._alarm(admission),
            target=None if self.receiver.observes else self._target(admission),
            held_target=None if self.receiver.observes else self.receiver.folders.held,
            message_id=message.message_id if message else None,
            sender=message.sender.address if message and message.sender else None,
            rules_digest=self.rules_digest,
        )

    def _receipt(
        self, admission: Admission, message: Message, entries: tuple[Entry, ...]
    ) -> Receipt | None:
        """The answer of Art. 12, or none: a held mail is answered after a clerk's decision."""
        kind = ANSWERS.get(type(admission))
        to = answering.reply_to_address(message, self.raw)
        silent = answering.why_not_answer(message, self.raw, self.own_addresses) is not None
        if kind is None or to is None or silent or self.receiver.observes:
            return None
        return Receipt(
            kind=kind,
            agency=self.receiver.agency,
            mailbox=self.receiver.mailbox,
            to=to,
            original_message_id=message.message_id,
            original_references=message.references,
            original_subject=message.subject,
            entered_system_at=self.times.entered_system_at,
            counted_at=self.times.counted_at,
            lines=tuple(receipt_line(entry) for entry in entries),
            reasons=tuple(reason.value for reason in admission.reasons)
            if isinstance(admission, Reject)
            else (),
        )

    def _alarm(self, admission: Admission) -> Receipt | None:
        """What the named person is told of a suspected secret: that it came, when, where."""
        officer = self.receiver.officer
        suspected = isinstance(admission, Hold) and Reason.SECRET in admission.reasons
        if not suspected or officer is None or self.receiver.observes:
            return None
        folder = self.receiver.folders.secret if self.raw.place else None
        return Receipt(
            kind=ReceiptKind.SECRET_ALARM,
            agency=self.receiver.agency,
            mailbox=self.receiver.mailbox,
            to=officer.address,
            original_message_id=None,
            original_references=(),
            original_subject="",
            entered_system_at=self.times.entered_system_at,
            counted_at=self.times.counted_at,
            lines=(),
            sealed=SealedMail(case_id(self.raw.digest), officer.name, folder),
        )

    def _target(self, admission: Admission) -> str | None:
        folders = self.receiver.folders
        match admission:
            case Accept():
                return folders.registered.format(year=self.times.arrival_date.year)
            case Hold(reasons):
                return folders.secret if Reason.SECRET in reasons else folders.held
            case Reject():
                return folders.rejected
            case Ignore() | Wait():
                return None  # not a document, or not concluded: the mail stays where it is
        assert_never(admission)
