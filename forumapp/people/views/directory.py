"""The pool: everybody whom a forum knows, found by what is known of them; adding somebody."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Select

from forumapp import formatting
from forumapp.accounts.models import Member
from forumapp.documents import glyphs
from forumapp.extensions import db
from forumapp.forums import queries as forums
from forumapp.forums.models import Edition
from forumapp.people import actions, bringing, duplicates, filters, others, queries, saved
from forumapp.people.earlier import Elsewhere
from forumapp.people.filters import Filters
from forumapp.people.forms import NewPersonForm, PersonForm
from forumapp.people.models import SECTOR_WORDS, Person, Sector
from forumapp.people.views import Answer, blueprint
from forumapp.rights import Permission
from forumapp.web import languages
from forumapp.web.access import member, requires
from forumapp.web.pagination import paginate
from forumapp.words import Text, translated

Options = list[tuple[str, str]]
Choice = tuple[str, str, Options]
"""A filter: name, label, options."""


@blueprint.get("/manage/<edition:edition>/people")
@requires(Permission.SEE_PEOPLE)
def index(edition: Edition) -> Answer:
    language, wanted = languages.current(), Filters.read(request.args)
    by_address = member().may(Permission.SEE_CONTACTS, edition)
    places = queries.places_of(edition.series, language)
    page = paginate(queries.with_topics(filters.found(edition, wanted, language=language, by_address=by_address)))
    return render_template(
        "people/index.html",
        edition=edition,
        page=page,
        filters=wanted,
        choices=_choices(edition, language, places),
        more=_further_choices(edition, language),
        lists=saved.of_edition(edition),
        sizes=saved.sizes(edition),
        places=places,
        acts=[act for act in others.acts() if member().may(act.permission, edition)],
        answers=others.answers_of(edition, page.rows),
        pickable=_pickable(edition, page.rows),
        comes_from_elsewhere=bool(elsewhere(edition).forums),
        sector_words=SECTOR_WORDS,
    )


@blueprint.route("/manage/<edition:edition>/people/new", methods=["GET", "POST"])
@requires(Permission.BRING_PEOPLE)
def new(edition: Edition) -> Answer:
    form = NewPersonForm()
    alike: Sequence[Person] = []
    if form.validate_on_submit():
        there = queries.by_email(form.email.data) if form.email.data else None
        alike = [] if there or form.somebody_else.data else _alike(form)
        if not alike:
            person = actions.find_or_add(edition, **form.facts(), by=member())
            if there:
                _say_known(edition, person)
            return redirect(url_for(".show", edition=edition, person_id=person), code=303)
        form.offer_somebody_else()
    return render_template(
        "people/new.html",
        edition=edition,
        form=form,
        missing=unprintable(form),
        alike=alike,
        known_here=queries.known_among(edition, alike),
        to_take_up=elsewhere(edition).where_known(alike) if alike else {},
        asked=others.asked_elsewhere(edition, alike),
    ), form.status


@blueprint.post("/manage/<edition:edition>/people/<id:person_id>/take-up")
@requires(Permission.EDIT_PEOPLE)
def take_up(edition: Edition, person_id: str) -> Answer:
    """Somebody of another forum of ours becomes known to this one, as she is."""
    person = elsewhere(edition).by_public_id(person_id)
    if person is None:
        return redirect(url_for(".new", edition=edition), code=303)
    actions.make_known(person, edition, by=member())
    _say_known(edition, person)
    return redirect(url_for(".show", edition=edition, person_id=person), code=303)


def _pickable(edition: Edition, people: Sequence[Person]) -> set[int]:
    """With whom the member may do something: all, or those whom she brought."""
    ids = {person.id for person in people}
    if member().may(Permission.EDIT_PEOPLE, edition):
        return ids
    return ids & set(db.session.scalars(bringing.ids(edition, member())))


def filtered(edition: Edition, wanted: Filters) -> str:
    """The address of the pool with these filters set."""
    values: dict[str, Any] = {"edition": edition, **wanted.query}
    return url_for("people.index", **values)


def unprintable(form: PersonForm) -> str:
    return glyphs.missing(f"{form.printed_name.data or ''}{form.native_name.data or ''}")


def _alike(form: PersonForm) -> Sequence[Person]:
    return duplicates.similar(form.printed_name.data or "", form.native_name.data or "", _own_editions())


def _own_editions() -> list[int]:
    """Editions whose people the member may see."""
    return [edition.id for edition in _of_member() if member().may(Permission.SEE_PEOPLE, edition)]


def elsewhere(edition: Edition) -> Elsewhere:
    return Elsewhere.of(member(), _of_member(), edition)


def _of_member() -> Sequence[Edition]:
    return forums.for_member(member())  # type: ignore[arg-type]


def _say_known(edition: Edition, person: Person) -> None:
    if others.asked_elsewhere(edition, [person]):
        flash(_("In the directory already, and asked by another forum now; nothing was changed there."), "note")
    else:
        flash(_("This person was in the directory already; nothing was changed there."), "note")


def _choices(edition: Edition, language: str, places: Mapping[str, Text]) -> list[Choice]:
    """The filters that people use most."""
    answers = [(key, translated(words)) for key, words in others.answer_choices().items()]
    return [*expertise_choices(edition, language, places), *worth_choosing(("answer", _("Answer"), answers))]


def expertise_choices(edition: Edition, language: str, places: Mapping[str, Text]) -> list[Choice]:
    sectors = [(str(key), translated(words)) for key, words in SECTOR_WORDS.items()]
    whole = [(key, translated(words)) for key, words in filters.SIDE_WORDS.items()]
    at = next(place for place, (key, _words) in enumerate(sectors) if key == Sector.PRIVATE)
    return worth_choosing(
        ("sector", _("Sector"), [whole[0], *sectors[:at], *sectors[at : at + 1], whole[1], *sectors[at + 1 :]]),
        ("topic", _("Topic"), [(topic.key, topic.name.in_language(language)) for topic in edition.series.topics]),
        ("place", _("Place"), [(code, name.in_language(language)) for code, name in places.items()]),
    )


def _further_choices(edition: Edition, language: str) -> list[Choice]:
    brought = [(one.public_id, one.shown_name) for one in _bringers(edition)]
    length = (edition.ends_on - edition.starts_on).days + 1
    days = [edition.starts_on + timedelta(days=number) for number in range(length)]
    return worth_choosing(
        standing_choice(edition, language),
        language_choice(queries.known_in(edition), language),
        ("day", _("Has time on"), [(day.isoformat(), formatting.short_day(day, language)) for day in days]),
        keeping_choice(),
        ("brought", _("Brought by"), brought),
    )


def standing_choice(edition: Edition, language: str) -> Choice:
    statuses = [(one, filters.STANDING_WORDS[one]) for one in queries.statuses_of(edition.series)]
    standings = [(key, translated(words)) for key, words in statuses]
    groups = [
        (f"{filters.GROUP}{group.key}", group.name.in_language(language)) for group in queries.groups_of(edition.series)
    ]
    return "standing", _("Standing or group"), [*standings, *groups]


def language_choice(people: Select[Person], language: str) -> Choice:
    spoken = [(tag, formatting.spoken_language(tag, language)) for tag in queries.languages_spoken(people)]
    return "language", _("Speaks"), sorted(spoken, key=lambda pair: pair[1])


def keeping_choice() -> Choice:
    return (
        "kept",
        _("Kept in the pool"),
        [(str(key), translated(words)) for key, words in filters.KEEPING_WORDS.items()],
    )


def _bringers(edition: Edition) -> Sequence[Member]:
    """A co-host is asked about herself alone."""
    found = bringing.bringers(edition)
    sees_all = member().may(Permission.SEE_CONTACTS, edition)
    return found if sees_all else [one for one in found if one.id == member().id]


def worth_choosing(*choices: Choice) -> list[Choice]:
    """Without those that have nothing to choose."""
    return [(name, label, [("", _("all")), *options]) for name, label, options in choices if options]
