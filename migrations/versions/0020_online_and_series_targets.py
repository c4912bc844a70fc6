"""online_addresses: where meetings are; panel_targets: also those of a whole series"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.create_table(
        "online_addresses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("join_address", sa.String(length=2000), nullable=False),
        sa.Column("test_address", sa.String(length=2000), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"],
            ["editions.id"],
            name=op.f("fk_online_addresses_edition_id_editions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["forum_sessions.id"],
            name=op.f("fk_online_addresses_session_id_forum_sessions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_online_addresses")),
        sa.UniqueConstraint("session_id", name=op.f("uq_online_addresses_session_id")),
    )
    for_all = sa.text("session_id IS NULL")
    op.create_index(
        "uq_online_addresses_for_all",
        "online_addresses",
        ["edition_id"],
        unique=True,
        sqlite_where=for_all,
        postgresql_where=for_all,
    )
    with op.batch_alter_table("panel_targets") as table:
        table.alter_column("edition_id", existing_type=sa.Integer(), nullable=True)
        table.add_column(sa.Column("series_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_panel_targets_series_id_forum_series"), "forum_series", ["series_id"], ["id"], ondelete="CASCADE"
        )
        table.create_unique_constraint(op.f("uq_panel_targets_series_id"), ["series_id"])
        table.create_check_constraint(
            op.f("ck_panel_targets_of_one"), sa.text("(edition_id IS NULL) <> (series_id IS NULL)")
        )
    # Until now an edition without targets had those of the series' latest one that had some.
    op.execute(
        """
        INSERT INTO panel_targets
            (series_id, women_percent, sectors, regions, more_than_one_gender, version)
        SELECT editions.series_id, women_percent, sectors, regions, more_than_one_gender, 1
        FROM panel_targets JOIN editions ON editions.id = panel_targets.edition_id
        WHERE NOT EXISTS (
            SELECT 1 FROM panel_targets AS others JOIN editions AS later ON later.id = others.edition_id
            WHERE later.series_id = editions.series_id AND (
                later.starts_on > editions.starts_on
                OR (later.starts_on = editions.starts_on AND later.id > editions.id)
            )
        )
        """
    )


def downgrade() -> None:
    op.execute("DELETE FROM panel_targets WHERE edition_id IS NULL")
    with op.batch_alter_table("panel_targets") as table:
        table.drop_constraint(op.f("ck_panel_targets_of_one"), type_="check")
        table.drop_constraint(op.f("uq_panel_targets_series_id"), type_="unique")
        table.drop_constraint(op.f("fk_panel_targets_series_id_forum_series"), type_="foreignkey")
        table.drop_column("series_id")
        table.alter_column("edition_id", existing_type=sa.Integer(), nullable=False)
    op.drop_table("online_addresses")
