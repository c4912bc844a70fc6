"""What is held of one person, for herself: whatever table it stands in, and nothing of anybody else."""

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Column, Row, Table, or_, select

from forumapp import names
from forumapp.audit.models import AuditEntry
from forumapp.database import Base
from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.notifications.models import Message
from forumapp.privacy.traces import Traces
from forumapp.programme.models import ForumSession

Facts = dict[str, Any]

_LEADS_TO_HER = frozenset(("person_id", "registration_id", "edition_person_id", "role_id", "invitation_id"))
"""Columns by which a row belongs to somebody; every other reference only names something."""

_OF_OTHERS = frozenset(("person_contacts", "one_time_codes"))
"""How to reach somebody else; and codes, of which nothing can be read."""

_OUR_OWN = frozenset(("search_text", "version", "sort_keys", "letter_count", "email_normalised", "wording"))
"""Made from what is told already, for the database alone."""

_CODES = {"edition_id": (Edition, "slug"), "session_id": (ForumSession, "code")}
"""References that people know by another name."""


@dataclass(frozen=True)
class Known:
    """Table → its rows, each as names and values."""

    tables: Mapping[str, list[Facts]]
    letters: list[Facts]
    acts: list[Facts]

    def as_json(self) -> Facts:
        return {**self.tables, "letters": self.letters, "acts": self.acts}


def of(found: Traces) -> Known:
    """Read anew, table by table, so that what is added to the app is told, too."""
    hers: dict[str, set[int]] = {
        "people": {found.person.id} if found.person else set(),
        "registrations": {row.id for row in found.registrations},
    }
    tables = {name: rows for name, rows in _tables(hers) if rows}
    return Known(tables, _letters(found), _acts(found))


def _tables(hers: dict[str, set[int]]) -> Iterator[tuple[str, list[Facts]]]:
    """Parents come first, so that what belongs to her rows is found by them."""
    codes = {name: _names_of(kind, code) for name, (kind, code) in _CODES.items()}
    for table in Base.metadata.sorted_tables:
        if table.name in _OF_OTHERS:
            continue
        conditions = [table.c.id.in_(hers[table.name])] if hers.get(table.name) else []
        if table.name not in ("people", "registrations"):
            conditions += [column.in_(ids) for column, ids in _references(table, hers)]
        if not conditions:
            continue
        rows = db.session.execute(select(table).where(or_(*conditions)).order_by(*table.primary_key)).all()
        if "id" in table.c:
            hers.setdefault(table.name, set()).update(row._mapping["id"] for row in rows)
        yield table.name, [_facts(table, row, codes) for row in rows]


def _references(table: Table, hers: Mapping[str, set[int]]) -> Iterator[tuple[Column[Any], set[int]]]:
    for column in table.columns:
        for key in column.foreign_keys:
            if column.name in _LEADS_TO_HER and (ids := hers.get(key.column.table.name)):
                yield column, ids


def _names_of(kind: Any, code: str) -> dict[int, str]:
    return {number: str(name) for number, name in db.session.execute(select(kind.id, getattr(kind, code)))}


def _facts(table: Table, row: Row[Any], codes: Mapping[str, Mapping[int, str]]) -> Facts:
    told: Facts = {}
    for column in table.columns:
        value = row._mapping[column.name]
        if column.name in codes:
            told[column.name.removesuffix("_id")] = codes[column.name].get(value)
        elif _is_told(column) and value not in (None, "", [], {}):
            told[column.name] = _plain(value)
    return told


def _is_told(column: Column[Any]) -> bool:
    is_key = column.primary_key or column.foreign_keys
    return not is_key and column.name not in _OUR_OWN and not column.name.endswith("_hash")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, Mapping):
        return dict(value)
    return value


def _letters(found: Traces) -> list[Facts]:
    keys = {names.normalise_email(address) for address in found.addresses}
    rows = db.session.scalars(select(Message).where(Message.recipient_key.in_(keys)).order_by(Message.id))
    return [
        {
            "kind": row.kind,
            "subject": row.subject,
            "to": row.recipient,
            "state": row.state,
            "queued_at": row.queued_at.isoformat(),
            "sent_at": row.sent_at.isoformat() if row.sent_at else None,
        }
        for row in rows
    ]


def _acts(found: Traces) -> list[Facts]:
    """What was done to her rows and when; not by whom of the team."""
    rows = db.session.scalars(select(AuditEntry).where(AuditEntry.object.in_(found.objects)).order_by(AuditEntry.id))
    return [{"at": row.at.isoformat(), "action": row.action, "detail": row.detail} for row in rows]
