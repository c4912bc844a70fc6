"""My ticket: the square that the desk reads, on the screen and on paper; behind the personal link."""

from flask import render_template, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from forumapp.attendance import paper, tickets
from forumapp.attendance.views import Answer, addresses, blueprint
from forumapp.documents import badges as documents
from forumapp.documents import qr
from forumapp.registrations import opening, queries
from forumapp.registrations.models import Registration
from forumapp.web import errors, languages
from forumapp.web.access import link_holder
from forumapp.web.downloads import download
from forumapp.words import N_, translated

_NO_TICKET = N_("There is no ticket here. The newest letter about your registration says how it stands.")


@blueprint.get("/<lang:lang>/r/<token:token>/ticket")
@link_holder
def ticket(token: str) -> Answer | Response:
    registration = _holder(token)
    if registration is None:
        return errors.page(410, translated(_NO_TICKET))
    edition = registration.edition
    return render_template(
        "attendance/ticket.html",
        registration=registration,
        token=token,
        edition=edition,
        square=Markup(qr.svg(addresses.scanned(registration))),  # noqa: S704 - drawn by ourselves
        midday=opening.midday(edition),
        brand={"words": edition.short_name, "url": url_for("agenda.edition", slug=edition.slug)},
        accent_url=url_for("brand.accent", series_code=edition.series.code),
    )


@blueprint.get("/<lang:lang>/r/<token:token>/ticket.pdf")
@link_holder
def ticket_pdf(token: str) -> Response:
    registration = _holder(token)
    if registration is None:
        return errors.page(410, translated(_NO_TICKET))
    content = documents.ticket_pdf(paper.ticket(registration, addresses.scanned(registration), languages.current()))
    return download(f"{registration.reference}_ticket.pdf", content, "application/pdf")


def _holder(token: str) -> Registration | None:
    registration = queries.by_link(token)
    return registration if registration and tickets.has_ticket(registration) else None
