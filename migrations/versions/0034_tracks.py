"""Tracks of an edition, one for a session; they and the topics of a series have a colour and a sign."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"

_COLOURS = ("teal", "blue", "plum", "green", "brown", "purple", "red", "grey")


def upgrade() -> None:
    op.create_table(
        "tracks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("sign", sa.String(length=3), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("colour", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_tracks_edition_id_editions"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracks")),
        sa.UniqueConstraint("edition_id", "sign", name=op.f("uq_tracks_edition_id_sign")),
    )
    with op.batch_alter_table("forum_sessions") as table:
        table.add_column(sa.Column("track_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_forum_sessions_track_id_tracks"), "tracks", ["track_id"], ["id"], ondelete="SET NULL"
        )
        table.create_index(op.f("ix_forum_sessions_track_id"), ["track_id"])
    _mark_topics()


def downgrade() -> None:
    with op.batch_alter_table("topics") as table:
        table.drop_column("colour")
        table.drop_column("sign")
    with op.batch_alter_table("forum_sessions") as table:
        table.drop_index(op.f("ix_forum_sessions_track_id"))
        table.drop_constraint(op.f("fk_forum_sessions_track_id_tracks"), type_="foreignkey")
        table.drop_column("track_id")
    op.drop_table("tracks")


def _mark_topics() -> None:
    kinds = {"sign": sa.String(length=3), "colour": sa.String(length=20)}
    with op.batch_alter_table("topics") as table:
        for name, kind in kinds.items():
            table.add_column(sa.Column(name, kind, nullable=False, server_default=""))
    with op.batch_alter_table("topics") as table:  # from now on the models give it
        for name, kind in kinds.items():
            table.alter_column(name, existing_type=kind, existing_nullable=False, server_default=None)
    topics = sa.table("topics", *(sa.column(name) for name in ("id", "key", "position", "sign", "colour")))
    connection = op.get_bind()
    for topic_id, key, position in connection.execute(sa.select(topics.c.id, topics.c.key, topics.c.position)).all():
        marks = {"sign": _initials(key), "colour": _COLOURS[position % len(_COLOURS)]}
        connection.execute(topics.update().where(topics.c.id == topic_id).values(marks))


def _initials(key: str) -> str:
    """AI of artificial-intelligence; of a single word its first two letters."""
    words = key.split("-")
    return ("".join(word[:1] for word in words) if len(words) > 1 else key[:2])[:3].upper()
