"""Who signs letters on paper for a host: a name and a functional title."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"

_TEXTS = ("signatory", "signatory_title")


def upgrade() -> None:
    with op.batch_alter_table("edition_hosts") as table:
        for name in _TEXTS:
            table.add_column(sa.Column(name, sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("edition_hosts") as table:  # from now on the models give them
        for name in _TEXTS:
            table.alter_column(name, existing_type=sa.JSON(), existing_nullable=False, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("edition_hosts") as table:
        for name in reversed(_TEXTS):
            table.drop_column(name)
