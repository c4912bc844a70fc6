"""Looking at what would be released, and releasing it."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forumapp.agenda import actions, changes, queries, snapshots
from forumapp.agenda.forms import ReleaseForm
from forumapp.agenda.models import LABEL_WORDS, Release
from forumapp.agenda.views.blueprint import blueprint
from forumapp.forums.models import Edition
from forumapp.programme import clashes
from forumapp.programme import queries as programme
from forumapp.programme.models import SessionState
from forumapp.refusals import Refused
from forumapp.rights import Permission
from forumapp.web.access import member, requires


@blueprint.get("/manage/<edition:edition>/agenda")
@requires(Permission.SEE_PROGRAMME)
def manage(edition: Edition) -> str:
    newest = queries.newest(edition)
    form = ReleaseForm(label=newest.label if newest else None) if newest else ReleaseForm()
    form.expected_number.data = str(newest.number + 1 if newest else 1)
    return _page(edition, form, newest)


@blueprint.post("/manage/<edition:edition>/agenda/release")
@requires(Permission.RELEASE)
def release(edition: Edition) -> Response | tuple[str, int]:
    form = ReleaseForm()
    if form.validate_on_submit():
        try:
            made = actions.release(
                edition,
                by_id=member().id,
                label=form.label.data,
                note=form.note.data,
                override_reason=form.override_reason.data or "",
                expected_number=form.number,
            )
        except actions.AlreadyReleased as refusal:
            flash(refusal.sentence(), "note")
            return _back(edition)
        except actions.Clashing as refusal:
            form.refuse(refusal, form.override_reason)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            flash(_("Release %(number)s is public. Nobody was written to.", number=made.number), "good")
            return _back(edition)
    return _page(edition, form, queries.newest(edition)), form.status


def _back(edition: Edition) -> Response:
    return redirect(url_for("agenda.manage", edition=edition), code=303)


def _page(edition: Edition, form: ReleaseForm, newest: Release | None) -> str:
    sessions = programme.sessions_of(edition)
    built = snapshots.of(edition, sessions)
    found = clashes.among(edition, sessions)
    return render_template(
        "agenda/manage.html",
        form=form,
        newest=newest,
        releases=queries.of_edition(edition),
        number=form.number,
        label_words=LABEL_WORDS,
        changes=changes.between(snapshots.upgraded(newest.snapshot), built) if newest else [],
        blocking=clashes.blocking(found),
        advice=[clash for clash in found if not clash.blocks],
        drafts=[session for session in sessions if session.state == SessionState.DRAFT],
        session_count=len(built["sessions"]),
        people_count=len(built["people"]),
        may_edit=member().may(Permission.EDIT_PROGRAMME, edition),
        may_release=member().may(Permission.RELEASE, edition),
        edition=edition,
    )
