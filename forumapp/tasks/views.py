"""How far a long piece of work has come."""

from typing import Any

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from forumapp import clock
from forumapp.refusals import Refused
from forumapp.rights import Permission
from forumapp.tasks import actions, kinds, queries
from forumapp.tasks.models import Task
from forumapp.web.access import member, requires

blueprint = Blueprint("tasks", __name__)

LOOK_AGAIN = 3
"""Seconds after which a browser asks again, without any script."""


@blueprint.get("/manage/<edition:edition>/tasks/<id:task_id>")
@requires(Permission.SEE_EDITION)
def show(edition: Any, task_id: str) -> Response:
    task = _task(edition, task_id)
    kind, left_out = kinds.of(task), queries.left_out(task)
    page = render_template(
        "tasks/show.html",
        edition=edition,
        task=task,
        kind=kind,
        left_out=left_out,
        done=queries.count_done(task),
        named=kind.name(edition, [item.object_id for item in left_out]),
        is_stuck=task.is_stuck(clock.now()),
    )
    answer = make_response(page)
    if task.is_unfinished:
        answer.headers["Refresh"] = str(LOOK_AGAIN)
    return answer


@blueprint.post("/manage/<edition:edition>/tasks/<id:task_id>/cancel")
@requires(Permission.SEE_EDITION)
def cancel(edition: Any, task_id: str) -> BaseResponse:
    task = _task(edition, task_id, to_change=True)
    try:
        actions.cancel(task, edition)
        flash(_("Cancelled: what was not done yet stays undone."))
    except Refused as refusal:
        flash(refusal.sentence(), "note")
    return redirect(url_for(".show", edition=edition, task_id=task), code=303)


def _task(edition: Any, public_id: str, *, to_change: bool = False) -> Task:
    """Only for those who may do such work themselves; for others there is no such page."""
    task = queries.by_public_id_in(edition.id, public_id, to_change=to_change)
    if task is None or not _may_see(task, edition):
        abort(404)
    return task


def _may_see(task: Task, edition: Any) -> bool:
    kind, looking = kinds.of(task), member()
    enough = kind.own_permission if task.made_by == f"member {looking.id}" else None
    return looking.may(kind.permission, edition) or (enough is not None and looking.may(enough, edition))
