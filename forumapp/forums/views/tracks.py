"""The tracks of an edition."""

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from forumapp.forums import actions, queries
from forumapp.forums.forms import TrackForm
from forumapp.forums.models import Edition
from forumapp.forums.tracks import TRACK_KIND_WORDS, Track
from forumapp.forums.views.blueprint import Answer, blueprint
from forumapp.rights import Permission
from forumapp.web.access import requires
from forumapp.web.forms import BaseForm


@blueprint.route("/manage/<edition:edition>/tracks", methods=["GET", "POST"])
@requires(Permission.EDIT_EDITION)
def tracks(edition: Edition) -> Answer:
    form = TrackForm(others=edition.tracks)
    if form.validate_on_submit():
        actions.add_track(edition, **form.values())
        flash(_("The track is added."))
        return redirect(url_for("forums.tracks", edition=edition), code=303)
    return render_template("forums/tracks.html", form=form, kind_words=TRACK_KIND_WORDS), form.status


@blueprint.route("/manage/<edition:edition>/tracks/<int:position>", methods=["GET", "POST"])
@requires(Permission.EDIT_EDITION)
def track(edition: Edition, position: int) -> Answer:
    stored = _track(edition, position)
    form = TrackForm(obj=stored, others=[one for one in edition.tracks if one is not stored])
    if form.validate_on_submit() and not form.overtaken_by(stored):
        actions.change_track(edition, stored, **form.values())
        flash(_("Saved."))
        return redirect(url_for("forums.tracks", edition=edition), code=303)
    return render_template("forums/track.html", form=form, track=stored), form.status


@blueprint.route("/manage/<edition:edition>/tracks/<int:position>/remove", methods=["GET", "POST"])
@requires(Permission.EDIT_EDITION)
def remove_track(edition: Edition, position: int) -> Answer:
    stored, form = _track(edition, position), BaseForm()
    if form.validate_on_submit():
        actions.remove_track(edition, stored)
        flash(_("The track is removed."))
        return redirect(url_for("forums.tracks", edition=edition), code=303)
    return render_template("forums/remove_track.html", form=form, track=stored)


def _track(edition: Edition, position: int) -> Track:
    return queries.track_by_position(edition, position) or abort(404)
