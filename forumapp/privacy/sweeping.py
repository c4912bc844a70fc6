"""Taking a person's address and name out of what others wrote: every table, whatever its columns are called."""

import json
import re
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import JSON, Column, String, Table, cast, or_, select, update
from sqlalchemy.types import TypeDecorator

from forumapp import names
from forumapp.database import Base
from forumapp.extensions import db

ERASED = "[…]"
"""Stands where an address or a name stood."""

_OTHERS_OWN = frozenset(
    (
        "people",
        "members",
        "registrations",
        "session_roles",
        "affiliations",
        "profiles",
        "person_contacts",
        "forum_series",
        "series_groups",
        "series_standings",
        "topics",
        "editions",
        "edition_hosts",
        "session_hosts",
        "rooms",
    )
)
"""Here a name like hers is another person's, or the forum's own; her own rows are deleted whole."""

_WHOM_TO_ASK = frozenset((("rooms", "contact"), ("editions", "contact"), ("editions", "emergency")))
"""A person's name all the same."""


class Needles:
    """The words of a person, looked for as a whole, whatever stands around them."""

    def __init__(self, words: Collection[str]) -> None:
        self.words = _longest_first(words)
        self._pattern = re.compile("|".join(map(_whole, self.words)), re.IGNORECASE)

    def found_in(self, text: Mapping[str, str]) -> bool:
        return bool(self.words) and any(self._pattern.search(part) for part in text.values())


def sweep(words: Collection[str]) -> int:
    """Replace each of the words wherever it stands; says in how many rows."""
    needles = _longest_first(words)
    if not needles:
        return 0
    columns = ((table, column) for table in Base.metadata.sorted_tables for column in table.columns)
    return sum(_sweep_column(table, column, needles) for table, column in columns if _is_swept(table, column))


def _is_swept(table: Table, column: Column[Any]) -> bool:
    is_others = table.name in _OTHERS_OWN and (table.name, column.name) not in _WHOM_TO_ASK
    return _holds_text(column) and not is_others


def _longest_first(words: Collection[str]) -> list[str]:
    return sorted(filter(None, words), key=len, reverse=True)


def _holds_text(column: Column[Any]) -> bool:
    """Codes and keys that are parts of a key cannot name anybody."""
    if column.primary_key or column.foreign_keys:
        return False
    return isinstance(column.type, String) or _is_json(column)


def _is_json(column: Column[Any]) -> bool:
    kind = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    return isinstance(kind, JSON)


def _sweep_column(table: Table, column: Column[Any], needles: list[str]) -> int:
    if column.name == "search_text":
        needles = [names.search_key(needle) for needle in needles]
    text = cast(column, String)
    found = select(*table.primary_key.columns, column).where(
        or_(*(text.icontains(_as_stored(needle, column), autoescape=True) for needle in needles))
    )
    pattern = re.compile("|".join(map(_whole, needles)), re.IGNORECASE)
    count = 0
    for *key, value in db.session.execute(found).all():
        cleaned = _without(value, pattern)
        if cleaned != value:
            same = [part == number for part, number in zip(table.primary_key.columns, key, strict=True)]
            db.session.execute(update(table).where(*same).values({column.name: cleaned}))
            count += 1
    return count


def _as_stored(needle: str, column: Column[Any]) -> str:
    return json.dumps(needle, ensure_ascii=False)[1:-1] if _is_json(column) else needle


def _whole(needle: str) -> str:
    """Not inside a longer word or address; Han letters are written without gaps."""
    before = r"(?<![\w.+-])" if needle[0].isascii() else ""
    after = r"(?![\w-])" if needle[-1].isascii() else ""
    return f"{before}{re.escape(needle)}{after}"


def _without(value: Any, pattern: re.Pattern[str]) -> Any:
    if isinstance(value, str):
        return pattern.sub(ERASED, value)
    if isinstance(value, list):
        return [_without(part, pattern) for part in value]
    if isinstance(value, Mapping):
        return {_without(key, pattern): _without(part, pattern) for key, part in value.items()}
    return value
