"""The organisers' pages of the letters to everybody: written, looked at, sent."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from forumapp.announcements import actions, emails, queries
from forumapp.announcements.actions import Whom
from forumapp.announcements.forms import AnnouncementForm, SendForm
from forumapp.announcements.models import KIND_WORDS, MOST_DAYS, Announcement, Kind
from forumapp.announcements.queries import Envelope
from forumapp.forums.models import NOTE_WORDS, Edition, Mode
from forumapp.notifications.rendering import Written
from forumapp.outbox import kinds as letter_kinds
from forumapp.refusals import Refused
from forumapp.rights import Permission
from forumapp.tasks import queries as tasks
from forumapp.tasks import running
from forumapp.tasks.kinds import Named
from forumapp.web.access import requires
from forumapp.words import language_or_default

blueprint = Blueprint("announcements", __name__)

Answer = str | Response | tuple[str, int]
Sample = tuple[str, str, str, Written]
_NAMES = {kind.replace("_", "-"): kind for kind in Kind}


@blueprint.get("/manage/<edition:edition>/letters-to-everybody")
@requires(Permission.SEND_MESSAGES)
def index(edition: Edition) -> str:
    letters = {name: actions.of_or_new(edition, kind) for name, kind in _NAMES.items()}
    return render_template(
        "announcements/index.html",
        edition=edition,
        letters=letters,
        sent={name: len(queries.written_to(one)) for name, one in letters.items()},
        kind_words=KIND_WORDS,
        under_way=[task for task in tasks.unfinished_in(edition.id) if task.kind in actions.TASKS],
    )


@blueprint.route("/manage/<edition:edition>/letters-to-everybody/<name>", methods=["GET", "POST"])
@requires(Permission.SEND_MESSAGES)
def show(edition: Edition, name: str) -> Answer:
    kept = actions.of_or_new(edition, _kind(name))
    form, samples = AnnouncementForm(obj=kept), None
    if form.validate_on_submit():
        if form.only_looks:
            samples = _samples(Announcement(kind=kept.kind, edition=edition, **form.values()))
        elif not form.overtaken_by(kept):
            actions.save(edition, _kind(name), **form.values())
            flash(_("Saved. Nothing was sent."))
            return redirect(url_for(".show", edition=edition, name=name), code=303)
    page = render_template(
        "announcements/show.html",
        edition=edition,
        announcement=kept,
        name=name,
        form=form,
        samples=samples,
        notes=[NOTE_WORDS[note] for note in edition.notes],
        has_online=edition.mode != Mode.IN_PERSON,
        most_days=MOST_DAYS,
        heading=KIND_WORDS[_kind(name)],
        kind_words=letter_kinds.words,
    )
    return page, 200 if samples is not None else form.status


@blueprint.route("/manage/<edition:edition>/letters-to-everybody/<name>/send", methods=["GET", "POST"])
@requires(Permission.SEND_MESSAGES)
def send(edition: Edition, name: str) -> Answer:
    announcement = queries.of(edition, _kind(name))
    if announcement is None:
        return redirect(url_for(".show", edition=edition, name=name))
    counts = {whom: len(actions.letters(announcement, whom)) for whom in Whom}
    form = SendForm(announcement, counts)
    if form.validate_on_submit():
        if not form.was_seen:
            form.show_anew()
            form.form_errors.append(
                _("Somebody wrote other words meanwhile. Look at the letters again; nothing was sent.")
            )
        elif answer := _sent(announcement, form):
            return answer
    page = render_template(
        "announcements/send.html",
        edition=edition,
        announcement=announcement,
        name=name,
        form=form,
        refused=_why_not(announcement),
        counts=counts,
        samples=_samples(announcement),
        heading=KIND_WORDS[_kind(name)],
        kind_words=letter_kinds.words,
    )
    return page, form.status


def people_named(edition: Edition, ids: Sequence[int]) -> Mapping[int, Named]:
    return {
        one.id: Named(one.printed_name, url_for("people.show", edition=edition, person_id=one))
        for one in queries.people(ids)
    }


def registered_named(edition: Edition, ids: Sequence[int]) -> Mapping[int, Named]:
    return {
        one.id: Named(one.name, url_for("registrations.index", edition=edition, q=one.reference))
        for one in queries.registrations(edition, ids)
    }


def _kind(name: str) -> Kind:
    return _NAMES.get(name) or abort(404)


def _sent(announcement: Announcement, form: SendForm) -> Response | None:
    edition = announcement.edition
    try:
        begun = actions.send(announcement, form.chosen, once=form.sent_as)
    except Refused as refusal:
        form.refuse(refusal)
        return None
    going_on = [task for task in begun if not running.run_now(task)]
    if going_on:
        return redirect(url_for("tasks.show", edition=edition, task_id=going_on[0]), code=303)
    count = form.letters
    flash(ngettext("%(num)s letter is on its way.", "%(num)s letters are on their way.", count))
    return redirect(url_for(".index", edition=edition), code=303)


def _why_not(announcement: Announcement) -> str:
    """Why it cannot be sent now; empty where it can."""
    try:
        actions.check(announcement)
    except Refused as refusal:
        return refusal.sentence()
    return ""


def _samples(announcement: Announcement) -> list[Sample]:
    """One real letter in each language: to a participant, to somebody online, to somebody with a part."""
    found: dict[tuple[str, bool, bool], Envelope] = {}
    for one in queries.envelopes(announcement):
        found.setdefault((language_or_default(one.reader.language), one.is_online, one.person is None), one)
    return [
        (announcement.kind, language, one.reader.name, emails.preview(announcement, one))
        for (language, *_), one in found.items()
    ]
