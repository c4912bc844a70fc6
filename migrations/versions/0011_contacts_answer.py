"""Letters reach contacts whom somebody ticked, and an invitation says whether its contact answered.

Who was written down as a contact before was never told what that means: nobody of them is written to or may answer
until somebody says so.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

contacts = sa.table(
    "person_contacts", sa.column("receives_letters", sa.Boolean()), sa.column("may_answer", sa.Boolean())
)


def upgrade() -> None:
    with op.batch_alter_table("person_contacts") as table:
        # No contact has a link yet, so that no day is too early.
        since = sa.Column("since", sa.DateTime(timezone=True), nullable=False, server_default="2000-01-01 00:00:00")
        table.add_column(since)
    op.get_bind().execute(sa.update(contacts).values(receives_letters=False, may_answer=False))
    with op.batch_alter_table("invitations") as table:
        table.add_column(sa.Column("answered_by", sa.String(length=20), nullable=False, server_default=""))
        table.add_column(sa.Column("contact_reminded_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("invitations") as table:
        table.drop_column("contact_reminded_at")
        table.drop_column("answered_by")
    with op.batch_alter_table("person_contacts") as table:
        table.drop_column("since")
