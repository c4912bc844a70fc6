"""Questions of the registration form, answers and files."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.create_table(
        "registration_questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(12), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("help", sa.JSON(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("categories", sa.JSON(), nullable=False),
        sa.Column("shown_if_id", sa.Integer(), nullable=True),
        sa.Column("shown_if_value", sa.String(40), nullable=False),
        sa.Column("kept_days", sa.Integer(), nullable=True),
        sa.Column("is_restricted", sa.Boolean(), nullable=False),
        sa.Column("is_asked", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kept_days IS NULL OR kept_days >= 0", name=op.f("ck_registration_questions_kept_days")
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"],
            ["editions.id"],
            name=op.f("fk_registration_questions_edition_id_editions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["shown_if_id"],
            ["registration_questions.id"],
            name=op.f("fk_registration_questions_shown_if_id_registration_questions"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_questions")),
        sa.UniqueConstraint("edition_id", "key", name=op.f("uq_registration_questions_edition_id_key")),
    )
    op.create_table(
        "registration_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("chosen", sa.JSON(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        *_given("registration_answers"),
    )
    op.create_index(op.f("ix_registration_answers_question_id"), "registration_answers", ["question_id"])
    op.create_table(
        "registration_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(12), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(200), nullable=False),
        sa.Column("file_type", sa.String(10), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        *_given("registration_files"),
        sa.UniqueConstraint("public_id", name=op.f("uq_registration_files_public_id")),
    )
    op.create_index(op.f("ix_registration_files_question_id"), "registration_files", ["question_id"])


def downgrade() -> None:
    op.drop_table("registration_files")
    op.drop_table("registration_answers")
    op.drop_table("registration_questions")


def _given(table: str) -> tuple[sa.Constraint, ...]:
    """What answers and files have alike: whose they are, and to which question, once."""
    return (
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name=op.f(f"fk_{table}_registration_id_registrations"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["registration_questions.id"],
            name=op.f(f"fk_{table}_question_id_registration_questions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint(
            "registration_id", "question_id", name=op.f(f"uq_{table}_registration_id_question_id")
        ),
    )
