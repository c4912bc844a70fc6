"""Saying what the panels should look like."""

from typing import TypedDict, Unpack

from forumapp.audit import actions as audit
from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.panels import queries
from forumapp.panels.models import PanelTargets


class Wanted(TypedDict):
    women_percent: int
    sectors: int
    regions: int
    more_than_one_gender: bool
    languages: int
    moderated: bool
    confirmed: int
    on_site: int


def set_targets(edition: Edition, **wanted: Unpack[Wanted]) -> None:
    """Of this edition alone, whatever its series says."""
    _write(queries.own_targets(edition) or PanelTargets(edition_id=edition.id), wanted)
    audit.record("targets of panels set", f"forum {edition.slug}", edition=edition)


def set_series_targets(edition: Edition, **wanted: Unpack[Wanted]) -> None:
    """Of the series of this edition, which follows them; another one with its own keeps them."""
    _write(queries.series_targets(edition) or PanelTargets(series_id=edition.series_id), wanted)
    audit.record("targets of panels set", f"series {edition.series.code}", edition=edition)
    follow_series(edition)


def follow_series(edition: Edition) -> None:
    """It has no targets of its own any more."""
    if own := queries.own_targets(edition):
        db.session.delete(own)
        db.session.flush()
        audit.record("targets of panels follow the series", f"forum {edition.slug}", edition=edition)


def _write(targets: PanelTargets, wanted: Wanted) -> None:
    for name, value in wanted.items():
        setattr(targets, name, value)
    db.session.add(targets)
    db.session.flush()
