"""My certificate: made by a press, read as PDF, shared or not; behind the personal link. Others find nothing here."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forumapp.certificates import actions, paper, queries, wording
from forumapp.certificates.models import Certificate
from forumapp.certificates.views.blueprint import Answer, blueprint
from forumapp.documents import certificates as documents
from forumapp.notifications import rendering
from forumapp.registrations import queries as registrations
from forumapp.registrations.models import Registration
from forumapp.web import languages
from forumapp.web.access import link_holder
from forumapp.web.downloads import download


@blueprint.get("/<lang:lang>/r/<token:token>/certificate")
@link_holder
def mine(token: str) -> Answer:
    registration = _holder(token)
    edition, made = registration.edition, queries.of(registration)
    parts = made.parts if made else queries.parts_held(registration)
    return render_template(
        "certificates/mine.html",
        registration=registration,
        edition=edition,
        token=token,
        certificate=made,
        is_as_printed=made is None or _is_as_printed(made),
        deeds=wording.deeds(parts),
        terms=actions.of_or_new(edition),
        check_url=_address(made, languages.current()) if made else "",
        brand={"words": edition.short_name, "url": url_for("agenda.edition", slug=edition.slug)},
        accent_url=url_for("brand.accent", series_code=edition.series.code),
    )


@blueprint.post("/<lang:lang>/r/<token:token>/certificate/make")
@link_holder
def make(token: str) -> Response:
    actions.make(_holder(token))
    return _back(token)


@blueprint.post("/<lang:lang>/r/<token:token>/certificate/make-anew")
@link_holder
def make_anew(token: str) -> Response:
    actions.make_anew(_holder(token))
    flash(_("Made anew, with another code. The earlier code is unknown from now on."))
    return _back(token)


@blueprint.post("/<lang:lang>/r/<token:token>/certificate/share")
@link_holder
def share(token: str) -> Response:
    return _shared(token, with_name=True)


@blueprint.post("/<lang:lang>/r/<token:token>/certificate/stop-sharing")
@link_holder
def stop_sharing(token: str) -> Response:
    return _shared(token, with_name=False)


@blueprint.get("/<lang:lang>/r/<token:token>/certificate.pdf")
@link_holder
def certificate_pdf(token: str) -> Response:
    """``hours`` in the address: how long the forum was stands on it, where the team said so."""
    registration = _holder(token)
    made, language = queries.of(registration) or abort(404), languages.current()
    values = paper.certificate(
        made,
        actions.of_or_new(registration.edition),
        rendering.page_url("certificates.look_up", lang=language),
        _address(made, language),
        language,
        with_hours="hours" in request.args,
    )
    name = f"{registration.edition.slug}_certificate_{registration.reference}_{language}.pdf"
    return download(name, documents.certificate_pdf(values), "application/pdf")


def _holder(token: str) -> Registration:
    registration = registrations.by_link(token)
    if registration is None or not queries.may_have(registration):
        abort(404)
    return registration


def _is_as_printed(made: Certificate) -> bool:
    """Whether it still says how she is called."""
    return made.printed_name == made.registration.name


def _address(made: Certificate, language: str) -> str:
    return rendering.page_url("certificates.check", lang=language, code=made.spoken_code)


def _shared(token: str, *, with_name: bool) -> Response:
    registration = _holder(token)
    if queries.of(registration) is None:
        abort(404)
    actions.share(registration, with_name=with_name)
    flash(
        _("Whoever has the code now also reads your name.")
        if with_name
        else _("Whoever has the code reads your initials and the forum alone.")
    )
    return _back(token)


def _back(token: str) -> Response:
    return redirect(url_for(".mine", token=token), code=303)
