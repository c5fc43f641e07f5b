"""The states of work, one table each. Values stand in SQL: they never change after release.

Only `MOVES` may be asked whether a change of state is allowed. The SQL adapters ask before they conclude a
message and before they queue a receipt again; what is leased they end without asking.
"""

from enum import StrEnum


class MessageState(StrEnum):
    STORED = "stored"  # bytes durable, waiting for examination or being examined (leased)
    CONCLUDED = "concluded"  # outcome, entry, receipt and settlement are committed


class Lane(StrEnum):
    """Who examines a stored message. Reading a scan takes seconds, and nothing else may wait for it."""

    MAIN = "main"
    OCR = "ocr"


class OutboxState(StrEnum):
    QUEUED = "queued"
    SUBMITTED = "submitted"
    UNDELIVERABLE = "undeliverable"  # refused for good, or given up after the configured time
    SUPPRESSED = "suppressed"  # over the hourly limit of the address: a loop must die


class SettlementState(StrEnum):
    PENDING = "pending"
    SETTLED = "settled"
    GONE = "gone"  # a person had already moved or deleted the mail


class EntryState(StrEnum):
    ENTERED = "entered"


State = MessageState | OutboxState | SettlementState

MOVES: dict[State, frozenset[State]] = {
    MessageState.STORED: frozenset({MessageState.CONCLUDED}),
    # A suspicion of a secret that the named person released: examined again.
    MessageState.CONCLUDED: frozenset({MessageState.STORED}),
    OutboxState.QUEUED: frozenset({OutboxState.SUBMITTED, OutboxState.UNDELIVERABLE}),
    # The sender resends the document: the same receipt goes out again, byte for byte.
    OutboxState.SUBMITTED: frozenset({OutboxState.QUEUED}),
    OutboxState.UNDELIVERABLE: frozenset({OutboxState.QUEUED}),
    OutboxState.SUPPRESSED: frozenset(),
    SettlementState.PENDING: frozenset({SettlementState.SETTLED, SettlementState.GONE}),
    # A released mail is moved on from the folder of the secrets.
    SettlementState.SETTLED: frozenset({SettlementState.PENDING}),
    SettlementState.GONE: frozenset({SettlementState.PENDING}),
}


def may_follow(before: State, after: State) -> bool:
    """Whether `after` may follow `before`."""
    return after in MOVES[before]
