"""Rows that lead somewhere or speak for somebody bear a proof (storage/vouching.py fills it in)."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_TABLES = ("cases", "receipt", "address", "entry", "reply", "invite", "desk_grant")


def upgrade() -> None:
    for table in _TABLES:
        op.add_column(table, sa.Column("proof", sa.LargeBinary(length=32), nullable=True))


def downgrade() -> None:
    for table in reversed(_TABLES):
        op.drop_column(table, "proof")
