"""What happens inside a session, minute by minute."""

from datetime import timedelta

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from forumapp import formatting
from forumapp.forums.models import Edition
from forumapp.programme import courses, queries
from forumapp.programme.agenda_items import AgendaItem
from forumapp.programme.item_form import ItemForm
from forumapp.programme.models import ForumSession
from forumapp.programme.views.blueprint import Answer, blueprint, session_of, tried
from forumapp.rights import Permission
from forumapp.web.access import requires


@blueprint.route("/manage/<edition:edition>/sessions/<code:code>/items", methods=["GET", "POST"])
@requires(Permission.EDIT_PROGRAMME)
def items(edition: Edition, code: str) -> Answer:
    session = session_of(edition, code)
    form = ItemForm(session=session)
    if form.validate_on_submit() and tried(form, lambda: courses.add_item(session, **form.facts())):
        flash(_("Added to %(code)s.", code=code))
        return redirect(url_for(".items", edition=edition, code=code), code=303)
    page = render_template(
        "programme/items.html", edition=edition, session=session, form=form, items=_timed(session), left=_left(session)
    )
    return page, form.status


@blueprint.route("/manage/<edition:edition>/sessions/<code:code>/items/<int:item_id>", methods=["GET", "POST"])
@requires(Permission.EDIT_PROGRAMME)
def item(edition: Edition, code: str, item_id: int) -> Answer:
    stored = _item(edition, code, item_id)
    form = ItemForm(obj=stored)
    if form.validate_on_submit() and not form.overtaken_by(stored) and tried(form, lambda: _change(stored, form)):
        flash(_("Saved."))
        return redirect(url_for(".items", edition=edition, code=code), code=303)
    page = render_template("programme/item.html", edition=edition, session=stored.session, item=stored, form=form)
    return page, form.status


@blueprint.post("/manage/<edition:edition>/sessions/<code:code>/items/<int:item_id>/move")
@requires(Permission.EDIT_PROGRAMME)
def move_item(edition: Edition, code: str, item_id: int) -> Answer:
    courses.move_item(_item(edition, code, item_id), 1 if request.form.get("to") == "down" else -1)
    return redirect(url_for(".items", edition=edition, code=code), code=303)


@blueprint.post("/manage/<edition:edition>/sessions/<code:code>/items/<int:item_id>/remove")
@requires(Permission.EDIT_PROGRAMME)
def remove_item(edition: Edition, code: str, item_id: int) -> Answer:
    courses.remove_item(_item(edition, code, item_id))
    flash(_("Taken out of %(code)s.", code=code))
    return redirect(url_for(".items", edition=edition, code=code), code=303)


def _item(edition: Edition, code: str, item_id: int) -> AgendaItem:
    return queries.item_in(session_of(edition, code), item_id) or abort(404)


def _change(stored: AgendaItem, form: ItemForm) -> bool:
    courses.change_item(stored, **form.facts())
    return True


def _left(session: ForumSession) -> int | None:
    """Minutes that no item fills yet; None where the session has no time."""
    return None if session.minutes is None else session.minutes - session.minutes_of_items


def _timed(session: ForumSession) -> list[tuple[str, AgendaItem]]:
    """Each item with its time of day, as far as the session has one."""
    timed, passed = [], 0
    for one in session.items:
        at = session.starts_at and session.starts_at + timedelta(minutes=passed)
        timed.append((formatting.clock_time(at, session.edition.time_zone) if at else "", one))
        passed += one.minutes
    return timed
