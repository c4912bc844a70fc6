"""People are asked to attend without a part: at most one such invitation each that stands; in the room or online."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"

_AS_GUEST = sa.text("role_id IS NULL AND state <> 'revoked'")


def upgrade() -> None:
    kind = sa.String(length=20)
    with op.batch_alter_table("invitations") as table:
        table.add_column(sa.Column("attends_as", kind, nullable=False, server_default=""))
    with op.batch_alter_table("invitations") as table:  # from now on the models give it
        table.alter_column("attends_as", existing_type=kind, existing_nullable=False, server_default=None)
    op.create_index(
        "uq_invitations_as_guest",
        "invitations",
        ["edition_id", "person_id"],
        unique=True,
        sqlite_where=_AS_GUEST,
        postgresql_where=_AS_GUEST,
    )


def downgrade() -> None:
    op.execute("UPDATE registrations SET category = 'participant' WHERE category = 'guest'")
    op.execute("DELETE FROM invitations WHERE role_id IS NULL")
    op.drop_index("uq_invitations_as_guest", table_name="invitations")
    with op.batch_alter_table("invitations") as table:
        table.drop_column("attends_as")
