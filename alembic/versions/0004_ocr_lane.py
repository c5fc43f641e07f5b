"""Messages with scans wait in a lane of their own, and who takes a message asks for its lane."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column(
        "messages", sa.Column("lane", sa.String(length=8), nullable=False, server_default="main")
    )
    op.drop_index("ix_messages_due", "messages")
    op.create_index("ix_messages_due", "messages", ["state", "lane", "due_at"])


def downgrade() -> None:
    op.drop_index("ix_messages_due", "messages")
    op.create_index("ix_messages_due", "messages", ["state", "due_at"])
    op.drop_column("messages", "lane")
