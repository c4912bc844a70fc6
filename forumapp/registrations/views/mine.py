"""My registration: what whoever holds the personal link sees and does. Opening it changes nothing (INV-30)."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forumapp import clock
from forumapp.registrations import actions, opening, queries
from forumapp.registrations.forms import ActForm, ChangeForm
from forumapp.registrations.models import Registration
from forumapp.registrations.opening import Opening
from forumapp.registrations.views import Answer, blueprint
from forumapp.web import errors
from forumapp.web.access import link_holder

Found = Answer | Response


@blueprint.get("/<lang:lang>/r/<token:token>")
@link_holder
def mine(token: str) -> Found:
    registration = queries.by_link(token)
    if registration is None:
        return _ended_link()
    may_register = opening.of(registration.edition, clock.now()) is Opening.OPEN
    return _page("mine", registration, token, may_register=may_register)


@blueprint.post("/<lang:lang>/r/<token:token>/confirm")
@link_holder
def confirm(token: str) -> Found:
    registration = queries.by_link(token)
    if registration is None:
        return _ended_link()
    actions.verify(registration)
    flash(_("Your address is confirmed."))
    return _back(token)


@blueprint.route("/<lang:lang>/r/<token:token>/change", methods=["GET", "POST"])
@link_holder
def change(token: str) -> Found:
    registration = queries.by_link(token)
    if registration is None:
        return _ended_link()
    if not registration.is_live:
        return _back(token)
    form = ChangeForm(obj=registration)
    if form.validate_on_submit():
        actions.change(registration, form.name.data, form.organisation.data or "")
        flash(_("Saved."))
        return _back(token)
    return _page("change", registration, token, form=form), form.status


@blueprint.route("/<lang:lang>/r/<token:token>/cancel", methods=["GET", "POST"])
@link_holder
def cancel(token: str) -> Found:
    registration = queries.by_link(token)
    if registration is None:
        return _ended_link()
    form = ActForm()
    if form.validate_on_submit():
        actions.cancel(registration)
        return _back(token)
    if not registration.may_be_cancelled:
        return _back(token)
    return _page("cancel", registration, token, form=form), form.status


def _page(name: str, registration: Registration, token: str, **more: Any) -> str:
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


def _ended_link() -> Response:
    return errors.page(
        410,
        _(
            "It was replaced or has ended. The newest letter about your registration has the link that works; "
            "if you cannot find it, the forum's registration page sends you a new one."
        ),
    )
