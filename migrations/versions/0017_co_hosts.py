"""brought_people, session_cohosts: a co-host's own people, and the sessions to which she invites them"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        "brought_people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_person_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("wrote_record", sa.Boolean(), nullable=False),
        sa.Column("brought_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_person_id"],
            ["edition_people.id"],
            name=op.f("fk_brought_people_edition_person_id_edition_people"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_brought_people_member_id_members"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brought_people")),
        sa.UniqueConstraint(
            "edition_person_id", "member_id", name=op.f("uq_brought_people_edition_person_id_member_id")
        ),
    )
    op.create_index(op.f("ix_brought_people_member_id"), "brought_people", ["member_id"])
    op.create_table(
        "session_cohosts",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("grant_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["forum_sessions.id"],
            name=op.f("fk_session_cohosts_session_id_forum_sessions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["grant_id"], ["role_grants.id"], name=op.f("fk_session_cohosts_grant_id_role_grants"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("session_id", "grant_id", name=op.f("pk_session_cohosts")),
    )
    op.create_index(op.f("ix_session_cohosts_grant_id"), "session_cohosts", ["grant_id"])


def downgrade() -> None:
    op.drop_table("session_cohosts")
    op.drop_table("brought_people")
