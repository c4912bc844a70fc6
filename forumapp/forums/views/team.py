"""Who works on an edition."""

from typing import cast

from flask import abort, flash, redirect, render_template, session, url_for
from flask_babel import gettext as _
from flask_login import login_user

from forumapp import wall_times
from forumapp.accounts import passwords
from forumapp.accounts import queries as members
from forumapp.accounts.actions import LastOwner
from forumapp.accounts.forms import PasswordForm
from forumapp.accounts.models import Member, RoleGrant
from forumapp.extensions import db
from forumapp.forums import team as actions
from forumapp.forums.forms import InviteForm, RoleAsTyped, RoleForm
from forumapp.forums.models import Edition
from forumapp.forums.roles import ROLE_HINTS, ROLE_WORDS
from forumapp.forums.team import AlreadyInTeam, TeamInvitation
from forumapp.forums.views.blueprint import Answer, blueprint
from forumapp.rights import Permission, Role
from forumapp.web import errors
from forumapp.web.access import link_holder, member, member_or_none, requires
from forumapp.web.forms import BaseForm
from forumapp.words import translated


@blueprint.get("/manage/<edition:edition>/team")
@requires(Permission.MANAGE_TEAM)
def team(edition: Edition) -> str:
    rows = [
        (given, wall_times.to_wall(given.granted_at, edition.time_zone).date()) for given in members.team_of(edition)
    ]
    return render_template("forums/team.html", rows=rows, role_words=ROLE_WORDS)


@blueprint.route("/manage/<edition:edition>/team/invite", methods=["GET", "POST"])
@requires(Permission.MANAGE_TEAM)
def invite(edition: Edition) -> Answer:
    form = InviteForm(language=member().language)
    if form.validate_on_submit():
        try:
            given = actions.invite(
                edition,
                email=form.email.data,
                name=form.name.data or "",
                language=form.language.data,
                role=Role(form.role.data),
                by=_me(),
            )
        except AlreadyInTeam as refusal:
            form.refuse(refusal, form.email)
        else:
            flash(_("The invitation to %(name)s is on its way.", name=given.member.shown_name))
            return redirect(url_for("forums.team", edition=edition), code=303)
    return render_template("forums/invite.html", form=form, hints=_role_hints()), form.status


@blueprint.route("/manage/<edition:edition>/team/<id:member_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_TEAM)
def role(edition: Edition, member_id: str) -> Answer:
    given = _grant(edition, member_id)
    stored = RoleAsTyped(given)
    form = RoleForm(obj=stored)
    if form.validate_on_submit() and not form.overtaken_by(stored):
        try:
            actions.change_role(edition, given, Role(form.role.data), by=_me())
        except LastOwner as refusal:
            form.refuse(refusal, form.role)
        else:
            flash(_("Saved."))
            return redirect(url_for("forums.team", edition=edition), code=303)
    return render_template("forums/role.html", form=form, grant=given, hints=_role_hints()), form.status


@blueprint.route("/manage/<edition:edition>/team/<id:member_id>/end", methods=["GET", "POST"])
@requires(Permission.MANAGE_TEAM)
def end_access(edition: Edition, member_id: str) -> Answer:
    given, form = _grant(edition, member_id), BaseForm()
    leaving = given.member
    is_me = leaving.id == member().id
    if form.validate_on_submit():
        try:
            actions.end_access(edition, given)
        except LastOwner as refusal:
            form.refuse(refusal)
        else:
            flash(_("%(name)s has no access to this forum any more.", name=leaving.shown_name))
            return redirect(
                url_for("forums.team" if leaving.id != member().id else "forums.mine", edition=edition), 303
            )
    return render_template("forums/end_access.html", form=form, leaving=leaving, is_me=is_me), form.status


@blueprint.route("/<lang:lang>/t/<token:token>", methods=["GET", "POST"])
@link_holder
def join(token: str) -> Answer:
    """The page to which the letter leads. Somebody with a password signs in; others choose one here."""
    invitation = actions.by_link(token)
    if invitation is None:
        return errors.page(410)
    if invitation.member.password_hash:
        return render_template("forums/join.html", form=None, **_shown(invitation))
    form = PasswordForm(obj=invitation.member)
    if form.validate_on_submit():
        return _join(token, form)
    return render_template("forums/join.html", form=form, **_shown(invitation)), form.status


def _join(token: str, form: PasswordForm) -> Answer:
    db.session.rollback()  # argon2 takes a quarter of a second; nobody should wait for our lock meanwhile
    password_hash = passwords.hashed(form.password.data)
    invitation = actions.by_link(token)
    if invitation is None or invitation.member.password_hash:
        return errors.page(410)
    actions.join(invitation, name=form.name.data, password_hash=password_hash)
    session.clear()  # a session id known before signing in is worth nothing after
    login_user(invitation.member)
    session.permanent = True
    flash(_("Your password is set."))
    return redirect(url_for("reports.overview", edition=invitation.edition), code=303)


def _shown(invitation: TeamInvitation) -> dict[str, object]:
    signed_in = member_or_none()
    return {
        "edition": invitation.edition,
        "holder": invitation.member,
        "invited_by": invitation.invited_by,
        "role_words": ROLE_WORDS[invitation.grant.role],
        "role_hint": ROLE_HINTS[invitation.grant.role],
        "is_signed_in": signed_in is not None and signed_in.id == invitation.member.id,
    }


def _grant(edition: Edition, member_id: str) -> RoleGrant:
    return actions.grant_of(edition, member_id) or abort(404)


def _role_hints() -> dict[str, str]:
    return {str(role): translated(words) for role, words in ROLE_HINTS.items()}


def _me() -> Member:
    return cast(Member, member())
