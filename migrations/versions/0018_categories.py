"""Categories of participants."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_table(
        "registration_categories",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(20), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("description", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("quota", sa.Integer(), nullable=True),
        sa.Column("is_reviewed", sa.Boolean(), nullable=False),
        sa.Column("by_link_only", sa.Boolean(), nullable=False),
        sa.Column("sessions", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("quota IS NULL OR quota >= 0", name=op.f("ck_registration_categories_quota")),
        sa.ForeignKeyConstraint(
            ["edition_id"],
            ["editions.id"],
            name=op.f("fk_registration_categories_edition_id_editions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_categories")),
        sa.UniqueConstraint("edition_id", "key", name=op.f("uq_registration_categories_edition_id_key")),
    )
    with op.batch_alter_table("editions") as batch:
        batch.add_column(sa.Column("form_is_extended", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("registrations") as batch:
        batch.add_column(sa.Column("category_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("keeps_place", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.add_column(sa.Column("limited_to", sa.JSON(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_registrations_category_id_registration_categories"),
            "registration_categories",
            ["category_id"],
            ["id"],
            ondelete="SET NULL",
        )
        batch.create_index(op.f("ix_registrations_category_id"), ["category_id"])


def downgrade() -> None:
    with op.batch_alter_table("registrations") as batch:
        batch.drop_index(op.f("ix_registrations_category_id"))
        batch.drop_constraint(op.f("fk_registrations_category_id_registration_categories"), type_="foreignkey")
        batch.drop_column("limited_to")
        batch.drop_column("keeps_place")
        batch.drop_column("category_id")
    with op.batch_alter_table("editions") as batch:
        batch.drop_column("form_is_extended")
    op.drop_table("registration_categories")
