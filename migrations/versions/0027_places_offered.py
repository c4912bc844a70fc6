"""Places of a forum are offered to its waiting list; online apart; the class of who waits."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"

_OFFERED = sa.text("state = 'offered'")


def upgrade() -> None:
    with op.batch_alter_table("registration_categories") as table:
        table.add_column(sa.Column("is_asked_first", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("registrations") as table:
        table.add_column(sa.Column("priority", sa.Integer(), nullable=False, server_default="3"))
        table.add_column(sa.Column("first_because", sa.String(1000), nullable=False, server_default=""))
        table.add_column(sa.Column("offer_expires_at", sa.DateTime(timezone=True), nullable=True))
        table.create_check_constraint(
            op.f("ck_registrations_offered_until"), "state <> 'offered' OR offer_expires_at IS NOT NULL"
        )
        table.drop_index(op.f("ix_registrations_edition_id_state_queued_at"))
        table.create_index(
            op.f("ix_registrations_edition_id_state_priority_queued_at"),
            ["edition_id", "state", "priority", "queued_at"],
        )
        table.create_index(
            "ix_registrations_offers", ["offer_expires_at"], sqlite_where=_OFFERED, postgresql_where=_OFFERED
        )
    with op.batch_alter_table("seat_pools") as table:
        table.add_column(sa.Column("online_capacity", sa.Integer(), nullable=True))
        table.add_column(sa.Column("online_ceiling", sa.Integer(), nullable=True))
        table.add_column(sa.Column("online_taken", sa.Integer(), nullable=False, server_default="0"))
        table.create_check_constraint(op.f("ck_seat_pools_online_not_below_zero"), "online_taken >= 0")
        table.create_check_constraint(
            op.f("ck_seat_pools_online_never_oversold"), "online_ceiling IS NULL OR online_taken <= online_ceiling"
        )
    # Until now nobody counted who is online at a hybrid forum.
    op.execute(
        """
        UPDATE seat_pools SET online_taken = (
            SELECT count(*) FROM registrations
            WHERE registrations.edition_id = seat_pools.edition_id
            AND NOT takes_place AND category <> 'speaker'
            AND (state IN ('approved', 'checked_in') OR (state = 'under_review' AND keeps_place))
        )
        """
    )


def downgrade() -> None:
    op.execute("UPDATE registrations SET state = 'approved' WHERE state = 'offered'")
    op.execute("UPDATE registrations SET state = 'approved' WHERE state = 'waitlisted' AND NOT takes_place")
    with op.batch_alter_table("seat_pools") as table:
        table.drop_constraint(op.f("ck_seat_pools_online_never_oversold"), type_="check")
        table.drop_constraint(op.f("ck_seat_pools_online_not_below_zero"), type_="check")
        table.drop_column("online_taken")
        table.drop_column("online_ceiling")
        table.drop_column("online_capacity")
    with op.batch_alter_table("registrations") as table:
        table.drop_index("ix_registrations_offers")
        table.drop_index(op.f("ix_registrations_edition_id_state_priority_queued_at"))
        table.create_index(op.f("ix_registrations_edition_id_state_queued_at"), ["edition_id", "state", "queued_at"])
        table.drop_constraint(op.f("ck_registrations_offered_until"), type_="check")
        table.drop_column("offer_expires_at")
        table.drop_column("first_because")
        table.drop_column("priority")
    with op.batch_alter_table("registration_categories") as table:
        table.drop_column("is_asked_first")
