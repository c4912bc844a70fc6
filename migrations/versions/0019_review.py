"""What team and registrant told each other before the team's word."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_table(
        "registration_reviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked", sa.String(1000), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=True),
        sa.Column("answered", sa.String(2000), nullable=False),
        sa.Column("was", sa.JSON(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(1000), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name=op.f("fk_registration_reviews_registration_id_registrations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_reviews")),
        sa.UniqueConstraint("registration_id", name=op.f("uq_registration_reviews_registration_id")),
    )
    op.create_index(op.f("ix_registration_reviews_waiting_since"), "registration_reviews", ["waiting_since"])


def downgrade() -> None:
    op.drop_table("registration_reviews")
