"""How a forum comes to be: one page for a forum with one session."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forumapp import formatting
from forumapp.accounts.models import Member
from forumapp.extensions import db
from forumapp.forums import queries as forums
from forumapp.refusals import Refused
from forumapp.rights import Permission
from forumapp.setup import actions
from forumapp.setup.forms import NewForumForm
from forumapp.setup.views.blueprint import Answer, blueprint
from forumapp.web.access import member, requires
from forumapp.words import language_at_hand


@blueprint.route("/manage/-/forums/new", methods=["GET", "POST"])
@requires(Permission.CREATE_FORUM)
def new() -> Answer:
    form = NewForumForm(all_series=list(forums.all_series()), desk_email=member().email)
    if "more_rows" in request.form:
        form.add_rows()
    elif form.validate_on_submit():
        try:
            return _create(form)
        except Refused as refusal:
            form.refuse(refusal)
    return render_template("setup/new.html", form=form), form.status


def _create(form: NewForumForm) -> Response:
    edition = actions.create(form.forum(), owner=db.session.get_one(Member, member().id))
    flash(_("The forum is set up. Nothing was sent yet."))
    if form.unprintable:
        flash(_("In the PDF these characters appear as □: %(characters)s", characters=form.unprintable), "waiting")
    if passed_over := form.pasted_rows.passed_over:
        columns = formatting.join_words([_("“%(words)s”", words=column) for column in passed_over], language_at_hand())
        flash(_("There is no place for these columns, so they were left out: %(columns)s", columns=columns), "note")
    return redirect(url_for("invitations.check", edition=edition), code=303)
