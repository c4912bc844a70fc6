"""What a forum's booklet says besides its programme: its theme, practical notes, its hosts' logos."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"

_TEXTS = ("theme", "wifi", "emergency", "conduct", "photography", "contact")


def upgrade() -> None:
    with op.batch_alter_table("editions") as table:
        for name in _TEXTS:
            table.add_column(sa.Column(name, sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("editions") as table:  # from now on the models give them
        for name in _TEXTS:
            table.alter_column(name, existing_type=sa.JSON(), existing_nullable=False, server_default=None)
    op.create_table(
        "logos",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_logos_edition_id_editions"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_logos")),
        sa.UniqueConstraint("public_id", name=op.f("uq_logos_public_id")),
    )
    op.create_index(op.f("ix_logos_edition_id"), "logos", ["edition_id"])
    with op.batch_alter_table("edition_hosts") as table:
        table.add_column(sa.Column("logo_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_edition_hosts_logo_id_logos"), "logos", ["logo_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("edition_hosts") as table:
        table.drop_constraint(op.f("fk_edition_hosts_logo_id_logos"), type_="foreignkey")
        table.drop_column("logo_id")
    op.drop_table("logos")
    with op.batch_alter_table("editions") as table:
        for name in reversed(_TEXTS):
            table.drop_column(name)
