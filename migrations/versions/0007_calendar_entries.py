"""What stands in each role holder's own calendar.

Entries that letters carried before keep their identity, the session's own, and are outranked by the next one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade():
    op.create_table(
        "calendar_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=60), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("is_held", sa.Boolean(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["role_id"],
            ["session_roles.id"],
            name=op.f("fk_calendar_entries_role_id_session_roles"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_entries")),
        sa.UniqueConstraint("role_id", name=op.f("uq_calendar_entries_role_id")),
    )
    op.execute(
        """
        INSERT INTO calendar_entries (role_id, uid, sequence, is_held, told, sent_at)
        SELECT roles.id, sessions.uid, sessions.calendar_sequence + invitations.answer_count,
               sessions.starts_at IS NOT NULL, NULL,
               invitations.answered_at
        FROM invitations
        JOIN session_roles AS roles ON roles.id = invitations.role_id
        JOIN forum_sessions AS sessions ON sessions.id = roles.session_id
        JOIN people ON people.id = invitations.person_id
        WHERE invitations.state = 'accepted' AND people.email <> ''
        """
    )


def downgrade():
    op.drop_table("calendar_entries")
