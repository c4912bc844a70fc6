"""The rooms of an edition."""

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from forumapp.forums import actions, queries
from forumapp.forums.forms import RoomForm
from forumapp.forums.models import Edition, Room
from forumapp.forums.views.blueprint import Answer, blueprint
from forumapp.rights import Permission
from forumapp.web.access import requires
from forumapp.web.forms import BaseForm


@blueprint.route("/manage/<edition:edition>/rooms", methods=["GET", "POST"])
@requires(Permission.EDIT_EDITION)
def rooms(edition: Edition) -> Answer:
    form = RoomForm()
    if form.validate_on_submit():
        actions.add_room(edition, **form.values())
        flash(_("The room is added."))
        return redirect(url_for("forums.rooms", edition=edition), code=303)
    return render_template("forums/rooms.html", form=form), form.status


@blueprint.route("/manage/<edition:edition>/rooms/<int:position>", methods=["GET", "POST"])
@requires(Permission.EDIT_EDITION)
def room(edition: Edition, position: int) -> Answer:
    stored = _room(edition, position)
    form = RoomForm(obj=stored)
    if form.validate_on_submit() and not form.overtaken_by(stored):
        actions.change_room(edition, stored, **form.values())
        flash(_("Saved."))
        return redirect(url_for("forums.rooms", edition=edition), code=303)
    return render_template("forums/room.html", form=form, room=stored), form.status


@blueprint.route("/manage/<edition:edition>/rooms/<int:position>/remove", methods=["GET", "POST"])
@requires(Permission.EDIT_EDITION)
def remove_room(edition: Edition, position: int) -> Answer:
    stored, form = _room(edition, position), BaseForm()
    if form.validate_on_submit():
        actions.remove_room(edition, stored)
        flash(_("The room is removed."))
        return redirect(url_for("forums.rooms", edition=edition), code=303)
    return render_template("forums/remove_room.html", form=form, room=stored)


def _room(edition: Edition, position: int) -> Room:
    return queries.room_by_position(edition, position) or abort(404)
