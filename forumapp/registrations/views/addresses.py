"""Confirming another address for a registration: whoever holds the link reads the new mailbox."""

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forumapp.forums.models import Edition
from forumapp.refusals import Refused
from forumapp.registrations.addresses import actions, queries
from forumapp.registrations.forms import ActForm
from forumapp.registrations.views import Answer, blueprint
from forumapp.web import errors
from forumapp.web.access import link_holder, public


@blueprint.route("/<lang:lang>/a/<token:token>", methods=["GET", "POST"])
@link_holder
def confirm_address(token: str) -> Answer | Response:
    change = queries.by_link(token)
    if change is None:
        return errors.page(410, _("It was used, called off or has ended. Nothing is changed by it any more."))
    form, edition = ActForm(), change.registration.edition
    if form.validate_on_submit():
        try:
            actions.confirm(change)
            return redirect(url_for("registrations.address_confirmed", edition=edition), code=303)
        except Refused as refusal:
            form.refuse(refusal)
    page = render_template(
        "registrations/confirm_address.html",
        form=form,
        change=change,
        edition=edition,
        brand={"words": edition.short_name, "url": url_for("agenda.edition", slug=edition.slug)},
        accent_url=url_for("brand.accent", series_code=edition.series.code),
    )
    return page, 422 if form.form_errors else form.status


@blueprint.get("/<lang:lang>/<edition:edition>/register/address-confirmed")
@public
def address_confirmed(edition: Edition) -> str:
    """The same for everybody: it tells of nobody."""
    return render_template("registrations/address_confirmed.html")
