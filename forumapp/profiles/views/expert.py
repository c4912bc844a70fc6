"""The expert's own page behind the link of her invitation: one page, saved in parts."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from forumapp import clock
from forumapp.audit import actions as audit
from forumapp.consents.purposes import WORDINGS, Purpose
from forumapp.documents import glyphs
from forumapp.extensions import db, limiter
from forumapp.forums.models import Mode
from forumapp.invitations import answering, ended, facts
from forumapp.profiles import actions, sheets
from forumapp.profiles.forms import (
    AttendanceForm,
    BiographyForm,
    CodeForm,
    GenderForm,
    LanguagesForm,
    NamesForm,
    NeedsForm,
    PhotoForm,
    StayForm,
)
from forumapp.profiles.parts import MISSING_WORDS, OF_SPEAKERS, PART_OF_MISSING, Part
from forumapp.profiles.sheets import Sheet
from forumapp.profiles.views import door
from forumapp.profiles.views.blueprint import blueprint
from forumapp.profiles.views.door import Visit
from forumapp.refusals import Refused
from forumapp.web import errors, passes
from forumapp.web.access import link_holder
from forumapp.web.files import takes_file
from forumapp.web.forms import BaseForm, EditingForm, submitted
from forumapp.web.transactions import commits
from forumapp.words import language_at_hand

Page = str | BaseResponse | tuple[str, int]

_EDITING: Mapping[Part, tuple[type[EditingForm], Callable[[Sheet], Any], Callable[..., None]]] = {
    Part.NAMES: (NamesForm, lambda sheet: sheet.person, actions.save_names),
    Part.BIOGRAPHY: (BiographyForm, lambda sheet: sheet.profile, actions.save_biography),
    Part.LANGUAGES: (LanguagesForm, lambda sheet: sheet.person, actions.save_languages),
    Part.STAY: (StayForm, lambda sheet: sheet.stay, actions.save_stay),
    Part.NEEDS: (NeedsForm, lambda sheet: sheet.need, actions.save_needs),
    Part.GENDER: (GenderForm, lambda sheet: sheet.person, actions.save_gender),
}
"""Parts of typed facts: their form, what it edits, who saves it."""

per_origin = limiter.shared_limit("60 per minute", scope="profile", methods=["POST"])


@blueprint.get("/<lang:lang>/i/<token:token>/profile")
@link_holder
def show(token: str) -> Page:
    visit = door.of(token)
    if visit is None:
        return errors.page(410, offer=ended.offer(token))
    if not visit.is_welcome:
        return redirect(_answer_page(token))
    return _page(visit) if visit.is_open else _locked(visit, CodeForm(formdata=None))


@blueprint.post("/<lang:lang>/i/<token:token>/profile/code")
@per_origin
@link_holder
def send_code(token: str) -> Page:
    """The answer is the same whatever happens."""
    visit = door.of(token, to_change=True)
    if visit is None:
        return errors.page(410, offer=ended.offer(token))
    if visit.is_welcome:
        visit.send_code()
    return redirect(url_for(".enter_code", token=token), code=303)


@blueprint.route("/<lang:lang>/i/<token:token>/profile/code/enter", methods=["GET", "POST"])
@per_origin
@link_holder
@commits
def enter_code(token: str) -> Page:
    """Tries are counted, also those that fail."""
    visit = door.of(token, to_change=submitted())
    if visit is None:
        return errors.page(410, offer=ended.offer(token))
    form = CodeForm()
    if not visit.is_welcome:
        return redirect(_answer_page(token))
    if form.validate_on_submit():
        if visit.enter_code(form.code.data):
            return redirect(url_for(".show", token=token), code=303)
        form.say_wrong()
    return _locked(visit, form, asked=True)


@blueprint.post("/<lang:lang>/i/<token:token>/profile/close")
@link_holder
def close(token: str) -> Page:
    """This browser forgets what it may see."""
    visit = door.of(token)
    if visit is None:
        return errors.page(410, offer=ended.offer(token))
    passes.end(visit.invitation.public_id)
    return redirect(_answer_page(token), code=303)


@blueprint.route("/<lang:lang>/i/<token:token>/profile/<part>", methods=["GET", "POST"])
@per_origin
@link_holder
@takes_file
def save(token: str, part: str) -> Page:
    """One part; an address read again, in another language for instance, shows the whole page."""
    if part not in set(Part):
        abort(404)
    if not submitted():
        return redirect(url_for(".show", token=token))
    # Before the database is asked: a picture takes its time to decode (decision 8), and strangers get none.
    photo = PhotoForm() if part == Part.PHOTO and "remove" not in request.form and passes.any_held() else None
    if photo is not None:
        photo.validate()
    visit = door.of(token, to_change=True)
    if visit is None:
        return errors.page(410, offer=ended.offer(token))
    if not (visit.is_welcome and visit.is_open):
        return redirect(url_for(".show", token=token), code=303)
    sheet = _sheet(visit)
    if not visit.shows(Part(part), sheet):
        return redirect(url_for(".show", token=token), code=303)
    with audit.acting_as(visit.holder.by):
        return _save(Part(part), visit, sheet, photo)


@blueprint.get("/<lang:lang>/i/<token:token>/profile/portrait/<id:photo_id>.jpg")
@link_holder
def photo(token: str, photo_id: str) -> Response:
    """Under the rule of the page that shows it (INV-24)."""
    visit = door.of(token)
    if visit is None:
        return errors.page(410, offer=ended.offer(token))
    sheet = _sheet(visit)
    if sheet.photo is None or sheet.photo.public_id != photo_id or not visit.shows(Part.PHOTO, sheet):
        abort(404)
    return Response(sheet.photo.content, mimetype="image/jpeg")


def _save(part: Part, visit: Visit, sheet: Sheet, photo: PhotoForm | None) -> Page:
    match part:
        case Part.PHOTO:
            return _save_photo(visit, photo)
        case Part.ATTENDANCE:
            return _save_attendance(visit)
        case Part.CONSENTS:
            return _save_consent(visit)
    kind, stored, action = _EDITING[part]
    form: Any = kind(obj=stored(sheet))
    previewed = part == Part.NAMES and "preview" in request.form
    if form.validate() and not previewed and not form.overtaken_by(stored(sheet)):
        try:
            action(visit.invitation, **form.facts())
            return _saved(visit, part)
        except Refused as refusal:
            form.refuse(refusal)
    return _page(visit, {part: form})


def _save_photo(visit: Visit, form: PhotoForm | None) -> Page:
    if form is None:
        actions.remove_photo(visit.invitation)
        return _saved(visit, Part.PHOTO)
    if form.errors:
        return _page(visit, {Part.PHOTO: form})
    actions.save_photo(visit.invitation, form.picture)
    return _saved(visit, Part.PHOTO)


def _save_attendance(visit: Visit) -> Page:
    form, invitation = AttendanceForm(), visit.invitation
    if form.validate():
        try:
            answering.accept(invitation, invitation.message, online=form.mode.data == Mode.ONLINE, by=visit.holder.by)
            return _saved(visit, Part.ATTENDANCE)
        except Refused as refusal:
            form.refuse(refusal)
    return _page(visit, {Part.ATTENDANCE: form})


def _save_consent(visit: Visit) -> Page:
    purpose = Purpose(request.form.get("purpose", "")) if request.form.get("purpose") in set(Purpose) else None
    if purpose not in _purposes(visit):
        abort(404)
    if request.form.get("say") == "agree":
        actions.agree(visit.invitation, purpose, language_at_hand())
    else:
        actions.take_back(visit.invitation, purpose)
    return _saved(visit, Part.CONSENTS)


def _saved(visit: Visit, part: Part) -> BaseResponse:
    visit.wrote(part)
    flash(_("Saved."))
    return redirect(url_for(".show", token=visit.token), code=303)


def _page(visit: Visit, bound: Mapping[Part, BaseForm] | None = None) -> Page:
    sheet, given = _sheet(visit), dict(bound or {})
    forms = _forms(visit, sheet) | given
    shown = {part for part in Part if visit.shows(part, sheet)}
    status = max((form.status for form in given.values()), default=200)
    names: Any = forms[Part.NAMES]
    missing = [] if visit.invitation.is_guest else [item for item in sheet.missing if PART_OF_MISSING[item] in shown]
    return render_template(
        "profiles/show.html",
        **around(visit),
        sheet=sheet,
        forms={str(part): form for part, form in forms.items()},
        shown={str(part) for part in shown},
        is_whole=all(part in shown or visit.keeps_from_contact(part) or not visit.asks(part) for part in Part),
        hers_alone={str(part) for part in Part if visit.keeps_from_contact(part)},
        bound=next((str(part) for part in given), ""),
        missing=[(PART_OF_MISSING[item], MISSING_WORDS[item]) for item in missing],
        slides=facts.of(visit.invitation).slides,
        may_change_mode=visit.invitation.is_answerable(clock.now()),
        preview=names.facts(),
        unprintable=glyphs.missing(f"{names.printed_name.data or ''}{names.native_name.data or ''}"),
        purposes={purpose: WORDINGS[purpose].words for purpose in _purposes(visit)},
        asked={str(part) for part in Part if visit.asks(part) and not (sheet.is_crew and part in OF_SPEAKERS)},
    ), status


def _purposes(visit: Visit) -> tuple[Purpose, ...]:
    return actions.ASKED_OF_GUESTS if visit.invitation.is_guest else actions.ASKED


def _forms(visit: Visit, sheet: Sheet) -> dict[Part, BaseForm]:
    """Each with what is kept, and none with what another form of the page sent."""
    editing: dict[Part, BaseForm] = {
        part: kind(formdata=None, obj=stored(sheet))
        for part, (kind, stored, _action) in _EDITING.items()
        if visit.shows(part, sheet)
    }
    mode = visit.invitation.mode
    return editing | {
        Part.PHOTO: PhotoForm(formdata=None),
        Part.ATTENDANCE: AttendanceForm(formdata=None, data={"mode": mode}),
    }


def _locked(visit: Visit, form: CodeForm, *, asked: bool = False) -> Page:
    return render_template("profiles/locked.html", **around(visit), form=form, asked=asked), form.status


def _sheet(visit: Visit) -> Sheet:
    with db.session.no_autoflush:  # empty rows are made to be shown, never to be stored
        return sheets.of(visit.invitation.edition, visit.invitation.person)


def around(visit: Visit) -> dict[str, Any]:
    invitation, edition = visit.invitation, visit.invitation.edition
    return {
        "token": visit.token,
        "invitation": invitation,
        "edition": edition,
        "title": (invitation.session or edition).title,
        "is_proven": visit.is_proven,
        "for_whom": invitation.person.printed_name if visit.holder.contact else "",
        "brand": {
            "words": edition.short_name,
            "url": url_for("agenda.edition", slug=edition.slug) if edition.is_announced else request.path,
        },
        "accent_url": url_for("brand.accent", series_code=edition.series.code),
    }


def _answer_page(token: str) -> str:
    return url_for("invitations.reply", token=token)
