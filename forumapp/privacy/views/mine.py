"""My data: what is held of me, what I agreed to, and being forgotten."""

import json
from collections.abc import Callable
from typing import Any, TypeVar

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from forumapp import names
from forumapp.agenda import artefacts
from forumapp.consents.purposes import WORDINGS, Purpose
from forumapp.extensions import limiter
from forumapp.privacy import actions, choices, disk, own, telling
from forumapp.privacy.actions import Receipt
from forumapp.privacy.forms import AddressForm, EraseForm
from forumapp.privacy.views import blueprint
from forumapp.privacy.views import door as doors
from forumapp.privacy.views.door import Visit
from forumapp.profiles.forms import CodeForm
from forumapp.refusals import Refused
from forumapp.registrations.addresses import actions as addresses
from forumapp.registrations.addresses import queries as waiting
from forumapp.web import errors
from forumapp.web.access import link_holder, public
from forumapp.web.downloads import download
from forumapp.web.transactions import commits
from forumapp.words import language_at_hand

Page = str | BaseResponse | tuple[str, int]
View = TypeVar("View", bound=Callable[..., Any])

_per_origin = limiter.shared_limit("60 per minute", scope="own data", methods=["POST"])


def _routes(path: str, methods: list[str]) -> Callable[[View], View]:
    """The same page behind the link of a registration and that of an invitation."""

    def add(view: View) -> View:
        for door in (doors.REGISTRATION, doors.INVITATION):
            rule = f"/<lang:lang>/{door}/<token:token>/data{path}"
            blueprint.add_url_rule(rule, view_func=view, methods=methods, defaults={"door": door})
        return view

    return add


@_routes("", ["GET"])
@link_holder
def mine(door: str, token: str) -> Page:
    visit = doors.of(door, token)
    return _page(visit, CodeForm(formdata=None)) if visit else errors.page(410)


@_routes("/code", ["POST"])
@_per_origin
@link_holder
def send_code(door: str, token: str) -> Page:
    """The answer is the same whatever happens."""
    visit = doors.of(door, token)
    if visit is None:
        return errors.page(410)
    visit.send_code()
    return redirect(url_for(".enter_code", door=door, token=token), code=303)


@_routes("/code/enter", ["GET", "POST"])
@_per_origin
@link_holder
@commits
def enter_code(door: str, token: str) -> Page:
    """Tries are counted, also those that fail."""
    visit = doors.of(door, token)
    if visit is None:
        return errors.page(410)
    form = CodeForm()
    if form.validate_on_submit():
        if visit.enter_code(form.code.data):
            return _back(visit)
        form.say_wrong()
    return _page(visit, form, asked=True)


@_routes("/choice", ["POST"])
@_per_origin
@link_holder
def choose(door: str, token: str) -> Page:
    """The link is enough, as it is for cancelling: taking back has to be easy."""
    visit = doors.of(door, token)
    if visit is None:
        return errors.page(410)
    wanted = request.form.get("purpose", "")
    if visit.registration is None or not visit.registration.is_live or wanted not in choices.ASKED:
        abort(404)
    if request.form.get("say") == "agree":
        choices.agree(visit.registration, Purpose(wanted), language_at_hand())
    else:
        choices.take_back(visit.registration, Purpose(wanted))
    flash(_("Saved."))
    return _back(visit)


@_routes(".json", ["GET"])
@link_holder
def as_json(door: str, token: str) -> Page:
    visit = doors.of(door, token)
    if visit is None:
        return errors.page(410)
    if not visit.is_proven:
        return _back(visit)
    known = own.of(visit.traces()).as_json()
    content = json.dumps(known, indent=1, ensure_ascii=False, default=str).encode()
    return download("my-data.json", content, "application/json; charset=utf-8")


@_routes("/address", ["GET", "POST"])
@_per_origin
@link_holder
def new_address(door: str, token: str) -> Page:
    """Behind a code: a link alone, which may have been passed on, takes no registration away from its mailbox."""
    visit = doors.of(door, token)
    if visit is None:
        return errors.page(410)
    registration = visit.registration
    if not visit.is_proven or registration is None or not registration.is_live:
        return _back(visit)
    form = AddressForm()
    if form.validate_on_submit():
        try:
            addresses.ask(registration, form.email.data)
            flash(_("A letter is on its way to the new address. Until it is confirmed there, all stays as it is."))
            return _back(visit)
        except Refused as refusal:
            form.refuse(refusal)
    return render_template("privacy/new_address.html", **_around(visit), form=form, registration=registration), (
        form.status
    )


@_routes("/address/call-off", ["POST"])
@_per_origin
@link_holder
def keep_address(door: str, token: str) -> Page:
    visit = doors.of(door, token)
    if visit is None:
        return errors.page(410)
    if visit.is_proven and visit.registration:
        addresses.call_off(visit.registration)
        flash(_("Your address stays as it is."))
    return _back(visit)


@_routes("/erase", ["GET", "POST"])
@_per_origin
@link_holder
def erase(door: str, token: str) -> Page:
    visit = doors.of(door, token)
    if visit is None:
        return errors.page(410)
    if not visit.is_proven:
        return _back(visit)
    form = EraseForm()
    if form.validate_on_submit():
        if names.normalise_email(form.email.data) != names.normalise_email(visit.address):
            form.email.errors = [_("This is not the address of this link.")]
        else:
            try:
                return _erased(visit)
            except Refused as refusal:
                form.refuse(refusal)
    counts = actions.counted(visit.address)
    return render_template("privacy/erase.html", **_around(visit), form=form, counts=counts), form.status


@blueprint.get("/<lang:lang>/erased")
@public
def erased() -> str:
    """The same for everybody: it tells of nobody."""
    return render_template("privacy/erased.html")


def _erased(visit: Visit) -> BaseResponse:
    actions.erase(visit.address, Receipt(visit.edition.id, visit.language))
    visit.leave()
    answer = redirect(url_for(".erased"), code=303)
    tidy_after(answer)
    return answer


def tidy_after(answer: BaseResponse) -> None:
    """What lies on the disk, once everything is committed."""
    app: Any = current_app._get_current_object()  # type: ignore[attr-defined]

    def tidy() -> None:
        with app.app_context():
            artefacts.forget()
            disk.clean(app.config["SETTINGS"].data_dir)

    answer.call_on_close(tidy)


def _page(visit: Visit, form: CodeForm, *, asked: bool = False) -> Page:
    registration = visit.registration
    known = own.of(visit.traces()) if visit.is_proven else None
    return render_template(
        "privacy/mine.html",
        **_around(visit),
        form=form,
        asked=asked,
        registration=registration,
        purposes={purpose: WORDINGS[purpose].words for purpose in choices.ASKED},
        said=choices.of(registration) if registration else {},
        known=known,
        parts=list(telling.parts(known)) if known else [],
        besides=telling.besides(known) if known else [],
        new_address=waiting.of(registration) if registration and visit.is_proven else None,
    ), form.status


def _back(visit: Visit) -> BaseResponse:
    return redirect(url_for(".mine", door=visit.door, token=visit.token), code=303)


def _around(visit: Visit) -> dict[str, Any]:
    edition = visit.edition
    return {
        "visit": visit,
        "door": visit.door,
        "token": visit.token,
        "edition": edition,
        "brand": {
            "words": edition.short_name,
            "url": url_for("agenda.edition", slug=edition.slug) if edition.is_announced else request.path,
        },
        "accent_url": url_for("brand.accent", series_code=edition.series.code),
    }
