"""The team's pages where it says yes to each: the list, one registration, many at once."""

from collections.abc import Mapping, Sequence

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from forumapp.forums.models import Edition
from forumapp.names import one_line
from forumapp.refusals import Refused
from forumapp.registrations import queries, standing
from forumapp.registrations.addresses import queries as addresses
from forumapp.registrations.categories import queries as categories
from forumapp.registrations.categories.models import RegistrationCategory
from forumapp.registrations.models import Registration
from forumapp.registrations.questions import queries as questions
from forumapp.registrations.questions import shown as shown_answers
from forumapp.registrations.review import actions
from forumapp.registrations.review import queries as reviews
from forumapp.registrations.review.forms import ApproveForm, AskForm, DecideForm, RefuseForm
from forumapp.registrations.seats import queries as seats
from forumapp.registrations.views import Answer, blueprint
from forumapp.rights import Permission
from forumapp.tasks import queries as tasks
from forumapp.tasks import running
from forumapp.tasks.kinds import Named
from forumapp.web import pagination
from forumapp.web.access import member, requires


@blueprint.get("/manage/<edition:edition>/registrations/review")
@requires(Permission.SEE_REGISTRATIONS)
def review(edition: Edition) -> str:
    state, search, category = _filter(edition)
    return render_template(
        "registrations/review.html",
        page=pagination.paginate(reviews.listed(edition, state, search, category)),
        to_decide=reviews.count_to_decide(edition),
        state=state,
        search=search,
        category=category.key if category else "",
        categories=[one for one in categories.of_edition(edition) if one.is_reviewed],
        may_edit=member().may(Permission.EDIT_REGISTRATIONS, edition),
    )


@blueprint.route("/manage/<edition:edition>/registrations/review/decide", methods=["GET", "POST"])
@requires(Permission.EDIT_REGISTRATIONS)
def decide(edition: Edition) -> Answer | Response:
    """What the address names: those that were ticked, or all that the filter finds."""
    chosen = _chosen(edition)
    form = DecideForm(len(chosen))
    if form.is_submitted() and tasks.by_once(form.once.data or ""):
        return _to_review(edition)
    if chosen and form.validate_on_submit():
        task = actions.begin(edition, actions.Act(form.act.data), chosen, form.reason.data or "", form.once.data)
        if not running.run_now(task) or tasks.left_out(task):
            return redirect(url_for("tasks.show", edition=edition, task_id=task), code=303)
        flash(ngettext("%(num)s is decided; a letter says so.", "%(num)s are decided; letters say so.", task.done))
        return _to_review(edition)
    return render_template("registrations/decide.html", form=form, count=len(chosen)), form.status


@blueprint.get("/manage/<edition:edition>/registrations/<code:reference>")
@requires(Permission.SEE_REGISTRATIONS)
def show(edition: Edition, reference: str) -> str:
    registration, may_edit = _found(edition, reference), member().may(Permission.EDIT_REGISTRATIONS, edition)
    needs = member().may(Permission.SEE_NEEDS, edition)
    return render_template(
        "registrations/show.html",
        registration=registration,
        as_what=standing.as_what(edition, [registration]),
        answers=shown_answers.of(registration, restricted=needs) if may_edit else None,
        review=reviews.of(registration),
        form=_approve_form(registration),
        new_address=addresses.of(registration) if may_edit else None,
        has_categories=len(categories.of_edition(edition)) > 1,
        may_edit=may_edit,
    )


@blueprint.post("/manage/<edition:edition>/registrations/<code:reference>/approve")
@requires(Permission.EDIT_REGISTRATIONS)
def approve(edition: Edition, reference: str) -> Response:
    registration = _found(edition, reference)
    form = _approve_form(registration)
    if not form.validate():
        abort(422)
    try:
        without_files = bool(form.without_files and form.without_files.data)
        actions.approve(registration, form.sessions.data or None, without_files=without_files)
        flash(_("%(reference)s is approved; a letter says so.", reference=reference))
    except Refused as refusal:
        flash(refusal.sentence(), "stop")
    return _to_review(edition)


@blueprint.route("/manage/<edition:edition>/registrations/<code:reference>/ask", methods=["GET", "POST"])
@requires(Permission.EDIT_REGISTRATIONS)
def ask(edition: Edition, reference: str) -> Answer | Response:
    registration, form = _found(edition, reference), AskForm()
    if form.validate_on_submit():
        try:
            actions.ask(registration, form.words.data, form.answer_by.data)
            flash(_("%(reference)s is asked; a letter is on its way.", reference=reference))
            return _to_review(edition)
        except Refused as refusal:
            form.refuse(refusal)
    return render_template("registrations/ask.html", form=form, registration=registration), form.status


@blueprint.route("/manage/<edition:edition>/registrations/<code:reference>/refuse", methods=["GET", "POST"])
@requires(Permission.EDIT_REGISTRATIONS)
def refuse(edition: Edition, reference: str) -> Answer | Response:
    registration, form = _found(edition, reference), RefuseForm()
    if form.validate_on_submit():
        try:
            actions.refuse(registration, form.reason.data)
            flash(_("%(reference)s is refused; a letter says so.", reference=reference))
            return _to_review(edition)
        except Refused as refusal:
            form.refuse(refusal)
    return render_template("registrations/refuse.html", form=form, registration=registration), form.status


def named(edition: Edition, ids: Sequence[int]) -> Mapping[int, Named]:
    """For the page of the task: who was left out."""
    return {
        one.id: Named(one.reference, url_for("registrations.show", edition=edition, reference=one.reference))
        for one in reviews.by_ids(edition, ids)
    }


def _filter(edition: Edition) -> tuple[str, str, RegistrationCategory | None]:
    state = request.args.get("state", "")
    category = categories.by_key(edition, request.args.get("category", ""))
    return state if state in reviews.FILTERS else "", one_line(request.args.get("q", "")), category


def _chosen(edition: Edition) -> Sequence[int]:
    if request.args.get("all"):
        return reviews.ids(edition, *_filter(edition))
    return [one.id for one in reviews.by_references(edition, request.args.getlist("chosen")[: pagination.PAGE_SIZE])]


def _approve_form(registration: Registration) -> ApproveForm:
    sessions = seats.sessions_that_may_give(registration.edition)
    return ApproveForm(sessions, lacks_files=bool(questions.missing_files(registration)))


def _found(edition: Edition, reference: str) -> Registration:
    """What belongs to another edition looks like what does not exist (trust.md T4)."""
    return queries.by_reference(edition, reference) or abort(404)


def _to_review(edition: Edition) -> Response:
    return redirect(url_for("registrations.review", edition=edition), code=303)
