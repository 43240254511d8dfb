"""What is parked bears a proof, too: anybody with the database can seal to the key of a desk."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("parked", sa.Column("proof", sa.LargeBinary(length=32), nullable=True))


def downgrade() -> None:
    op.drop_column("parked", "proof")
