"""Looking at what would be released and who would be told, and releasing it."""

from dataclasses import dataclass
from functools import cached_property

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from forumapp.agenda import actions, affected, changes, queries, snapshots, telling
from forumapp.agenda.affected import Told
from forumapp.agenda.emails import Cause
from forumapp.agenda.forms import NumberedForm, QuietForm, ReleaseForm, words_of_affected
from forumapp.agenda.models import LABEL_WORDS, WHOM_WORDS, Release
from forumapp.agenda.snapshots import Snapshot
from forumapp.agenda.telling import Audience
from forumapp.agenda.views import progress
from forumapp.agenda.views.blueprint import blueprint
from forumapp.forums.models import Edition
from forumapp.outbox import kinds
from forumapp.programme import advice, clashes
from forumapp.programme import queries as programme
from forumapp.programme.models import ForumSession, SessionState
from forumapp.refusals import Refused
from forumapp.rights import Permission
from forumapp.tasks import queries as tasks
from forumapp.tasks.models import Task
from forumapp.web.access import member, requires


@dataclass
class Planned:
    """What a release would freeze now, beside the newest; each thing is worked out once."""

    edition: Edition
    newest: Release | None

    @cached_property
    def sessions(self) -> list[ForumSession]:
        return list(programme.sessions_of(self.edition))

    @cached_property
    def before(self) -> Snapshot | None:
        return snapshots.upgraded(self.newest.snapshot) if self.newest else None

    @cached_property
    def after(self) -> Snapshot:
        return snapshots.build(self.edition, self.sessions)

    @cached_property
    def audience(self) -> Audience:
        frozen = {one.id: affected.frozen(one, self.edition) for one in self.sessions}
        known = self.newest.unlisted if self.newest else None
        return telling.audience(self.edition, Told(self.before, self.after, frozen, unlisted=known))

    @property
    def number(self) -> int:
        return self.newest.number + 1 if self.newest else 1

    @property
    def cause(self) -> Cause:
        return Cause(number=self.number)


@blueprint.get("/manage/<edition:edition>/agenda")
@requires(Permission.SEE_PROGRAMME)
def manage(edition: Edition) -> str:
    planned = Planned(edition, queries.newest(edition))
    label = {"label": planned.newest.label} if planned.newest else {}
    return _page(planned, _numbered(ReleaseForm(planned.audience, **label), planned))


@blueprint.post("/manage/<edition:edition>/agenda/release")
@requires(Permission.RELEASE)
def release(edition: Edition) -> Response | tuple[str, int]:
    planned = Planned(edition, queries.newest(edition))
    form = ReleaseForm(planned.audience)
    if 0 < form.number < planned.number:  # whom it concerned is told; nobody is left to choose
        flash(actions.AlreadyReleased(number=planned.number - 1).sentence(), "note")
        return _back(edition)
    if form.validate_on_submit():
        try:
            made, begun = actions.release_and_tell(
                edition,
                by_id=member().id,
                label=form.label.data,
                note=form.note.data,
                override_reason=form.override_reason.data or "",
                expected_number=form.number,
                told=form.tell.data,
            )
        except actions.AlreadyReleased as refusal:
            flash(refusal.sentence(), "note")
            return _back(edition)
        except actions.Clashing as refusal:
            form.refuse(refusal, form.override_reason)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return done(edition, made, begun)
    return _page(planned, form), form.status


@blueprint.post("/manage/<edition:edition>/agenda/correct")
@requires(Permission.RELEASE)
def correct(edition: Edition) -> Response:
    """Mended wording becomes public at once, and nobody is told."""
    form = QuietForm()
    if form.validate_on_submit():
        try:
            made = actions.correct_quietly(edition, by_id=member().id, expected_number=form.number)
        except Refused as refusal:
            flash(refusal.sentence(), "note")
        else:
            return done(edition, made, [])
    return _back(edition)


def done(edition: Edition, made: Release, begun: list[Task]) -> Response:
    """Say what became of it; a handful of letters is written before the answer."""
    letters, going_on = progress.count_at_once(begun)
    if letters:
        words = ngettext(
            "Release %(number)s is public. %(num)s letter is on its way.",
            "Release %(number)s is public. %(num)s letters are on their way.",
            letters,
            number=made.number,
        )
    else:
        words = _("Release %(number)s is public. Nobody was written to.", number=made.number)
    flash(words, "good")
    if going_on:
        return redirect(url_for("tasks.show", edition=edition, task_id=going_on[0]), code=303)
    return _back(edition)


def _numbered(form: ReleaseForm, planned: Planned) -> ReleaseForm:
    form.expected_number.data = str(planned.number)
    return form


def _back(edition: Edition) -> Response:
    return redirect(url_for("agenda.manage", edition=edition), code=303)


def _page(planned: Planned, form: ReleaseForm) -> str:
    edition, newest, built = planned.edition, planned.newest, planned.after
    found = clashes.among(edition, planned.sessions)
    changed = changes.between(planned.before, built) if planned.before else []
    may_release = member().may(Permission.RELEASE, edition)
    return render_template(
        "agenda/manage.html",
        form=form,
        quiet=_quiet(planned) if changed and may_release else None,
        newest=newest,
        take_up=QuietForm(),
        releases=queries.of_edition(edition),
        number=form.number,
        label_words=LABEL_WORDS,
        whom_words=WHOM_WORDS,
        changes=changed,
        audience=planned.audience if may_release else None,
        words_of_affected=words_of_affected,
        samples=planned.audience.samples(edition, planned.cause) if may_release else [],
        kind_words=kinds.words,
        under_way=[task for task in tasks.unfinished_in(edition.id) if task.kind in telling.KINDS],
        blocking=clashes.blocking(found),
        advice=advice.of(edition, found).standing,
        drafts=[session for session in planned.sessions if session.state == SessionState.DRAFT],
        session_count=len(built["sessions"]),
        people_count=len(built["people"]),
        may_edit=member().may(Permission.EDIT_PROGRAMME, edition),
        may_release=may_release,
        edition=edition,
    )


def _quiet(planned: Planned) -> NumberedForm | None:
    """The button for wording alone, where there is nothing else."""
    if planned.before is None or not changes.are_words_alone(planned.before, planned.after):
        return None
    form = QuietForm()
    form.expected_number.data = str(planned.number)
    return form
