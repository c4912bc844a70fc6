"""Signing in by password or by letter, recovery, one's own account."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import login_user, logout_user
from werkzeug.wrappers import Response

from forumapp import links
from forumapp.accounts import actions, passwords, queries, sessions
from forumapp.accounts.forms import AccountForm, AddressForm, PasswordForm, SignInForm
from forumapp.accounts.models import Member
from forumapp.audit import actions as audit
from forumapp.extensions import db
from forumapp.links import Link, Purpose
from forumapp.refusals import Refused
from forumapp.web import errors
from forumapp.web.access import link_holder, member, member_or_none, public, signed_in
from forumapp.web.theme import local_path
from forumapp.web.transactions import commits

blueprint = Blueprint("accounts", __name__)

ORGANISERS = "/manage/"
"""Where the organisers' pages begin; an address, because the page belongs to a feature further right."""

Answer = str | Response | tuple[str, int]


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
@commits
def sign_in() -> Answer:
    form = SignInForm()
    if form.validate_on_submit():
        try:
            return _sign_in_by_password(form)
        except Refused as refusal:
            form.refuse(refusal)
    elif request.method == "GET" and member_or_none():
        return redirect(_after_sign_in())
    return render_template("accounts/sign_in.html", form=form), form.status


@blueprint.post("/sign-out")
@signed_in
def sign_out() -> Response:
    sessions.end(str(session.get("_user_id", "")))
    logout_user()
    session.clear()
    return redirect(url_for("accounts.sign_in"), code=303)


@blueprint.route("/sign-in/by-letter", methods=["GET", "POST"])
@public
def by_letter() -> Answer:
    """Ask for a one-time link; the answer is the same whether the address is known or not."""
    form = AddressForm()
    if form.validate_on_submit():
        actions.send_sign_in_link(form.email.data)
        return redirect(url_for("accounts.letter_sent"), code=303)
    return render_template("accounts/by_letter.html", form=form), form.status


@blueprint.route("/password", methods=["GET", "POST"])
@public
def forgotten() -> Answer:
    form = AddressForm()
    if form.validate_on_submit():
        actions.send_password_link(form.email.data)
        return redirect(url_for("accounts.letter_sent"), code=303)
    return render_template("accounts/forgotten.html", form=form), form.status


@blueprint.get("/sign-in/letter-sent")
@public
def letter_sent() -> str:
    return render_template("accounts/letter_sent.html")


@blueprint.route("/sign-in/<token:token>", methods=["GET", "POST"])
@link_holder
def by_link(token: str) -> Answer | Response:
    """Opening shows a button; only pressing it signs in, because machines open links before people do."""
    link = links.find(Purpose.SIGN_IN, token)
    if link is None:
        return errors.page(410, _("This sign-in link was used or is older than ten minutes. Ask for a new one."))
    if request.method == "POST" and (found := actions.use_sign_in_link(link)):
        _remember_browser(found)
        return redirect(_after_sign_in(), code=303)
    return render_template("accounts/by_link.html")


@blueprint.route("/password/<token:token>", methods=["GET", "POST"])
@link_holder
def set_password(token: str) -> Answer | Response:
    return _choose_password(links.find(Purpose.SET_PASSWORD, token))


@blueprint.route("/manage/-/account", methods=["GET", "POST"])
@signed_in
def account() -> Answer:
    me = _me()
    form = AccountForm(obj=me)
    if form.validate_on_submit():
        me.name, me.language = form.name.data, form.language.data
        flash(_("Saved."))
        return redirect(url_for("accounts.account"), code=303)
    return render_template("accounts/account.html", form=form), form.status


@blueprint.post("/manage/-/account/sign-out-everywhere")
@signed_in
def sign_out_everywhere() -> Response:
    me = _me()
    sessions.end_all(me)
    audit.record("signed out everywhere", f"member {me.id}")
    logout_user()
    session.clear()
    return redirect(url_for("accounts.sign_in"), code=303)


def _sign_in_by_password(form: SignInForm) -> Answer:
    email, origin = form.email.data, request.remote_addr or ""
    actions.check_tries(email, origin)
    found = queries.by_email(email)
    known_hash = found.password_hash if found else None
    db.session.rollback()  # argon2 takes a quarter of a second; nobody should wait for our lock meanwhile
    if not passwords.matches(known_hash, form.password.data or ""):
        actions.remember_failed_try(email, origin)
        form.refuse(Refused(_("E-mail or password is wrong.")))
        return render_template("accounts/sign_in.html", form=form), form.status
    found = queries.by_email(email)
    assert found is not None
    sessions.begin(found)
    audit.record("signed in", f"member {found.id}", actor=f"member {found.id}")
    _remember_browser(found)
    return redirect(_after_sign_in(), code=303)


def _choose_password(link: Link | None) -> Answer | Response:
    if link is None or (found := db.session.get(Member, link.object_id)) is None:
        return errors.page(410)
    form = PasswordForm(obj=found)
    if form.validate_on_submit():
        name, member_id = form.name.data, found.id
        db.session.rollback()
        password_hash = passwords.hashed(form.password.data)
        found = db.session.get_one(Member, member_id)
        found.name = name
        actions.set_password(found, password_hash)
        _remember_browser(found)
        flash(_("Your password is set."))
        return redirect(_after_sign_in(), code=303)
    return render_template("accounts/set_password.html", form=form, holder=found), form.status


def _remember_browser(found: Member) -> None:
    session.clear()  # a session id known before signing in is worth nothing after
    login_user(found)
    session.permanent = True


def _after_sign_in() -> str:
    wanted = local_path(request.args.get("next"))
    return wanted if wanted != "/" else ORGANISERS


def _me() -> Member:
    return db.session.get_one(Member, member().id)
