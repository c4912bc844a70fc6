"""Where lists have somebody, and her place in them worked out anew: titles left out, native names by their own order."""

import sqlalchemy as sa
from alembic import op

from forumapp import names

revision = "0030"
down_revision = "0029"

people = sa.table(
    "people",
    *(sa.column(name) for name in ("id", "printed_name", "native_name", "native_lang")),
    *(sa.column(name) for name in ("sort_en", "sort_zh_hant", "sort_lt")),
)


def upgrade() -> None:
    with op.batch_alter_table("people") as table:
        table.add_column(sa.Column("sort_name", sa.String(200), nullable=False, server_default=""))
    connection = op.get_bind()
    for person in connection.execute(sa.select(people)).all():
        keys = names.sort_keys(person.printed_name, person.native_name, person.native_lang)
        sorted_by = {"sort_en": keys["en"], "sort_zh_hant": keys["zh-Hant"], "sort_lt": keys["lt"]}
        connection.execute(sa.update(people).where(people.c.id == person.id).values(**sorted_by))


def downgrade() -> None:
    with op.batch_alter_table("people") as table:
        table.drop_column("sort_name")
