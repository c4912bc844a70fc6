"""The experts' pool: what a team knows of a person, groups of a series, saved lists."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

# series, key, English, Traditional Chinese, Lithuanian
GROUPS = (
    ("FOC", "advisory-network", "Advisory Network", "諮詢網絡", "Patariamasis tinklas"),
    ("FOC", "steering-committee", "Steering Committee", "指導委員會", "Valdymo komitetas"),
)

people_columns = (
    lambda: sa.Column("languages", sa.JSON(), nullable=False, server_default="[]"),
    lambda: sa.Column("place", sa.String(8), nullable=False, server_default=""),
    lambda: sa.Column("gender", sa.String(20), nullable=False, server_default=""),
    lambda: sa.Column("position_since", sa.Date(), nullable=True),
    lambda: sa.Column("keeping_agreed_on", sa.Date(), nullable=True),
    lambda: sa.Column("kept_until", sa.Date(), nullable=True),
)


def upgrade() -> None:
    with op.batch_alter_table("people") as people:
        for column in people_columns:
            people.add_column(column())
    with op.batch_alter_table("edition_people") as known:
        known.add_column(sa.Column("added_by_id", sa.Integer(), nullable=True))
        known.add_column(sa.Column("notes", sa.String(5000), nullable=False, server_default=""))
        known.create_foreign_key(
            op.f("fk_edition_people_added_by_id_members"), "members", ["added_by_id"], ["id"], ondelete="SET NULL"
        )
    _create_what_is_known()
    _create_groups()
    _create_lists()
    _add_groups()


def downgrade() -> None:
    for table in (
        "saved_list_people",
        "saved_lists",
        "group_memberships",
        "series_groups",
        "availability_windows",
        "person_contacts",
        "affiliations",
        "person_topics",
    ):
        op.drop_table(table)
    with op.batch_alter_table("edition_people") as known:
        known.drop_constraint(op.f("fk_edition_people_added_by_id_members"), type_="foreignkey")
        known.drop_column("notes")
        known.drop_column("added_by_id")
    with op.batch_alter_table("people") as people:
        for column in people_columns:
            people.drop_column(column().name)


def _create_what_is_known() -> None:
    op.create_table(
        "person_topics",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        _belongs_to("person_topics", "person_id", "people"),
        _belongs_to("person_topics", "topic_id", "topics"),
        sa.PrimaryKeyConstraint("person_id", "topic_id", name=op.f("pk_person_topics")),
    )
    op.create_index(op.f("ix_person_topics_topic_id"), "person_topics", ["topic_id"])
    op.create_table(
        "affiliations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("organisation", sa.JSON(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        _belongs_to("affiliations", "person_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_affiliations")),
    )
    op.create_index(op.f("ix_affiliations_person_id"), "affiliations", ["person_id"])
    op.create_table(
        "person_contacts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("email_normalised", sa.String(254), nullable=False),
        sa.Column("language", sa.String(10), nullable=False),
        sa.Column("receives_letters", sa.Boolean(), nullable=False),
        sa.Column("may_answer", sa.Boolean(), nullable=False),
        _belongs_to("person_contacts", "person_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_contacts")),
        sa.UniqueConstraint("person_id", name=op.f("uq_person_contacts_person_id")),
    )
    op.create_index(op.f("ix_person_contacts_email_normalised"), "person_contacts", ["email_normalised"])
    op.create_table(
        "availability_windows",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_person_id", sa.Integer(), nullable=False),
        sa.Column("wall_start", sa.DateTime(), nullable=False),
        sa.Column("wall_end", sa.DateTime(), nullable=False),
        sa.Column("time_zone", sa.String(60), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_availability_windows_ends_after_start")),
        _belongs_to("availability_windows", "edition_person_id", "edition_people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_availability_windows")),
    )
    op.create_index(op.f("ix_availability_windows_edition_person_id"), "availability_windows", ["edition_person_id"])


def _create_groups() -> None:
    op.create_table(
        "series_groups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(60), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        _belongs_to("series_groups", "series_id", "forum_series"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series_groups")),
        sa.UniqueConstraint("series_id", "key", name=op.f("uq_series_groups_series_id_key")),
    )
    op.create_table(
        "group_memberships",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        _belongs_to("group_memberships", "person_id", "people"),
        _belongs_to("group_memberships", "group_id", "series_groups"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_memberships")),
        sa.UniqueConstraint("person_id", "group_id", name=op.f("uq_group_memberships_person_id_group_id")),
    )
    op.create_index(op.f("ix_group_memberships_group_id"), "group_memberships", ["group_id"])


def _create_lists() -> None:
    op.create_table(
        "saved_lists",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(12), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("query", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _belongs_to("saved_lists", "edition_id", "editions"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_lists")),
        sa.UniqueConstraint("edition_id", "name", name=op.f("uq_saved_lists_edition_id_name")),
        sa.UniqueConstraint("public_id", name=op.f("uq_saved_lists_public_id")),
    )
    op.create_table(
        "saved_list_people",
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        _belongs_to("saved_list_people", "list_id", "saved_lists"),
        _belongs_to("saved_list_people", "person_id", "people"),
        sa.PrimaryKeyConstraint("list_id", "person_id", name=op.f("pk_saved_list_people")),
    )
    op.create_index(op.f("ix_saved_list_people_person_id"), "saved_list_people", ["person_id"])


def _add_groups() -> None:
    series = sa.table("forum_series", sa.column("id"), sa.column("code"))
    groups = sa.table(
        "series_groups", sa.column("series_id"), sa.column("key"), sa.column("name", sa.JSON), sa.column("position")
    )
    connection = op.get_bind()
    for position, (code, key, en, zh_hant, lt) in enumerate(GROUPS):
        series_id = connection.scalar(sa.select(series.c.id).where(series.c.code == code))
        if series_id is not None:
            name = {"en": en, "zh-Hant": zh_hant, "lt": lt}
            connection.execute(
                sa.insert(groups).values(series_id=series_id, key=key, name=name, position=position)
            )


def _belongs_to(table: str, column: str, whole: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{whole}.id"], name=op.f(f"fk_{table}_{column}_{whole}"), ondelete="CASCADE"
    )
