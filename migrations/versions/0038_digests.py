"""A member of a team may have the daily digest: until when she knows everything."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    with op.batch_alter_table("role_grants") as table:
        table.add_column(sa.Column("digest_since", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("role_grants") as table:
        table.drop_column("digest_since")
