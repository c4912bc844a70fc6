"""The privacy notice of a forum: for everybody, and for the team that words it."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forumapp.forums.models import Edition
from forumapp.privacy import notice
from forumapp.privacy.forms import NoticeForm
from forumapp.privacy.notice import Heading
from forumapp.privacy.views import Answer, blueprint
from forumapp.rights import Permission
from forumapp.web.access import member, public, requires


@blueprint.get("/<lang:lang>/<edition:edition>/privacy")
@public
def notice_page(edition: Edition) -> str:
    return render_template(
        "privacy/notice.html",
        **_facts(edition),
        brand={"words": edition.short_name, "url": url_for("agenda.edition", slug=edition.slug)},
        accent_url=url_for("brand.accent", series_code=edition.series.code),
    )


@blueprint.get("/manage/<edition:edition>/privacy")
@requires(Permission.EDIT_EDITION)
def manage_notice(edition: Edition) -> str:
    may_erase = member().may(Permission.MANAGE_TEAM, edition)
    return render_template("privacy/manage_notice.html", **_facts(edition), may_erase=may_erase)


@blueprint.route("/manage/<edition:edition>/privacy/<name>", methods=["GET", "POST"])
@requires(Permission.EDIT_EDITION)
def edit_notice(edition: Edition, name: str) -> Answer | Response:
    if name not in set(Heading):
        abort(404)
    heading = Heading(name)
    form = NoticeForm(words=notice.of(edition).own.get(heading))
    if form.validate_on_submit():
        notice.write(edition, heading, form.words.data)
        flash(_("Saved."))
        return redirect(url_for(".manage_notice", edition=edition, _anchor=name), code=303)
    facts = _facts(edition) | {"words": notice.WORDS[heading], "heading": heading}
    return render_template("privacy/edit_notice.html", **facts, form=form), form.status


def _facts(edition: Edition) -> dict[str, Any]:
    return {
        "edition": edition,
        "notice": notice.of(edition),
        "headings": notice.WORDS,
        "articles": notice.ASKED_BY,
        "keeping": notice.KEEPING,
        "asked": notice.asked(edition),
    }
