"""Who else comes, for whoever takes part: those alone who agreed to stand in the list."""

from flask import abort, render_template, url_for
from werkzeug.wrappers import Response

from forumapp.attendance import queries
from forumapp.attendance.views import Answer, blueprint
from forumapp.registrations import queries as registrations
from forumapp.web import errors, languages
from forumapp.web.access import link_holder


@blueprint.get("/<lang:lang>/r/<token:token>/participants")
@link_holder
def others(token: str) -> Answer | Response:
    registration = registrations.by_link(token)
    if registration is None:
        return errors.page(410)
    if not registration.takes_part:
        abort(404)
    edition = registration.edition
    listed = queries.listed(edition, languages.current())
    return render_template(
        "attendance/others.html",
        speakers=[one for one in listed if one.registration.is_speaker and not one.is_crew],
        participants=[one for one in listed if not one.registration.is_speaker],
        crew=[one for one in listed if one.registration.is_speaker and one.is_crew],
        token=token,
        edition=edition,
        brand={"words": edition.short_name, "url": url_for("agenda.edition", slug=edition.slug)},
        accent_url=url_for("brand.accent", series_code=edition.series.code),
    )
