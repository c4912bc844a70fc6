"""What the crew needs to know of sessions, their items and rooms; embargoes; calendars that somebody subscribed to."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade():
    with op.batch_alter_table("forum_sessions") as table:
        table.add_column(sa.Column("embargo_until", sa.DateTime(timezone=True), nullable=True))
        for name in ("postponed_at", "postponed_start", "postponed_end"):
            table.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("lead_organiser", sa.String(length=200), nullable=False, server_default=""))
        table.add_column(sa.Column("doors_minutes", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("call_minutes", sa.Integer(), nullable=False, server_default="30"))
        table.add_column(sa.Column("catering", sa.String(length=300), nullable=False, server_default=""))
    with op.batch_alter_table("agenda_items") as table:
        table.add_column(sa.Column("responsible", sa.String(length=120), nullable=False, server_default=""))
        table.add_column(sa.Column("cue", sa.String(length=300), nullable=False, server_default=""))
        table.add_column(sa.Column("backup", sa.String(length=300), nullable=False, server_default=""))
    with op.batch_alter_table("rooms") as table:
        table.add_column(sa.Column("contact", sa.String(length=200), nullable=False, server_default=""))
    op.create_table(
        "calendar_feeds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=12), nullable=False),
        sa.Column("issue", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.Column("sessions", sa.JSON(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_calendar_feeds_edition_id_editions"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name=op.f("fk_calendar_feeds_registration_id_registrations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feeds")),
        sa.UniqueConstraint("key", name=op.f("uq_calendar_feeds_key")),
        sa.UniqueConstraint("registration_id", name=op.f("uq_calendar_feeds_registration_id")),
    )
    op.create_index(op.f("ix_calendar_feeds_edition_id"), "calendar_feeds", ["edition_id"])


def downgrade():
    op.drop_table("calendar_feeds")
    with op.batch_alter_table("rooms") as table:
        table.drop_column("contact")
    with op.batch_alter_table("agenda_items") as table:
        for name in ("backup", "cue", "responsible"):
            table.drop_column(name)
    with op.batch_alter_table("forum_sessions") as table:
        for name in ("postponed_end", "postponed_start", "postponed_at"):
            table.drop_column(name)
        for name in ("catering", "call_minutes", "doors_minutes", "lead_organiser", "embargo_until"):
            table.drop_column(name)
