"""seen: whose place hangs on no confirmed address any more, because the desk has seen her"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    with op.batch_alter_table("registrations") as table:
        table.add_column(sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE registrations SET seen_at = (SELECT attendances.at FROM attendances"
        " WHERE attendances.registration_id = registrations.id AND attendances.session_id IS NULL)"
    )


def downgrade() -> None:
    with op.batch_alter_table("registrations") as table:
        table.drop_column("seen_at")
