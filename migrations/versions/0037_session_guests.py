"""People are asked to attend one session, with a seat of it: at most one such invitation each that stands."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"

_AS_GUEST = sa.text("role_id IS NULL AND session_id IS NULL AND state <> 'revoked'")
_AS_GUEST_BEFORE = sa.text("role_id IS NULL AND state <> 'revoked'")
_AS_GUEST_OF_SESSION = sa.text("session_id IS NOT NULL AND state <> 'revoked'")


def upgrade() -> None:
    op.drop_index("uq_invitations_as_guest", table_name="invitations")
    with op.batch_alter_table("invitations") as table:
        table.add_column(sa.Column("session_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_invitations_session_id_forum_sessions"),
            "forum_sessions",
            ["session_id"],
            ["id"],
            ondelete="CASCADE",
        )
        table.create_check_constraint(op.f("ck_invitations_asks_for_one_thing"), "role_id IS NULL OR session_id IS NULL")
    _unique("uq_invitations_as_guest", ["edition_id", "person_id"], _AS_GUEST)
    _unique("uq_invitations_as_guest_of_session", ["session_id", "person_id"], _AS_GUEST_OF_SESSION)


def downgrade() -> None:
    op.execute("DELETE FROM seats WHERE seat_class = 'invited'")
    op.execute("DELETE FROM invitations WHERE session_id IS NOT NULL")
    op.drop_index("uq_invitations_as_guest_of_session", table_name="invitations")
    op.drop_index("uq_invitations_as_guest", table_name="invitations")
    with op.batch_alter_table("invitations") as table:
        table.drop_constraint(op.f("ck_invitations_asks_for_one_thing"), type_="check")
        table.drop_constraint(op.f("fk_invitations_session_id_forum_sessions"), type_="foreignkey")
        table.drop_column("session_id")
    _unique("uq_invitations_as_guest", ["edition_id", "person_id"], _AS_GUEST_BEFORE)


def _unique(name: str, columns: list[str], where: sa.TextClause) -> None:
    op.create_index(name, "invitations", columns, unique=True, sqlite_where=where, postgresql_where=where)
