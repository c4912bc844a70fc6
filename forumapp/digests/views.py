"""Switching the digest on and off, from the overview."""

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forumapp.digests import actions, queries
from forumapp.forums.models import Edition
from forumapp.rights import Permission
from forumapp.web.access import member, requires

blueprint = Blueprint("digests", __name__)


@blueprint.post("/manage/<edition:edition>/digest")
@requires(Permission.BRING_PEOPLE)
def switch(edition: Edition) -> Response:
    """For herself alone; the site's administrator has none without a role of her own."""
    given = queries.of_member(member().id, edition) or abort(404)
    if request.form.get("wanted") == "yes":
        actions.switch_on(given, edition)
        flash(_("You will get the digest from the next morning on."))
    else:
        actions.switch_off(given, edition)
        flash(_("You get no digest any more."))
    return redirect(url_for("reports.overview", edition=edition), code=303)
