"""Long work as rows: tasks and their items."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tasks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=True),
        sa.Column("once", sa.String(length=40), nullable=False),
        sa.Column("made_by", sa.String(length=40), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_owner", sa.String(length=32), nullable=True),
        sa.CheckConstraint("done >= 0 AND done <= total", name=op.f("ck_tasks_done_within_total")),
        sa.CheckConstraint("(state = 'running') = (lease_owner IS NOT NULL)", name=op.f("ck_tasks_running_has_owner")),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_tasks_edition_id_editions"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
        sa.UniqueConstraint("once", name=op.f("uq_tasks_once")),
        sa.UniqueConstraint("public_id", name=op.f("uq_tasks_public_id")),
    )
    with op.batch_alter_table("tasks") as table:
        table.create_index(table.f("ix_tasks_edition_id"), ["edition_id"])
        table.create_index(table.f("ix_tasks_state_id"), ["state", "id"])
    op.create_table(
        "task_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("problem", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["task_id"], ["tasks.id"], name=op.f("fk_task_items_task_id_tasks"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_items")),
        sa.UniqueConstraint("task_id", "object_id", name=op.f("uq_task_items_task_id_object_id")),
    )
    with op.batch_alter_table("task_items") as table:
        table.create_index(table.f("ix_task_items_object_id"), ["object_id"])


def downgrade() -> None:
    op.drop_table("task_items")
    op.drop_table("tasks")
