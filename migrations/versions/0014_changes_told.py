"""Releases say whom they told; a letter carries several calendar entries; who is to say yes to a new time."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade():
    with op.batch_alter_table("notifications") as table:
        table.add_column(sa.Column("more_calendars", sa.JSON(), nullable=True))
    with op.batch_alter_table("releases") as table:
        table.add_column(sa.Column("told", sa.String(length=20), nullable=False, server_default="nobody"))
    with op.batch_alter_table("invitations") as table:
        table.add_column(sa.Column("reconfirm_asked_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("reconfirmed_at", sa.DateTime(timezone=True), nullable=True))


def downgrade():
    with op.batch_alter_table("invitations") as table:
        table.drop_column("reconfirmed_at")
        table.drop_column("reconfirm_asked_at")
    with op.batch_alter_table("releases") as table:
        table.drop_column("told")
    with op.batch_alter_table("notifications") as table:
        table.drop_column("more_calendars")
