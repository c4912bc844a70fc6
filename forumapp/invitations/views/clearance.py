"""Which drafts a host still has to clear, and whether the forum asks for that at all."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from forumapp.forums.models import Edition
from forumapp.invitations import clearance, queries
from forumapp.invitations.views.blueprint import blueprint
from forumapp.refusals import Refused
from forumapp.rights import Permission
from forumapp.web.access import member, requires


@blueprint.get("/manage/<edition:edition>/invitations/clearance")
@requires(Permission.INVITE)
def clear_drafts(edition: Edition) -> str:
    drafts = queries.drafts(edition) if edition.clears_invitations else []
    return render_template(
        "invitations/clear_drafts.html",
        edition=edition,
        waiting=[one for one in drafts if one.awaits_clearance],
        cleared=[one for one in drafts if not one.awaits_clearance],
        may_clear=member().may(Permission.CLEAR_INVITATIONS, edition),
    )


@blueprint.post("/manage/<edition:edition>/invitations/clearance")
@requires(Permission.CLEAR_INVITATIONS)
def clear_ticked(edition: Edition) -> Response:
    ticked = set(request.form.getlist("invitations"))
    count = clearance.clear(one for one in queries.drafts(edition) if one.public_id in ticked)
    if count:
        flash(ngettext("%(num)s invitation is cleared.", "%(num)s invitations are cleared.", count))
    else:
        flash(_("Nobody was ticked."), "note")
    return _back(edition)


@blueprint.post("/manage/<edition:edition>/invitations/clearance/<id:invitation_id>/take-back")
@requires(Permission.CLEAR_INVITATIONS)
def take_clearance_back(edition: Edition, invitation_id: str) -> Response:
    invitation = queries.by_public_id_in(edition, invitation_id) or abort(404)
    try:
        clearance.take_back(invitation)
        flash(_("The letter does not leave before it is cleared again."))
    except Refused as refusal:
        flash(refusal.sentence(), "stop")
    return _back(edition)


@blueprint.post("/manage/<edition:edition>/invitations/clearance/ask")
@requires(Permission.CLEAR_INVITATIONS)
def ask_for_clearance(edition: Edition) -> Response:
    clearance.ask_for_it(edition, request.form.get("asked") == "yes")
    flash(_("Saved."))
    return _back(edition)


def _back(edition: Edition) -> Response:
    return redirect(url_for(".clear_drafts", edition=edition), code=303)
