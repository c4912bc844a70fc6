"""A programme as ``schedule.json`` (c3voc), from whatever conference program wrote it."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from forumapp.setup import imports_schedule
from forumapp.setup.imports_rows import Schedule
from forumapp.setup.imports_schedule import Day, Event, Facts
from forumapp.tables.rows import UnreadableFile
from forumapp.words import N_, translated


def read(content: bytes) -> Schedule:
    """Raises UnreadableFile."""
    try:
        whole = json.loads(content)
    except (ValueError, RecursionError) as error:  # ValueError: no JSON, or a number of thousands of digits
        raise UnreadableFile(reason=translated(N_("it is no JSON, or damaged."))) from error
    told = _facts(whole)
    conference = _facts(_facts(told.get("schedule") or told).get("conference"))
    if not isinstance(conference.get("days"), list):
        words = N_("it is no schedule: there is nothing under “schedule”, “conference”, “days”.")
        raise UnreadableFile(reason=translated(words))
    return imports_schedule.schedule(
        conference=conference,
        days=list(_days(conference["days"])),
        generator=imports_schedule.text(_facts(told.get("generator")).get("name")),
    )


def _days(days: Sequence[Any]) -> Iterator[Day]:
    number = 0
    for facts in map(_facts, days):
        events = [
            Event(line=number + place, facts=event, room=room, people=[_person(one) for one in _list(event, "persons")])
            for place, (room, event) in enumerate(_events(facts.get("rooms")), 1)
        ]
        number += len(events)
        yield Day(imports_schedule.day(facts.get("date")), imports_schedule.moment(facts.get("day_start")), events)


def _events(rooms: Any) -> Iterator[tuple[str, Facts]]:
    for room, events in _facts(rooms).items():
        for event in events if isinstance(events, list) else []:
            yield room, _facts(event)


def _person(value: Any) -> Facts:
    """Some write the bare name."""
    return {"name": value} if isinstance(value, str) else _facts(value)


def _list(facts: Facts, key: str) -> list[Any]:
    found = facts.get(key)
    return found if isinstance(found, list) else []


def _facts(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
