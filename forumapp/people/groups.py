"""Groups of a series: a new one is written down, or one is called otherwise or gets another standing."""

from collections.abc import Iterable

from sqlalchemy import func, select

from forumapp import names
from forumapp.audit import actions as audit
from forumapp.database import new_public_id
from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.people import queries
from forumapp.people.belonging import SeriesGroup
from forumapp.refusals import Refused
from forumapp.words import N_, Text


class GroupThere(Refused):
    words = N_("The series has this group already.")


def add(edition: Edition, name: Text, status: str = "") -> SeriesGroup:
    """For the whole series, not for this edition alone. Raises GroupThere."""
    _refuse_known(name, queries.groups_of(edition.series))
    last = db.session.scalar(select(func.max(SeriesGroup.position)).where(SeriesGroup.series_id == edition.series_id))
    made = SeriesGroup(
        series_id=edition.series_id,
        key=new_public_id(),
        name=name,
        position=0 if last is None else last + 1,
        status=status,
    )
    db.session.add(made)
    db.session.flush()
    audit.record("group added", f"group {made.key}", f"series {edition.series.code}", edition)
    return made


def change(edition: Edition, group: SeriesGroup, name: Text, status: str) -> None:
    """Raises GroupThere."""
    _refuse_known(name, [one for one in queries.groups_of(edition.series) if one is not group])
    group.name, group.status = name, status
    db.session.flush()
    audit.record("group changed", f"group {group.key}", f"standing {status or 'none'}", edition)


def _refuse_known(name: Text, there: Iterable[SeriesGroup]) -> None:
    wanted = {names.fold(words) for words in name.values()}
    if any(wanted & {names.fold(words) for words in group.name.values()} for group in there):
        raise GroupThere
