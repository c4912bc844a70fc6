"""A forum out of a programme that exists already: send the file, see what would be taken, confirm."""

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from forumapp.accounts.models import Member
from forumapp.extensions import db
from forumapp.forums import queries as forums
from forumapp.refusals import Refused
from forumapp.rights import Permission
from forumapp.setup import uploaded_programmes
from forumapp.setup.imports import Programme
from forumapp.setup.programme_file_form import ProgrammeFileForm
from forumapp.setup.views.blueprint import Answer, blueprint
from forumapp.uploads import actions as uploads
from forumapp.uploads import queries as upload_queries
from forumapp.uploads.models import Kind, Upload
from forumapp.web.access import member, requires
from forumapp.web.files import takes_file
from forumapp.web.forms import BaseForm, submitted


@blueprint.route("/manage/-/forums/import", methods=["GET", "POST"])
@requires(Permission.CREATE_FORUM)
@takes_file
def upload() -> Answer:
    form = ProgrammeFileForm(all_series=list(forums.all_series()))
    if form.validate_on_submit():
        kept = uploads.keep(
            member(),
            Kind.PROGRAMME,
            file_name=form.file.file_name,
            content=form.file.content,
            wishes=form.wishes(),
        )
        return redirect(url_for(".uploaded", upload_id=kept), code=303)
    return render_template("setup/upload.html", form=form), form.status


@blueprint.route("/manage/-/forums/import/<id:upload_id>", methods=["GET", "POST"])
@requires(Permission.CREATE_FORUM)
def uploaded(upload_id: str) -> Answer:
    kept = upload_queries.by_public_id(member(), Kind.PROGRAMME, upload_id, to_take=submitted()) or abort(404)
    if made := uploaded_programmes.made_of(kept):
        return redirect(url_for("programme.index", edition=made), code=303)
    form, programme = BaseForm(), uploaded_programmes.read(kept)
    if form.validate_on_submit() and not programme.problems:
        try:
            edition = uploaded_programmes.take(kept, db.session.get_one(Member, member().id))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            flash(_("The programme is imported into a new draft. Nothing was sent, and the public sees nothing yet."))
            return redirect(url_for("programme.index", edition=edition), code=303)
    return _page(kept, form, programme), form.status


def _page(kept: Upload, form: BaseForm, programme: Programme) -> str:
    wishes = uploaded_programmes.wishes(kept)
    if programme.problems:
        return render_template("setup/uploaded.html", upload=kept, form=form, programme=programme, wishes=wishes)
    zone = wishes.time_zone or programme.time_zone
    return render_template(
        "setup/uploaded.html",
        upload=kept,
        form=form,
        programme=programme,
        wishes=wishes,
        zone=zone,
        dates=programme.days(zone),
        by_day=uploaded_programmes.by_day(programme, zone),
        tracks=uploaded_programmes.tracks(programme, wishes),
    )
