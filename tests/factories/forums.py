"""Editions and rooms, valid by default. Each factory commits; call it outside a transaction."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from forumapp.extensions import db, transaction
from forumapp.forums import actions, queries, slugs
from forumapp.forums.models import Edition, LateYes, Room
from forumapp.words import Text

Made = TypeVar("Made", Edition, Room)


def edition(
    *, series: str = "F3D", announced: bool = False, title: Text | str = "Free the future", **changes: Any
) -> Edition:
    """A draft in Vilnius on 24 to 26 October 2026, when the clocks there go back."""

    def make() -> Edition:
        values: dict[str, Any] = {
            "time_zone": "Europe/Vilnius",
            "second_zone": "Asia/Taipei",
            "starts_on": date(2026, 10, 24),
            "ends_on": changes.get("starts_on", date(2026, 10, 26)),
            "place": Text.of("Vilnius University, Vilnius"),
            "hosts": [Text.of("Ministry of Digital Affairs, Taiwan"), Text.of("Vilnius University")],
            "desk_email": "desk@example.org",
        } | changes
        found = queries.series_by_code(series)
        assert found is not None
        values.setdefault("slug", slugs.free_slug(series, values["starts_on"].year))
        made = actions.create_edition(
            series=found, title=title if isinstance(title, Text) else Text.of(title), **values
        )
        if announced:
            actions.announce(made)
        return made

    return _committed(Edition, make)


def room(edition: Edition, name: str = "Aula", capacity: int | None = 300, **facts: Any) -> Room:
    return _committed(
        Room, lambda: actions.add_room(db.session.get_one(Edition, edition.id), Text.of(name), capacity, **facts)
    )


def late_yes_keeps_place(code: str = "F3D") -> None:
    """In this series, a late yes to an offer stands where it stood before."""
    with transaction():
        series = queries.series_by_code(code)
        assert series is not None
        actions.set_late_yes(series, LateYes.FRONT)


def _committed(model: type[Made], make: Callable[[], Made]) -> Made:
    with transaction():
        made = make()
        identity = made.id
    return db.session.get_one(model, identity)
