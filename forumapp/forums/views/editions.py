"""Lists of editions: everybody's and one's own."""

from flask import render_template
from werkzeug.wrappers import Response

from forumapp import clock
from forumapp.accounts.models import Member
from forumapp.extensions import db
from forumapp.forums import queries, standing
from forumapp.forums.roles import ROLE_WORDS
from forumapp.forums.views.blueprint import blueprint
from forumapp.rights import Permission
from forumapp.web import languages
from forumapp.web.access import member, public, signed_in


@blueprint.get("/")
@public
def front_door() -> Response:
    """Whoever has one forum before it wants its visitors there; otherwise they choose."""
    now = clock.now()
    upcoming = [edition for edition in queries.announced() if not edition.is_over(now)]
    return languages.leading_to(f"/{upcoming[0].slug}/" if len(upcoming) == 1 else "/")


@blueprint.get("/<lang:lang>/")
@public
def index() -> str:
    now, editions = clock.now(), queries.announced()
    return render_template(
        "forums/index.html",
        upcoming=[edition for edition in editions if not edition.is_over(now)],
        past=[edition for edition in reversed(editions) if edition.is_over(now)],
    )


@blueprint.get("/manage/")
@signed_in
def mine() -> str:
    me = db.session.get_one(Member, member().id)
    now, editions = clock.now(), queries.for_member(me)
    return render_template(
        "forums/mine.html",
        rows=[(edition, standing.of(edition, now)) for edition in editions],
        roles={edition.id: ROLE_WORDS[role] for edition in editions if (role := me.role_in(edition))},
        me=me,
        may_create=me.may(Permission.CREATE_FORUM),
    )
