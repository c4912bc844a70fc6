"""panel_targets: what the panels of an edition should look like"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "panel_targets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("women_percent", sa.Integer(), nullable=False),
        sa.Column("sectors", sa.Integer(), nullable=False),
        sa.Column("regions", sa.Integer(), nullable=False),
        sa.Column("more_than_one_gender", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("women_percent >= 0 AND women_percent <= 100", name=op.f("ck_panel_targets_percent")),
        sa.ForeignKeyConstraint(
            ["edition_id"],
            ["editions.id"],
            name=op.f("fk_panel_targets_edition_id_editions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_targets")),
        sa.UniqueConstraint("edition_id", name=op.f("uq_panel_targets_edition_id")),
    )


def downgrade() -> None:
    op.drop_table("panel_targets")
