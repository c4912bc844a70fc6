"""Check and send: letters are seen before the first one leaves; then they leave in the background."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from forumapp.forums.models import Edition
from forumapp.invitations import actions, advice, choosing, clearance, emails, letters, queries, sending
from forumapp.invitations.models import Invitation
from forumapp.invitations.sending_forms import LettersForm, SendForm
from forumapp.invitations.views.blueprint import blueprint
from forumapp.notifications.rendering import Written
from forumapp.outbox import kinds
from forumapp.people.post import Reader
from forumapp.programme import queries as programme
from forumapp.refusals import Refused
from forumapp.rights import Permission
from forumapp.tasks import queries as tasks
from forumapp.tasks import running
from forumapp.tasks.kinds import Named
from forumapp.tasks.models import Task
from forumapp.web.access import member, requires
from forumapp.words import language_or_default

Answer = str | Response | tuple[str, int]


@dataclass(frozen=True)
class Sample:
    """A letter to look at before it leaves."""

    invitation: Invitation
    reader: Reader
    written: Written

    @property
    def language(self) -> str:
        return language_or_default(self.reader.language)


@blueprint.route("/manage/<edition:edition>/invitations/send", methods=["GET", "POST"])
@requires(Permission.INVITE)
def check(edition: Edition) -> Answer:
    drafts = queries.drafts(edition)
    to_clear = [one for one in drafts if one.awaits_clearance]
    leaving = letters.about([one for one in drafts if not one.awaits_clearance])
    reached = {one.id for one, _ in leaving}
    sendable = [one for one in drafts if one.id in reached]
    form = SendForm(edition, [one.public_id for one in sendable])
    form.letters = sum(one.public_id in form.chosen for one, _ in leaving)
    if form.validate_on_submit():
        try:
            return send(edition, form, [one for one in sendable if one.public_id in form.chosen])
        except Refused as refusal:
            form.refuse(refusal, form.respond_on)
    return render_template(
        "invitations/check.html",
        edition=edition,
        form=form,
        sendable=sendable,
        advice=advice.before_sending(edition, [(one.role.session, ()) for one in sendable if one.role]),
        unwritable=[
            (one, choosing.no_way(one.person, [])) for one in drafts if one.id not in reached and one not in to_clear
        ],
        asked_elsewhere=choosing.asked_elsewhere(member(), edition, [one.person for one in sendable]),
        samples=samples(letters.some(leaving), form),
        tally=tally((letters.kind_of(one), reader) for one, reader in leaving),
        to_clear=to_clear,
        under_way=tasks.unfinished_in(edition.id),
        not_asked=len(queries.roles_not_asked(edition)),
    ), form.status


def send(edition: Edition, form: LettersForm, invitations: Sequence[Invitation]) -> Response:
    """Begin once for each form; a handful is done before the answer. Raises DeadlinePassed."""
    if known := sent_before(edition, form):
        return known
    if not invitations:
        flash(_("These invitations were sent already; nothing was sent twice."), "note")
        return redirect(url_for(_next_page(edition), edition=edition), code=303)
    if any(one.awaits_clearance for one in invitations):
        if not member().may(Permission.CLEAR_INVITATIONS, edition):
            return _left_to_clear(edition, form, invitations)
        clearance.clear(invitations)  # who may clear has just looked at them
    task = sending.begin(edition, invitations, form.instant, form.terms, form.sent_as)
    if not running.run_now(task) or tasks.left_out(task):
        return _to_progress(edition, task)
    flash(ngettext("%(num)s invitation is on its way.", "%(num)s invitations are on their way.", task.done))
    return redirect(url_for(_next_page(edition), edition=edition), code=303)


def _left_to_clear(edition: Edition, form: LettersForm, invitations: Sequence[Invitation]) -> Response:
    for one in invitations:
        actions.set_terms(one, form.terms)
    words = ngettext(
        "%(num)s invitation is drafted. Its letter leaves once it is cleared.",
        "%(num)s invitations are drafted. Their letters leave once they are cleared.",
        len(invitations),
    )
    flash(words, "note")
    return redirect(url_for(".index", edition=edition), code=303)


def sent_before(edition: Edition, form: LettersForm) -> Response | None:
    """Where the first press of this button led."""
    task = tasks.by_once(form.sent_as)
    if task is None or task.edition_id != edition.id:
        return None
    flash(_("These invitations were sent already; nothing was sent twice."), "note")
    return _to_progress(edition, task)


def named(edition: Edition, ids: Sequence[int]) -> Mapping[int, Named]:
    """For the page of the task: who was left out."""
    return {
        one.id: Named(one.person.printed_name, url_for("invitations.show", edition=edition, invitation_id=one))
        for one in queries.by_ids_in(edition, ids)
    }


def samples(some: Sequence[tuple[Invitation, Reader]], form: LettersForm) -> list[Sample]:
    """The letters as they will be sent."""
    terms = form.terms
    return [
        Sample(one, reader, emails.preview(one, reader, form.instant_or_now, terms.costs, terms.with_words))
        for one, reader in some
    ]


def tally(leaving: Iterable[tuple[str, Reader]]) -> list[tuple[str, str, int]]:
    """How many letters of which kind, in which language."""
    return [
        (
            _("%(letter)s, to the contact", letter=kinds.words(kind)) if to_contact else kinds.words(kind),
            language,
            number,
        )
        for kind, to_contact, language, number in letters.counted(leaving)
    ]


def _to_progress(edition: Edition, task: Task) -> Response:
    return redirect(url_for("tasks.show", edition=edition, task_id=task), code=303)


def _next_page(edition: Edition) -> str:
    """A forum of one session goes on to its release; where there are more, one looks at who was asked."""
    is_small = len(programme.codes_of(edition)) == 1 and member().may(Permission.RELEASE, edition)
    return "agenda.manage" if is_small else ".index"
