"""Experts of the member's other forums: found by the same filters, chosen, taken up together."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Select

from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.people import earlier as pool
from forumapp.people import others, queries
from forumapp.people.earlier import EarlierFilters
from forumapp.people.filters import Keeping
from forumapp.people.models import SECTOR_WORDS, Person
from forumapp.people.views import Answer, blueprint
from forumapp.people.views.directory import (
    elsewhere,
    expertise_choices,
    keeping_choice,
    language_choice,
    standing_choice,
    worth_choosing,
)
from forumapp.rights import Permission
from forumapp.web import languages
from forumapp.web.access import requires
from forumapp.web.forms import BaseForm
from forumapp.web.pagination import paginate


@blueprint.get("/manage/<edition:edition>/people/earlier")
@requires(Permission.BRING_PEOPLE)
def earlier(edition: Edition) -> Answer:
    language, known = languages.current(), elsewhere(edition)
    wanted = _wanted()
    places = queries.places_of(edition.series, language)
    page = paginate(queries.with_topics(pool.found(edition, known, wanted, language=language)))
    forums = ("forum", _("Forum"), [(one.slug, one.short_name) for one in known.forums])
    return render_template(
        "people/earlier.html",
        edition=edition,
        page=page,
        filters=wanted,
        choices=[*worth_choosing(forums), *expertise_choices(edition, language, places)],
        more=worth_choosing(
            standing_choice(edition, language),
            language_choice(pool.offered(edition, known), language),
            keeping_choice(),
        ),
        places=places,
        where_known=known.where_known(page.rows),
        asked=others.asked_elsewhere(edition, page.rows),
        keeping={person.id: Keeping.of(person) for person in page.rows},
        sector_words=SECTOR_WORDS,
    )


@blueprint.route("/manage/<edition:edition>/people/earlier/chosen", methods=["GET", "POST"])
@requires(Permission.BRING_PEOPLE)
def take_up_chosen(edition: Edition) -> Answer:
    """Those whom the address names or, with ``all``, whom its filters find."""
    form, people = BaseForm(), db.session.scalars(_chosen(edition)).all()
    if not people:
        flash(_("Nobody was ticked."), "note")
        return redirect(url_for(".earlier", edition=edition))
    if form.validate_on_submit():
        pool.take_up(people, edition, elsewhere(edition))
        known = ngettext(
            "%(num)s person is known to this forum now.", "%(num)s people are known to this forum now.", len(people)
        )
        flash(known)
        return redirect(url_for(".index", edition=edition), code=303)
    return render_template("people/take_up_chosen.html", edition=edition, form=form, people=people), form.status


def _chosen(edition: Edition) -> Select[Person]:
    known, language = elsewhere(edition), languages.current()
    if "all" in request.args:
        return pool.found(edition, known, _wanted(), language=language)
    ticked = Person.public_id.in_(set(request.args.getlist("people")))
    return queries.in_order(pool.offered(edition, known).where(ticked), language)


def _wanted() -> EarlierFilters:
    return EarlierFilters.read(request.args)
