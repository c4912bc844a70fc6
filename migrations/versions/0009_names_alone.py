"""People can be searched by name alone, by those who may not read addresses."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

people = sa.table(
    "people", sa.column("id"), sa.column("email"), sa.column("search_text"), sa.column("name_text")
)


def upgrade() -> None:
    with op.batch_alter_table("people") as table:
        table.add_column(sa.Column("name_text", sa.String(), nullable=False, server_default=""))
    connection = op.get_bind()
    for person in connection.execute(sa.select(people)).all():
        connection.execute(
            sa.update(people)
            .where(people.c.id == person.id)
            .values(name_text=_without(person.email, person.search_text))
        )


def downgrade() -> None:
    with op.batch_alter_table("people") as table:
        table.drop_column("name_text")


def _without(email: str, search_text: str) -> str:
    """The address stands last, as its letters and digits; a name that is spelt the same loses nothing that matters."""
    folded = "".join(letter for letter in email.casefold() if letter.isalnum())
    return " ".join(word for word in search_text.split(" ") if not folded or word != folded)
