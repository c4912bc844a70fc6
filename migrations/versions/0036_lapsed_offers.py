"""A series says where a late yes to an offer stands; releases keep beside them what was planned out of sight; a letter
about a part and a seat has a link to each.
"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    words = sa.String(length=10)
    with op.batch_alter_table("forum_series") as table:
        table.add_column(sa.Column("late_yes", words, nullable=False, server_default="back"))
    with op.batch_alter_table("forum_series") as table:  # from now on the models give it
        table.alter_column("late_yes", existing_type=words, existing_nullable=False, server_default=None)
    with op.batch_alter_table("releases") as table:
        table.add_column(sa.Column("unlisted", sa.JSON(), nullable=True))
    with op.batch_alter_table("notifications") as table:
        table.add_column(sa.Column("second_link_purpose", sa.String(), nullable=True))
        table.add_column(sa.Column("second_link_object_id", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("notifications") as table:
        table.drop_column("second_link_object_id")
        table.drop_column("second_link_purpose")
    with op.batch_alter_table("releases") as table:
        table.drop_column("unlisted")
    with op.batch_alter_table("forum_series") as table:
        table.drop_column("late_yes")
