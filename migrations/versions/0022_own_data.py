"""own_data: what a participant agrees to, codes behind her link, the words of a notice, who was erased"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    with op.batch_alter_table("consents") as table:
        table.alter_column("person_id", existing_type=sa.Integer(), nullable=True)
        table.add_column(sa.Column("registration_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_consents_registration_id_registrations"),
            "registrations",
            ["registration_id"],
            ["id"],
            ondelete="CASCADE",
        )
        table.create_check_constraint(op.f("ck_consents_whose"), "(person_id IS NULL) <> (registration_id IS NULL)")
        table.create_index(op.f("ix_consents_registration_id"), ["registration_id"])
    with op.batch_alter_table("one_time_codes") as table:
        table.alter_column("invitation_id", existing_type=sa.Integer(), nullable=True)
        table.add_column(sa.Column("registration_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_one_time_codes_registration_id_registrations"),
            "registrations",
            ["registration_id"],
            ["id"],
            ondelete="CASCADE",
        )
        table.create_check_constraint(
            op.f("ck_one_time_codes_behind"), "(invitation_id IS NULL) <> (registration_id IS NULL)"
        )
        table.create_index(op.f("ix_one_time_codes_registration_id_asked_at"), ["registration_id", "asked_at"])
    op.create_table(
        "erasures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address_key", sa.String(length=64), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
    )
    op.create_table(
        "privacy_words",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("heading", sa.String(length=40), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_privacy_words_edition_id_editions"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_privacy_words")),
    )
    op.create_index(op.f("ix_privacy_words_edition_id"), "privacy_words", ["edition_id"])


def downgrade() -> None:
    op.drop_table("privacy_words")
    op.drop_table("erasures")
    op.execute("DELETE FROM one_time_codes WHERE invitation_id IS NULL")
    with op.batch_alter_table("one_time_codes") as table:
        table.drop_index(op.f("ix_one_time_codes_registration_id_asked_at"))
        table.drop_constraint(op.f("ck_one_time_codes_behind"), type_="check")
        table.drop_constraint(op.f("fk_one_time_codes_registration_id_registrations"), type_="foreignkey")
        table.drop_column("registration_id")
        table.alter_column("invitation_id", existing_type=sa.Integer(), nullable=False)
    op.execute("DELETE FROM consents WHERE person_id IS NULL")
    with op.batch_alter_table("consents") as table:
        table.drop_index(op.f("ix_consents_registration_id"))
        table.drop_constraint(op.f("ck_consents_whose"), type_="check")
        table.drop_constraint(op.f("fk_consents_registration_id_registrations"), type_="foreignkey")
        table.drop_column("registration_id")
        table.alter_column("person_id", existing_type=sa.Integer(), nullable=False)
