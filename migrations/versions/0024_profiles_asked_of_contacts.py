"""When a contact was last asked for a profile, beside when the person herself was."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

requests = sa.table(
    "profile_requests",
    sa.column("asked_at", sa.DateTime(timezone=True)),
    sa.column("contact_asked_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    with op.batch_alter_table("profile_requests") as table:
        table.alter_column("asked_at", existing_type=sa.DateTime(timezone=True), nullable=True)
        table.add_column(sa.Column("contact_asked_at", sa.DateTime(timezone=True), nullable=True))
    # Until now whoever read her letters was asked when she was.
    op.get_bind().execute(sa.update(requests).values(contact_asked_at=requests.c.asked_at))


def downgrade() -> None:
    bind = op.get_bind()
    bind.execute(sa.update(requests).where(requests.c.asked_at.is_(None)).values(asked_at=requests.c.contact_asked_at))
    bind.execute(sa.delete(requests).where(requests.c.asked_at.is_(None)))
    with op.batch_alter_table("profile_requests") as table:
        table.drop_column("contact_asked_at")
        table.alter_column("asked_at", existing_type=sa.DateTime(timezone=True), nullable=False)
