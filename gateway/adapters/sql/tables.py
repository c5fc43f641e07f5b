"""The tables. Enum values are stored as their English kebab-case words and never change after release.

A change here needs a migration in `alembic/versions`; a test compares both.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite numbers rows itself only for INTEGER PRIMARY KEY.
RowId = BigInteger().with_variant(Integer, "sqlite")


class Instant(TypeDecorator[datetime]):
    """An aware instant, kept in UTC. SQLite has no zones, so they are put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the name is SQLAlchemy's
        if value is None:
            return None
        instant: datetime = value
        return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


def _lease() -> tuple[Column[Any], ...]:
    """Work that one process at a time holds: due when `due_at` has come and no lease is alive."""
    return (
        Column("attempts", Integer, nullable=False, default=0),
        Column("due_at", Instant, nullable=False),
        Column("lease_owner", String(64)),
        Column("lease_until", Instant),
        Column("last_cause", Text),
    )


messages = Table(
    "messages",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("digest", String(64), nullable=False, index=True),
    Column("size", BigInteger, nullable=False),
    Column("mailbox", String(64), nullable=False),
    Column("channel", String(8), nullable=False),
    Column("folder", Text),
    Column("uidvalidity", BigInteger),
    Column("uid", BigInteger),
    Column("envelope_from", Text),
    Column("envelope_key", String(64), unique=True),  # digest with the envelope, for SMTP and files
    Column("entered_system_at", Instant, nullable=False),
    Column("state", String(16), nullable=False),
    Column("lane", String(8), nullable=False, default="main", server_default="main"),
    Column("outcome", String(16)),
    Column("reasons", JSON, nullable=False, default=list),
    Column("message_id", Text),
    Column("rules_digest", String(64)),
    Column("concluded_at", Instant),
    *_lease(),
    UniqueConstraint("mailbox", "folder", "uidvalidity", "uid"),
    Index("ix_messages_due", "state", "lane", "due_at"),
)

mailboxes = Table(
    "mailboxes",
    metadata,
    Column("mailbox", String(64), primary_key=True),
    Column("folder", String(255), primary_key=True),
    Column("uidvalidity", BigInteger, nullable=False),
    Column("last_uid", BigInteger, nullable=False),
    Column("started_at", Instant, nullable=False),
)

counters = Table(
    "counters",
    metadata,
    Column("book", String(64), primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("last_number", Integer, nullable=False),
)

incoming_register = Table(
    "incoming_register",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("book", String(64), nullable=False),
    Column("year", Integer, nullable=False),
    Column("arrival_number", Integer, nullable=False),
    Column("version", Integer, nullable=False, default=1),
    Column("state", String(16), nullable=False),
    Column("message", RowId, ForeignKey("messages.id"), nullable=False, index=True),
    Column("sha256", String(64), nullable=False, index=True),
    Column("file_name", Text, nullable=False),
    Column("arrival_date", Date, nullable=False),
    Column("counted_at", Instant, nullable=False),
    Column("entered_system_at", Instant, nullable=False),
    Column("entered_at", Instant, nullable=False),
    Column("sender", Text),
    # Art. 9.1.b
    Column("document_type", Text),
    Column("number", Text),
    Column("notation", Text),
    Column("issue_date", Date),
    Column("issuing_body", Text),
    Column("abstract", Text),
    Column("subject_area", Text),
    Column("urgency", String(16)),
    Column("addressees", JSON, nullable=False),
    Column("responsible_unit", Text),
    Column("due_date", Date),
    Column("signatory", Text),
    Column("signatory_position", Text),
    Column("sheet_count", Integer),
    Column("storage_location", Text),
    Column("notes", Text),
    Column("annexes", JSON, nullable=False),
    # Art. 7 and 8
    Column("article", String(4), nullable=False),
    Column("item", Text, nullable=False),
    Column("paper", String(16), nullable=False),
    Column("paper_expected", Boolean, nullable=False),
    Column("rule", Text, nullable=False),
    Column("confidence", String(8), nullable=False),
    Column("dossier_8_3", Boolean, nullable=False),
    # Art. 9
    Column("signature", String(16), nullable=False),
    Column("signature_report", JSON, nullable=False),
    Column("format", String(16), nullable=False),
    Column("format_ok", Boolean, nullable=False),
    Column("encoding", String(16), nullable=False),
    Column("evidence", JSON, nullable=False),
    UniqueConstraint("book", "year", "arrival_number"),
    # The same bytes are the same document: one entry, however often and on whatever way they come.
    UniqueConstraint("book", "sha256"),
)

journal_heads = Table(
    "journal_heads",
    metadata,
    Column("book", String(64), primary_key=True),
    Column("last_sequence", Integer, nullable=False),
    Column("last_hash", String(64), nullable=False),
)

journal = Table(
    "journal",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("book", String(64), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("entry", RowId, ForeignKey("incoming_register.id"), nullable=False),
    Column("payload", Text, nullable=False),  # canonical JSON, the bytes that are hashed
    Column("previous_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    UniqueConstraint("book", "sequence"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("message", RowId, ForeignKey("messages.id"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("message_id", String(255), nullable=False, unique=True),
    Column("mailbox", String(64), nullable=False),
    Column("to_address", Text, nullable=False),
    Column("receipt", JSON, nullable=False),
    Column("mail", LargeBinary),
    Column("state", String(16), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("queued_at", Instant, nullable=False),  # the last time: a resend queues it again
    Column("times_queued", Integer, nullable=False, default=1),
    Column("submitted_at", Instant),
    *_lease(),
    Index("ix_outbox_due", "state", "due_at"),
    Index("ix_outbox_address", "to_address", "queued_at"),
)

settlements = Table(
    "settlements",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("message", RowId, ForeignKey("messages.id"), nullable=False, unique=True),
    Column("mailbox", String(64), nullable=False),
    Column("target", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("settled_at", Instant),
    *_lease(),
    Index("ix_settlements_due", "state", "due_at"),
)

# Append-only: who opened, destroyed or released a suspected secret, and why (Art. 1.2).
quarantine_acts = Table(
    "quarantine_acts",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("sequence", Integer, nullable=False, unique=True),
    Column("digest", String(64), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("at", Instant, nullable=False),
    Column("payload", Text, nullable=False),  # canonical JSON, the bytes that are hashed
    Column("previous_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)

status_requests = Table(
    "status_requests",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("sha256", String(64), nullable=False, unique=True),  # of the certificate
    Column("certificate", Text, nullable=False),  # base64 of DER
    Column("issuer", Text, nullable=False),
    Column("wanted_at", Instant, nullable=False),
)
