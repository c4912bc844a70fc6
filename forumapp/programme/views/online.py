"""Where the meetings are: written down by the team, opened by it at any time."""

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forumapp.forums.models import Edition
from forumapp.programme import online, queries
from forumapp.programme.models import ForumSession
from forumapp.programme.online import Addresses
from forumapp.programme.online_form import OnlineForm
from forumapp.programme.views.blueprint import Answer, blueprint, session_of
from forumapp.rights import Permission
from forumapp.web.access import requires
from forumapp.web.outside import leave_for


@blueprint.route("/manage/<edition:edition>/online", methods=["GET", "POST"])
@requires(Permission.EDIT_PROGRAMME)
def online_all(edition: Edition) -> Answer:
    """What stands for every session without an address of its own, and which sessions have none at all."""
    kept = Addresses(edition.id)
    form = OnlineForm(kept.own(None))
    if form.validate_on_submit():
        return _kept(edition, None, form)
    sessions = [one for one in queries.sessions_of(edition) if online.is_online(one) and not one.is_cancelled]
    return render_template(
        "programme/online_all.html", edition=edition, form=form, sessions=sessions, kept=kept
    ), form.status


@blueprint.route("/manage/<edition:edition>/sessions/<code:code>/online", methods=["GET", "POST"])
@requires(Permission.EDIT_PROGRAMME)
def online_of(edition: Edition, code: str) -> Answer:
    session = session_of(edition, code)
    form = OnlineForm(Addresses(edition.id).own(session))
    if form.validate_on_submit():
        return _kept(edition, session, form)
    return render_template("programme/online_of.html", edition=edition, form=form, session=session), form.status


@blueprint.get("/manage/<edition:edition>/sessions/<code:code>/join")
@requires(Permission.EDIT_PROGRAMME)
def open_meeting(edition: Edition, code: str) -> Response:
    """For whoever prepares and looks after it, long before the doors open for others."""
    session = session_of(edition, code)
    return leave_for(Addresses(edition.id).to_join(session) or abort(404))


def _kept(edition: Edition, session: ForumSession | None, form: OnlineForm) -> Response:
    online.keep(edition, session, join_address=form.joining, test_address=form.testing)
    flash(_("Saved."))
    return redirect(url_for(".online_all", edition=edition), code=303)
