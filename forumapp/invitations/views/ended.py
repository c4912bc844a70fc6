"""Asking for a new link on the page of one that ended."""

from flask import redirect, url_for
from flask_babel import gettext as _

from forumapp.extensions import limiter
from forumapp.invitations import ended, holders
from forumapp.invitations.views.blueprint import blueprint
from forumapp.invitations.views.invitee import Page
from forumapp.web import errors
from forumapp.web.access import link_holder
from forumapp.web.forms import submitted

_per_origin = limiter.shared_limit("60 per minute", scope="new link", methods=["POST"])


@blueprint.route("/<lang:lang>/i/<token:token>/new-link", methods=["GET", "POST"])
@_per_origin
@link_holder
def new_link(token: str) -> Page:
    """The answer is the same whatever happens."""
    if not submitted():
        if holders.of(token):
            return redirect(url_for(".reply", token=token))
        return errors.page(
            410, _("If the invitation stands, a letter with a new link is on its way to the address that was invited.")
        )
    if (found := ended.of(token, to_change=True)) is not None:
        ended.send_new_link(found)
    return redirect(url_for(".new_link", token=token), code=303)
