"""Seats of sessions: how they are given, who has one and who waits."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

LIVE = sa.text("state NOT IN ('lapsed', 'refused', 'cancelled', 'released')")


def upgrade() -> None:
    op.create_table(
        "session_seatings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("standings", sa.JSON(), nullable=False),
        sa.Column("groups", sa.JSON(), nullable=False),
        sa.Column("kept_for_experts", sa.Integer(), nullable=False),
        sa.Column("kept_for_members", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kept_for_experts >= 0 AND kept_for_members >= 0", name=op.f("ck_session_seatings_kept")),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["forum_sessions.id"],
            name=op.f("fk_session_seatings_session_id_forum_sessions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_seatings")),
        sa.UniqueConstraint("session_id", name=op.f("uq_session_seatings_session_id")),
    )
    op.create_table(
        "seats",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(20), nullable=False),
        sa.Column("seat_class", sa.String(20), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("offer_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(1000), nullable=False),
        sa.Column("letter_count", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'offered') = (offer_expires_at IS NOT NULL)", name=op.f("ck_seats_offered_until")
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name=op.f("fk_seats_registration_id_registrations"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["forum_sessions.id"], name=op.f("fk_seats_session_id_forum_sessions"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seats")),
    )
    op.create_index(
        "uq_seats_live",
        "seats",
        ["registration_id", "session_id"],
        unique=True,
        sqlite_where=LIVE,
        postgresql_where=LIVE,
    )
    op.create_index(op.f("ix_seats_session_id_mode_state"), "seats", ["session_id", "mode", "state"])
    op.create_index(op.f("ix_seats_state_offer_expires_at"), "seats", ["state", "offer_expires_at"])


def downgrade() -> None:
    op.drop_table("seats")
    op.drop_table("session_seatings")
