"""The hosts of an edition, the logo of each, and who signs for it."""

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from forumapp.extensions import db
from forumapp.forums import actions, queries
from forumapp.forums.logo_form import LogoForm
from forumapp.forums.models import Edition, EditionHost
from forumapp.forums.signatory_form import SignatoryAsTyped, SignatoryForm
from forumapp.forums.views.blueprint import Answer, blueprint
from forumapp.rights import Permission
from forumapp.web.access import requires
from forumapp.web.files import takes_file
from forumapp.web.forms import submitted


@blueprint.get("/manage/<edition:edition>/hosts")
@requires(Permission.EDIT_EDITION)
def hosts(edition: Edition) -> Answer:
    return render_template("forums/hosts.html")


@blueprint.route("/manage/<edition:edition>/hosts/<int:position>", methods=["GET", "POST"])
@requires(Permission.EDIT_EDITION)
@takes_file
def host(edition: Edition, position: int) -> Answer:
    removes = "remove" in request.form
    form = LogoForm(obj=_host(edition, position))
    if submitted() and not removes:
        db.session.rollback()  # a picture takes its time to decode, and nobody else waits for it (decision 8)
        form.validate()
    stored = _host(edition, position)
    if submitted() and form.version.data != stored.version:
        flash(_("Another host stands here now. Nothing was changed."), "waiting")
        return redirect(url_for("forums.hosts", edition=edition), code=303)
    if removes:
        actions.take_logo_away(edition, stored)
        flash(_("The logo is removed. Released pages show it until the next release."))
        return redirect(url_for("forums.hosts", edition=edition), code=303)
    if submitted() and not form.errors:
        actions.give_logo(edition, stored, form.picture)
        flash(_("The logo is saved. Released pages show it from the next release on."))
        return redirect(url_for("forums.hosts", edition=edition), code=303)
    return render_template("forums/host.html", form=form, host=stored), form.status


@blueprint.route("/manage/<edition:edition>/hosts/<int:position>/signatory", methods=["GET", "POST"])
@requires(Permission.EDIT_EDITION)
def signatory(edition: Edition, position: int) -> Answer:
    host = _host(edition, position)
    stored = SignatoryAsTyped(host)
    form = SignatoryForm(obj=stored)
    if form.validate_on_submit() and not form.overtaken_by(stored):
        actions.set_signatory(edition, host, **form.values())
        flash(_("Saved."))
        return redirect(url_for("forums.hosts", edition=edition), code=303)
    return render_template("forums/signatory.html", form=form, host=host), form.status


@blueprint.get("/manage/<edition:edition>/hosts/logos/<id:logo>.png")
@requires(Permission.EDIT_EDITION)
def host_logo(edition: Edition, logo: str) -> Response:
    found = queries.logos([logo]).get(logo)
    if found is None or found.edition_id != edition.id:
        abort(404)
    return Response(found.content, mimetype="image/png")


def _host(edition: Edition, position: int) -> EditionHost:
    return queries.host_by_position(edition, position) or abort(404)
