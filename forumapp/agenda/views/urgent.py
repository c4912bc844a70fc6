"""What cannot wait for the next release: one session changes at once, or a session or the whole forum is called off."""

from collections.abc import Sequence

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from forumapp.agenda import actions, calling_off, queries, snapshots, urgent
from forumapp.agenda.forms import CallOffForm, UrgentForm
from forumapp.agenda.models import Release
from forumapp.agenda.telling import Audience, Sample
from forumapp.agenda.views import organisers, progress
from forumapp.agenda.views.blueprint import blueprint
from forumapp.extensions import db
from forumapp.forums.models import CalledOffAlready, Edition, EditionState
from forumapp.outbox import kinds
from forumapp.programme import queries as programme
from forumapp.programme.models import AlreadyCancelled, AlreadyPostponed, ForumSession, SessionState
from forumapp.refusals import Refused
from forumapp.rights import Permission
from forumapp.tasks.models import Task
from forumapp.web.access import member, requires
from forumapp.web.forms import submitted

Page = str | Response | tuple[str, int]

LOOK = "look"
"""The button that shows the letters and does nothing else; what was tried for them is rolled back with the page."""


@blueprint.route("/manage/<edition:edition>/agenda/urgent", methods=["GET", "POST"])
@requires(Permission.RELEASE)
def change_at_once(edition: Edition) -> Page:
    session = _session(edition)
    if session is None:
        return _choose(edition, "agenda.change_at_once", _("Urgent change"))
    newest, found = queries.newest(edition), urgent.consequences(session)
    form, samples = UrgentForm(found, session), None
    if form.validate_on_submit():
        change = urgent.Change(
            form.reason.data, form.place(), form.who_leaves, override_reason=form.override_reason.data or ""
        )
        try:
            if LOOK in request.form:
                samples = urgent.letters_of(session, change, form.tell.data)
                db.session.rollback()  # nothing has happened, and the page says so
                return _change_page(edition, session, form, newest, samples)
            return organisers.done(
                edition,
                *urgent.change_at_once(
                    session, change, by_id=member().id, told=form.tell.data, expected_number=form.number
                ),
            )
        except actions.AlreadyReleased as refusal:
            flash(refusal.sentence(), "note")
            return redirect(url_for(".manage", edition=edition), code=303)
        except actions.Clashing as refusal:
            form.refuse(refusal, form.override_reason)
        except Refused as refusal:
            form.refuse(refusal)
    elif not form.is_submitted():
        form.expected_number.data = str(newest.number + 1 if newest else 1)
    return _change_page(edition, session, form, newest)


@blueprint.route("/manage/<edition:edition>/agenda/call-off", methods=["GET", "POST"])
@requires(Permission.RELEASE)
def call_off(edition: Edition) -> Page:
    """A session that ``session`` names, or else the whole forum."""
    session = _session(edition)
    newest = queries.newest(edition)
    found = urgent.consequences(session, ends=True) if session else calling_off.consequences(edition)
    form, samples = CallOffForm(found), None
    if form.validate_on_submit():
        try:
            if LOOK in request.form:
                samples = _letters(edition, session, form)
                db.session.rollback()
                return _call_off_page(edition, session, form, found, samples)
            return _called_off(edition, session, form)
        except (actions.AlreadyReleased, AlreadyCancelled, AlreadyPostponed, CalledOffAlready) as refusal:
            flash(refusal.sentence(), "note")
            return redirect(url_for(".manage", edition=edition), code=303)
        except Refused as refusal:
            form.refuse(refusal)
    elif not form.is_submitted():
        form.expected_number.data = str(newest.number + 1 if newest else 1)
    return _call_off_page(edition, session, form, found)


def _change_page(
    edition: Edition,
    session: ForumSession,
    form: UrgentForm,
    newest: Release | None,
    samples: Sequence[Sample] | None = None,
) -> Page:
    return render_template(
        "agenda/change_at_once.html",
        edition=edition,
        session=session,
        form=form,
        newest=newest,
        newcomers=urgent.newcomers(session, snapshots.upgraded(newest.snapshot)) if newest else [],
        samples=samples,
        kind_words=kinds.words,
    ), form.status


def _call_off_page(
    edition: Edition,
    session: ForumSession | None,
    form: CallOffForm,
    found: Audience,
    samples: Sequence[Sample] | None = None,
) -> Page:
    sessions = [session] if session else programme.sessions_of(edition)
    return render_template(
        "agenda/call_off.html",
        edition=edition,
        session=session,
        form=form,
        audience=found,
        samples=samples,
        kind_words=kinds.words,
        session_count=sum(one.state == SessionState.CONFIRMED for one in sessions),
        entries=sum(
            change.changes_calendar or bool(change.entry and change.entry.is_held)
            for own in found.own.values()
            for change in own
        ),
    ), form.status


@blueprint.post("/manage/<edition:edition>/agenda/take-up")
@requires(Permission.RELEASE)
def take_up(edition: Edition) -> Response:
    try:
        calling_off.take_up(edition)
        flash(_("The forum takes place. Release the agenda to tell those concerned."), "good")
    except Refused as refusal:
        flash(refusal.sentence(), "note")
    return redirect(url_for(".manage", edition=edition), code=303)


def _letters(edition: Edition, session: ForumSession | None, form: CallOffForm) -> Sequence[Sample]:
    if session is None:
        state = EditionState(form.what.data)
        return calling_off.letters_of(edition, state, reason=form.reason.data, told=form.tell.data)
    return urgent.letters_of(session, _calls_off(form), form.tell.data)


def _calls_off(form: CallOffForm) -> urgent.Change:
    cancels = form.what.data == "cancelled"
    return urgent.Change(form.reason.data, cancels=cancels, postpones=not cancels)


def _called_off(edition: Edition, session: ForumSession | None, form: CallOffForm) -> Response:
    if session is None:
        state = EditionState(form.what.data)
        begun = calling_off.call_off(edition, state, reason=form.reason.data, told=form.tell.data, once=form.sent_as)
        return _say(edition, begun)
    change = _calls_off(form)
    return organisers.done(
        edition,
        *urgent.change_at_once(session, change, by_id=member().id, told=form.tell.data, expected_number=form.number),
    )


def _say(edition: Edition, begun: list[Task]) -> Response:
    letters, going_on = progress.count_at_once(begun)
    if letters:
        words = ngettext("%(num)s letter is on its way.", "%(num)s letters are on their way.", letters)
    else:
        words = _("Nobody was written to.")
    flash(f"{_('The public pages say so from now on.')} {words}", "good")
    if going_on:
        return redirect(url_for("tasks.show", edition=edition, task_id=going_on[0]), code=303)
    return redirect(url_for(".manage", edition=edition), code=303)


def _session(edition: Edition) -> ForumSession | None:
    """The one that the address names."""
    code = request.args.get("session")
    found = (programme.by_code(edition, code) or abort(404)) if code else None
    if found is not None and found.is_cancelled and not submitted():
        abort(404)
    return found


def _choose(edition: Edition, endpoint: str, heading: str) -> str:
    """Which session it is about."""
    sessions = [one for one in programme.sessions_of(edition) if one.state == SessionState.CONFIRMED and one.starts_at]
    return render_template(
        "agenda/choose_session.html", edition=edition, sessions=sessions, endpoint=endpoint, heading=heading
    )
