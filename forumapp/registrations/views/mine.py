"""My registration: what whoever holds the personal link sees and does. Opening it changes nothing (INV-30)."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forumapp import clock
from forumapp.programme import online
from forumapp.refusals import Refused
from forumapp.registrations import actions, further, joining, opening, queries, standing, waiting_list
from forumapp.registrations.categories import queries as categories
from forumapp.registrations.forms import ActForm, ChangeForm
from forumapp.registrations.models import Registration
from forumapp.registrations.opening import Opening
from forumapp.registrations.questions import shown as shown_answers
from forumapp.registrations.review import actions as review
from forumapp.registrations.review import queries as reviews
from forumapp.registrations.review.forms import AnswerForm
from forumapp.registrations.seats import shown
from forumapp.registrations.views import Answer, blueprint
from forumapp.web import errors
from forumapp.web.access import link_holder
from forumapp.words import N_, translated

Found = Answer | Response

_YOURS = N_("The place is yours.")
_TOO_LATE = N_("The offer had ended, and the place went to the next. You are at the end of the waiting list.")
_TOO_LATE_IN_PLACE = N_(
    "The offer had ended, and the place went to the next. You are on the waiting list again, ahead of all who "
    "registered after you."
)


@blueprint.get("/<lang:lang>/r/<token:token>")
@link_holder
def mine(token: str) -> Found:
    registration = queries.by_link(token)
    if registration is None:
        return ended_link()
    may_register = opening.of(registration.edition, clock.now()) is Opening.OPEN
    return page(
        "mine",
        registration,
        token,
        may_register=may_register,
        may_still_come=waiting_list.moves(registration.edition),
        further=further.pages(registration),
        review=reviews.of(registration) if registration.own_category else None,
        answers=shown_answers.of(registration),
        has_categories=len(categories.of_edition(registration.edition)) > 1,
        seats=shown.to(registration),
        is_crew=standing.is_crew(registration),
        doors=online.doors(joining.sessions_of(registration)),
    )


@blueprint.post("/<lang:lang>/r/<token:token>/confirm")
@link_holder
def confirm(token: str) -> Found:
    registration = queries.by_link(token)
    if registration is None:
        return ended_link()
    actions.verify(registration)
    flash(_("Your address is confirmed."))
    return _back(token)


@blueprint.post("/<lang:lang>/r/<token:token>/accept")
@link_holder
def accept(token: str) -> Found:
    """The place that was offered."""
    registration = queries.by_link(token)
    if registration is None:
        return ended_link()
    try:
        waiting_list.accept(registration)
        keeps_place = registration.edition.series.late_yes_keeps_place
        late = _TOO_LATE_IN_PLACE if keeps_place else _TOO_LATE
        flash(translated(late if registration.is_waiting else _YOURS))
    except Refused as refusal:
        flash(refusal.sentence())
    return _back(token)


@blueprint.route("/<lang:lang>/r/<token:token>/change", methods=["GET", "POST"])
@link_holder
def change(token: str) -> Found:
    registration = queries.by_link(token)
    if registration is None:
        return ended_link()
    if not registration.is_live:
        return _back(token)
    form = ChangeForm.of(registration)
    if form.validate_on_submit():
        try:
            actions.change(registration, **form.wanted)
            flash(_("Saved."))
            return _back(token)
        except Refused as refusal:
            form.refuse(refusal, form.mode)
    return page("change", registration, token, form=form), form.status


@blueprint.route("/<lang:lang>/r/<token:token>/answer", methods=["GET", "POST"])
@link_holder
def answer(token: str) -> Found:
    registration = queries.by_link(token)
    if registration is None:
        return ended_link()
    asked, form = reviews.of(registration), AnswerForm()
    if asked is None or not asked.awaits_answer:
        return _back(token)
    if form.validate_on_submit():
        review.answer(registration, form.words.data)
        flash(_("Your answer is with the team."))
        return _back(token)
    return page("answer", registration, token, form=form, review=asked), form.status


@blueprint.route("/<lang:lang>/r/<token:token>/cancel", methods=["GET", "POST"])
@link_holder
def cancel(token: str) -> Found:
    registration = queries.by_link(token)
    if registration is None:
        return ended_link()
    form = ActForm()
    if form.validate_on_submit():
        actions.cancel(registration)
        return _back(token)
    if not registration.may_be_cancelled:
        return _back(token)
    return page("cancel", registration, token, form=form), form.status


def page(name: str, registration: Registration, token: str, **more: Any) -> str:
    edition = registration.edition
    return render_template(
        f"registrations/{name}.html",
        registration=registration,
        token=token,
        edition=edition,
        brand={"words": edition.short_name, "url": url_for("agenda.edition", slug=edition.slug)},
        accent_url=url_for("brand.accent", series_code=edition.series.code),
        midday=opening.midday(edition),
        **more,
    )


def _back(token: str) -> Response:
    return redirect(url_for("registrations.mine", token=token), code=303)


def ended_link() -> Response:
    return errors.page(
        410,
        _(
            "It was replaced or has ended. The newest letter about your registration has the link that works; "
            "if you cannot find it, the forum's registration page sends you a new one."
        ),
    )
