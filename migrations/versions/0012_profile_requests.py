"""profile_requests: who was asked for her profile, and whether an edition asks at all"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    with op.batch_alter_table("editions") as editions:
        editions.add_column(sa.Column("profiles_asked_for", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("editions") as editions:
        editions.alter_column("profiles_asked_for", server_default=None)
    op.create_table(
        "profile_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"],
            ["editions.id"],
            name=op.f("fk_profile_requests_edition_id_editions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_profile_requests_person_id_people"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_requests")),
        sa.UniqueConstraint("edition_id", "person_id", name=op.f("uq_profile_requests_edition_id_person_id")),
    )
    op.create_index(op.f("ix_profile_requests_person_id"), "profile_requests", ["person_id"])


def downgrade() -> None:
    op.drop_table("profile_requests")
    with op.batch_alter_table("editions") as editions:
        editions.drop_column("profiles_asked_for")
