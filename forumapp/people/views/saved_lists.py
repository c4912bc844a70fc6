"""Saved lists of a team, and the groups of its series."""

from collections.abc import Sequence
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from forumapp.forums.models import Edition
from forumapp.people import groups, parts, queries, saved
from forumapp.people.filters import STATUS_WORDS, Filters
from forumapp.people.forms import ChosenForm, GroupForm, ListForm
from forumapp.people.lists import SavedList
from forumapp.people.views import Answer, blueprint
from forumapp.people.views.directory import filtered
from forumapp.refusals import Refused
from forumapp.rights import Permission
from forumapp.web.access import requires
from forumapp.web.forms import BaseForm


@blueprint.route("/manage/<edition:edition>/people/lists/new", methods=["GET", "POST"])
@requires(Permission.EDIT_PEOPLE)
def new_list(edition: Edition) -> Answer:
    """What the filters of the address find, under a name."""
    filters = Filters.read(request.args).without_list()
    if not filters.query:
        return redirect(url_for(".index", edition=edition))
    form = ListForm()
    if form.validate_on_submit():
        try:
            made = saved.save_filter(edition, form.name.data or "", filters.query)
            flash(_("The list “%(name)s” is saved.", name=made.name))
            return redirect(filtered(edition, Filters.read(made.query)), code=303)
        except saved.ListNameTaken as refusal:
            form.refuse(refusal, form.name)
    return render_template("people/new_list.html", edition=edition, form=form, filters=filters), form.status


@blueprint.route("/manage/<edition:edition>/people/lists/chosen", methods=["GET", "POST"])
@requires(Permission.EDIT_PEOPLE)
def chosen(edition: Edition) -> Answer:
    """People who were ticked go onto a list, or off the one they were ticked on."""
    people = saved.known_by_ids(edition, request.args.getlist("people"))
    if not people:
        flash(_("Nobody was ticked."), "note")
        return redirect(url_for(".index", edition=edition, list=request.args.get("list") or None))
    here = saved.by_public_id(edition, request.args.get("list", ""))
    form = ChosenForm(lists=[one for one in saved.of_edition(edition) if not one.is_filter and one is not here])
    if form.validate_on_submit():
        try:
            onto = saved.by_public_id(edition, form.onto)
            filled = _fill(edition, onto, form.name.data or "", people)
            return redirect(url_for(".index", edition=edition, list=filled.public_id), code=303)
        except saved.ListNameTaken as refusal:
            form.refuse(refusal, form.name)
    return render_template("people/chosen.html", edition=edition, form=form, people=people, here=here), form.status


@blueprint.post("/manage/<edition:edition>/people/lists/<id:list_id>/take-out")
@requires(Permission.EDIT_PEOPLE)
def take_out(edition: Edition, list_id: str) -> Answer:
    kept = _list(edition, list_id)
    people = saved.known_by_ids(edition, request.form.getlist("people"))
    if people:
        saved.take_out(kept, edition, people)
        flash(ngettext("%(num)s person is off the list.", "%(num)s people are off the list.", len(people)))
    return redirect(url_for(".index", edition=edition, list=list_id), code=303)


@blueprint.get("/manage/<edition:edition>/people/lists")
@requires(Permission.SEE_PEOPLE)
def lists(edition: Edition) -> str:
    return render_template(
        "people/lists.html", edition=edition, lists=saved.of_edition(edition), sizes=saved.sizes(edition)
    )


@blueprint.route("/manage/<edition:edition>/people/lists/<id:list_id>/remove", methods=["GET", "POST"])
@requires(Permission.EDIT_PEOPLE)
def remove_list(edition: Edition, list_id: str) -> Answer:
    kept, form = _list(edition, list_id), BaseForm()
    if form.validate_on_submit():
        saved.remove(kept, edition)
        flash(_("The list is removed."))
        return redirect(url_for(".lists", edition=edition), code=303)
    return render_template("people/remove_list.html", edition=edition, form=form, list=kept), form.status


@blueprint.route("/manage/<edition:edition>/people/groups", methods=["GET", "POST"])
@requires(Permission.EDIT_PEOPLE)
def series_groups(edition: Edition) -> Answer:
    form: Any = GroupForm()
    if form.validate_on_submit():
        try:
            groups.add(edition, **form.facts())
            flash(_("Saved."))
            return redirect(url_for(".series_groups", edition=edition), code=303)
        except Refused as refusal:
            form.refuse(refusal, form.name)
    return render_template(
        "people/series_groups.html",
        edition=edition,
        form=form,
        groups=queries.groups_of(edition.series),
        status_words=STATUS_WORDS,
    ), form.status


@blueprint.route("/manage/<edition:edition>/people/groups/<key>", methods=["GET", "POST"])
@requires(Permission.EDIT_PEOPLE)
def edit_group(edition: Edition, key: str) -> Answer:
    group = queries.group_of(edition.series, key) or abort(404)
    stored = parts.stored(name=group.name, standing=group.status)
    form = GroupForm(obj=stored)
    if form.validate_on_submit() and not form.overtaken_by(stored):
        try:
            groups.change(edition, group, **form.facts())
            flash(_("Saved."))
            return redirect(url_for(".series_groups", edition=edition), code=303)
        except Refused as refusal:
            form.refuse(refusal, form.name)
    return render_template("people/edit_group.html", edition=edition, form=form, group=group), form.status


def _fill(edition: Edition, onto: SavedList | None, name: str, people: Sequence[Any]) -> SavedList:
    if onto is None:
        made = saved.choose(edition, name, people)
        flash(_("The list “%(name)s” is saved.", name=made.name))
        return made
    new = saved.add(onto, edition, people)
    flash(ngettext("%(num)s person is new on the list.", "%(num)s people are new on the list.", new))
    return onto


def _list(edition: Edition, list_id: str) -> SavedList:
    return saved.by_public_id(edition, list_id) or abort(404)
