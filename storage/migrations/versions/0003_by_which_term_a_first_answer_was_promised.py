"""A case keeps by whose term its first answer was promised; 0 is its own severity's."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    promised = sa.Column("promised", sa.SmallInteger(), nullable=False, server_default="0")
    op.add_column("cases", promised)


def downgrade() -> None:
    op.drop_column("cases", "promised")
