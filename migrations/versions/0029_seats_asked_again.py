"""Who has a seat is asked again when the session moves far; until when the seat waits for an answer."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    with op.batch_alter_table("seats") as table:
        table.add_column(sa.Column("reconfirm_by", sa.DateTime(timezone=True), nullable=True))
        table.create_check_constraint(
            op.f("ck_seats_reconfirm_by"), sa.text("reconfirm_by IS NULL OR state = 'needs_reconfirmation'")
        )


def downgrade() -> None:
    op.execute("UPDATE seats SET state = 'confirmed', reconfirm_by = NULL WHERE state = 'needs_reconfirmation'")
    with op.batch_alter_table("seats") as table:
        table.drop_constraint(op.f("ck_seats_reconfirm_by"), type_="check")
        table.drop_column("reconfirm_by")
