"""The topics of the series, seen from one of its forums."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from forumapp.forums.models import Edition, Topic
from forumapp.programme import queries, topics
from forumapp.programme.topic_forms import RemoveTopicForm, TopicForm
from forumapp.programme.topics import Used
from forumapp.programme.views.blueprint import Answer, blueprint
from forumapp.rights import Permission
from forumapp.web.access import requires


@blueprint.route("/manage/<edition:edition>/topics", methods=["GET", "POST"], endpoint="topics")
@requires(Permission.EDIT_EDITION)
def all_topics(edition: Edition) -> Answer:
    there = queries.topics_of(edition)
    form = TopicForm(others=there)
    if form.validate_on_submit():
        topics.add(edition, **form.values())
        flash(_("The topic is added."))
        return redirect(url_for(".topics", edition=edition), code=303)
    used = topics.used(edition)
    page = render_template("programme/topics.html", edition=edition, form=form, topics=there, used=used)
    return page, form.status


@blueprint.route("/manage/<edition:edition>/topics/<key>", methods=["GET", "POST"])
@requires(Permission.EDIT_EDITION)
def topic(edition: Edition, key: str) -> Answer:
    stored = _topic(edition, key)
    form = TopicForm(obj=stored, others=_others(edition, stored))
    if form.validate_on_submit() and not form.overtaken_by(stored):
        topics.change(edition, stored, **form.values())
        flash(_("Saved."))
        return redirect(url_for(".topics", edition=edition), code=303)
    page = render_template("programme/topic.html", edition=edition, form=form, topic=stored)
    return page, form.status


@blueprint.post("/manage/<edition:edition>/topics/<key>/move")
@requires(Permission.EDIT_EDITION)
def move_topic(edition: Edition, key: str) -> Answer:
    topics.move(edition, _topic(edition, key), 1 if request.form.get("to") == "down" else -1)
    return redirect(url_for(".topics", edition=edition), code=303)


@blueprint.route("/manage/<edition:edition>/topics/<key>/remove", methods=["GET", "POST"])
@requires(Permission.EDIT_EDITION)
def remove_topic(edition: Edition, key: str) -> Answer:
    """What is filed under it is told in numbers; another topic may take its place."""
    stored = _topic(edition, key)
    used = topics.used(edition).get(stored.id, Used())
    form = RemoveTopicForm(others=_others(edition, stored))
    if form.validate_on_submit():
        instead = _topic(edition, form.instead.data) if form.instead.data else None
        topics.remove(edition, stored, instead)
        flash(_("The topic is removed."))
        return redirect(url_for(".topics", edition=edition), code=303)
    page = render_template("programme/remove_topic.html", edition=edition, form=form, topic=stored, used=used)
    return page, form.status


def _topic(edition: Edition, key: str) -> Topic:
    return topics.by_key(edition, key) or abort(404)


def _others(edition: Edition, stored: Topic) -> list[Topic]:
    return [one for one in queries.topics_of(edition) if one is not stored]
