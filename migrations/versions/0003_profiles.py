"""Profiles of experts: biography, photo, stay, needs, and the codes that open them in another browser."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def _id() -> sa.Column:
    return sa.Column("id", sa.Integer(), nullable=False)


def _key(of: str, column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=f"fk_{of}_{column}_{table}", ondelete="CASCADE")


def upgrade() -> None:
    op.create_table(
        "profiles",
        _id(),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("biography", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_profiles"),
        sa.UniqueConstraint("person_id", name="uq_profiles_person_id"),
        _key("profiles", "person_id", "people"),
    )
    op.create_table(
        "photos",
        _id(),
        sa.Column("public_id", sa.String(12), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_photos"),
        sa.UniqueConstraint("public_id", name="uq_photos_public_id"),
        sa.UniqueConstraint("person_id", name="uq_photos_person_id"),
        _key("photos", "person_id", "people"),
    )
    op.create_table(
        "stays",
        _id(),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("arrives_on", sa.Date(), nullable=True),
        sa.Column("arrives_at", sa.Time(), nullable=True),
        sa.Column("arrives_with", sa.String(200), nullable=False),
        sa.Column("departs_on", sa.Date(), nullable=True),
        sa.Column("departs_at", sa.Time(), nullable=True),
        sa.Column("departs_with", sa.String(200), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_stays"),
        sa.UniqueConstraint("edition_id", "person_id", name="uq_stays_edition_id_person_id"),
        _key("stays", "edition_id", "editions"),
        _key("stays", "person_id", "people"),
    )
    op.create_index("ix_stays_person_id", "stays", ["person_id"])
    op.create_table(
        "access_needs",
        _id(),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("access", sa.JSON(), nullable=False),
        sa.Column("access_words", sa.String(), nullable=False),
        sa.Column("diet", sa.JSON(), nullable=False),
        sa.Column("diet_words", sa.String(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_access_needs"),
        sa.UniqueConstraint("edition_id", "person_id", name="uq_access_needs_edition_id_person_id"),
        _key("access_needs", "edition_id", "editions"),
        _key("access_needs", "person_id", "people"),
    )
    op.create_index("ix_access_needs_person_id", "access_needs", ["person_id"])
    op.create_table(
        "one_time_codes",
        _id(),
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("browser_hash", sa.String(64), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_one_time_codes"),
        sa.CheckConstraint("tries BETWEEN 0 AND 5", name="ck_one_time_codes_tries"),
        _key("one_time_codes", "invitation_id", "invitations"),
    )
    op.create_index("ix_one_time_codes_invitation_id_asked_at", "one_time_codes", ["invitation_id", "asked_at"])
    op.create_index("ix_one_time_codes_asked_at", "one_time_codes", ["asked_at"])


def downgrade() -> None:
    for table in ("one_time_codes", "access_needs", "stays", "photos", "profiles"):
        op.drop_table(table)
