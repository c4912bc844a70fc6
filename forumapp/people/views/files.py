"""Experts out of a file: choose it, look at it, take it."""

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import ngettext

from forumapp.forums.models import Edition
from forumapp.people import imports
from forumapp.people.forms import PeopleFileForm
from forumapp.people.models import SECTOR_WORDS
from forumapp.people.views import Answer, blueprint
from forumapp.rights import Permission
from forumapp.uploads import actions as uploads
from forumapp.uploads import queries as upload_queries
from forumapp.uploads.models import Kind
from forumapp.web.access import SignedInMember, member, requires
from forumapp.web.files import takes_file
from forumapp.web.forms import BaseForm, submitted


@blueprint.route("/manage/<edition:edition>/people/import", methods=["GET", "POST"])
@requires(Permission.BRING_PEOPLE)
@takes_file
def upload(edition: Edition) -> Answer:
    form = PeopleFileForm()
    if form.validate_on_submit():
        file = form.file
        kept = uploads.keep(member(), Kind.PEOPLE, file_name=file.file_name, content=file.content, edition=edition)
        return redirect(url_for(".uploaded", edition=edition, upload_id=kept), code=303)
    return render_template("people/upload.html", edition=edition, form=form), form.status


@blueprint.route("/manage/<edition:edition>/people/import/<id:upload_id>", methods=["GET", "POST"])
@requires(Permission.BRING_PEOPLE)
def uploaded(edition: Edition, upload_id: str) -> Answer:
    kept = upload_queries.by_public_id(member(), Kind.PEOPLE, upload_id, to_take=submitted())
    if kept is None or kept.edition_id != edition.id:
        abort(404)
    if kept.is_taken:
        return redirect(url_for(".index", edition=edition), code=303)
    form, listed = BaseForm(), imports.read(kept.file_name, kept.content, edition)
    if form.validate_on_submit() and not listed.problems:
        flash(_said(imports.take(listed, edition, by=_co_host(edition))))
        uploads.mark_taken(kept, edition)
        return redirect(url_for(".index", edition=edition), code=303)
    meant = imports.standing(listed, edition)
    return render_template(
        "people/uploaded.html",
        edition=edition,
        upload=kept,
        form=form,
        listed=listed,
        meant=meant,
        sector_words=SECTOR_WORDS,
    ), form.status


def _co_host(edition: Edition) -> SignedInMember | None:
    """Whoever sees everybody's data need not be remembered as the one who brought them."""
    return None if member().may(Permission.EDIT_PEOPLE, edition) else member()


def _said(meant: imports.Standing) -> str:
    """What became of a list."""
    new, there = len(meant.new), len(meant.linked) + len(meant.known)
    words = ngettext("%(num)s person is new.", "%(num)s people are new.", new)
    if not there:
        return str(words)
    kept = ngettext(
        "%(num)s was in the directory already, unchanged.", "%(num)s were in the directory already, unchanged.", there
    )
    return f"{words} {kept}"
