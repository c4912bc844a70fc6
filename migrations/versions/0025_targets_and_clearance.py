"""panel_targets: languages, what discussions need; editions: clearance of invitations; series_groups: a standing"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"

# (name, type, value of the rows that are there already)
ADDED = {
    "panel_targets": (
        ("languages", sa.Integer(), "0"),
        ("moderated", sa.Boolean(), sa.false()),
        ("confirmed", sa.Integer(), "0"),
        ("on_site", sa.Integer(), "0"),
    ),
    "editions": (("clears_invitations", sa.Boolean(), sa.false()),),
    "series_groups": (("status", sa.String(length=20), ""),),
}


def upgrade() -> None:
    for name_of_table, columns in ADDED.items():
        with op.batch_alter_table(name_of_table) as table:
            for name, kind, value in columns:
                table.add_column(sa.Column(name, kind, nullable=False, server_default=value))
        with op.batch_alter_table(name_of_table) as table:
            for name, kind, _value in columns:  # from now on the models give it
                table.alter_column(name, existing_type=kind, existing_nullable=False, server_default=None)


def downgrade() -> None:
    for name_of_table, columns in ADDED.items():
        with op.batch_alter_table(name_of_table) as table:
            for name, _kind, _value in reversed(columns):
                table.drop_column(name)
