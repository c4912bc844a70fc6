"""Joining online, for who has a part or a seat there. A link can be passed on: the way in asks for a code (INV-50).

The link of her contact does not lead there at all.
"""

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forumapp.invitations import ended
from forumapp.profiles.forms import CodeForm
from forumapp.profiles.views import door
from forumapp.profiles.views.blueprint import blueprint
from forumapp.profiles.views.door import Visit
from forumapp.profiles.views.expert import Page, around, per_origin
from forumapp.programme import online
from forumapp.programme.models import ForumSession
from forumapp.web import errors
from forumapp.web.access import link_holder
from forumapp.web.forms import submitted
from forumapp.web.outside import leave_for
from forumapp.web.transactions import commits


@blueprint.get("/<lang:lang>/i/<token:token>/join")
@link_holder
def join(token: str) -> Page:
    return _enter(token)


@blueprint.get("/<lang:lang>/i/<token:token>/join/test")
@link_holder
def join_test(token: str) -> Page:
    return _enter(token, to_test=True)


@blueprint.post("/<lang:lang>/i/<token:token>/join/code")
@per_origin
@link_holder
def send_code_to_join(token: str) -> Page:
    """The answer is the same whatever happens."""
    visit = door.of(token, to_change=True)
    if visit is None:
        return errors.page(410, offer=ended.offer(token))
    if visit.holder.joins:
        visit.send_code(to_join=True)
    return redirect(url_for(".enter_code_to_join", token=token), code=303)


@blueprint.route("/<lang:lang>/i/<token:token>/join/code/enter", methods=["GET", "POST"])
@per_origin
@link_holder
@commits
def enter_code_to_join(token: str) -> Page:
    """Tries are counted, also those that fail."""
    visit = door.of(token, to_change=submitted())
    if visit is None:
        return errors.page(410, offer=ended.offer(token))
    if not visit.holder.joins:
        abort(404)
    form = CodeForm()
    if form.validate_on_submit():
        if visit.enter_code(form.code.data):
            return _let_in(visit)
        form.say_wrong()
    return _locked(visit, form, asked=True)


def _enter(token: str, *, to_test: bool = False) -> Page:
    visit = door.of(token)
    if visit is None:
        return errors.page(410, offer=ended.offer(token))
    if not visit.holder.joins:
        abort(404)
    if not visit.is_proven:
        return _locked(visit, CodeForm(formdata=None))
    address = online.way_in(_session(visit), to_test=to_test)
    return leave_for(address) if address else redirect(_answer_page(visit), code=302)


def _let_in(visit: Visit) -> Response:
    """Straight into the meeting, where it is open; before, the page says that this browser may join later."""
    if online.way_in(_session(visit)):
        return redirect(url_for(".join", token=visit.token), code=303)
    flash(_("Thank you. For twelve hours you join from this browser without another code."))
    return redirect(_answer_page(visit), code=303)


def _session(visit: Visit) -> ForumSession:
    """Whoever joins has a part in it, or a seat."""
    return visit.invitation.session or visit.invitation.part_asked.session


def _locked(visit: Visit, form: CodeForm, *, asked: bool = False) -> Page:
    page = render_template("profiles/locked_meeting.html", **around(visit), form=form, asked=asked)
    return page, form.status


def _answer_page(visit: Visit) -> str:
    return url_for("invitations.reply", token=visit.token)
