"""planning: agenda items, venues, turnaround and travel, more of a session, advice set aside"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

# (name, type, value of the rows that are there already; None: may be empty)
ADDED = {
    "editions": (
        ("turnaround_minutes", sa.Integer(), "0"),
        ("travel_minutes", sa.Integer(), "30"),
    ),
    "rooms": (
        ("venue", sa.JSON(), "{}"),
        ("turnaround_minutes", sa.Integer(), None),
    ),
    "forum_sessions": (
        ("kind", sa.String(length=20), "regular"),
        ("level", sa.String(length=20), "working"),
        ("photography", sa.String(length=20), "open"),
        ("is_streamed", sa.Boolean(), sa.false()),
        ("sign_languages", sa.JSON(), "[]"),
        ("seats", sa.Integer(), None),
        ("online_seats", sa.Integer(), None),
        ("setup_minutes", sa.Integer(), "0"),
        ("teardown_minutes", sa.Integer(), "0"),
        ("slides_due_on", sa.Date(), None),
        ("report_due_on", sa.Date(), None),
    ),
}


def upgrade() -> None:
    for table, columns in ADDED.items():
        with op.batch_alter_table(table) as batch:
            for name, kind, value in columns:
                batch.add_column(sa.Column(name, kind, nullable=value is None, server_default=value))
        with op.batch_alter_table(table) as batch:
            for name, kind, value in columns:
                if value is not None:  # from now on the models give it
                    batch.alter_column(name, existing_type=kind, existing_nullable=False, server_default=None)
    op.create_table(
        "agenda_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_agenda_items_minutes")),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["forum_sessions.id"],
            name=op.f("fk_agenda_items_session_id_forum_sessions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["role_id"],
            ["session_roles.id"],
            name=op.f("fk_agenda_items_role_id_session_roles"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_items")),
    )
    op.create_index(op.f("ix_agenda_items_session_id"), "agenda_items", ["session_id"])
    op.create_index(op.f("ix_agenda_items_role_id"), "agenda_items", ["role_id"])
    op.create_table(
        "set_aside_advice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"],
            ["editions.id"],
            name=op.f("fk_set_aside_advice_edition_id_editions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_set_aside_advice")),
        sa.UniqueConstraint("edition_id", "key", name=op.f("uq_set_aside_advice_edition_id_key")),
    )


def downgrade() -> None:
    op.drop_table("set_aside_advice")
    op.drop_table("agenda_items")
    for table, columns in ADDED.items():
        with op.batch_alter_table(table) as batch:
            for name, _kind, _value in reversed(columns):
                batch.drop_column(name)
