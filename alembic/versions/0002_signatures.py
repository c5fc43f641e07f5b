"""Certificates whose revocation status waiting messages want to know."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "status_requests",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("certificate", sa.Text(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("wanted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_requests")),
        sa.UniqueConstraint("sha256", name=op.f("uq_status_requests_sha256")),
    )
    op.create_index("ix_incoming_register_sha256", "incoming_register", ["sha256"])


def downgrade() -> None:
    op.drop_index("ix_incoming_register_sha256", "incoming_register")
    op.drop_table("status_requests")
