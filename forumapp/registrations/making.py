"""A registration as somebody asks for it: neither with a place nor in the database yet."""

from forumapp import clock, names
from forumapp.forums.models import Edition, Mode
from forumapp.registrations import references
from forumapp.registrations.categories.models import RegistrationCategory
from forumapp.registrations.models import Registration


def wanted(
    edition: Edition,
    name: str,
    email: str,
    organisation: str,
    mode: str | None,
    language: str,
    category: RegistrationCategory | None,
) -> Registration:
    """As somebody asks for it, with her class in the line; neither with a place nor in the database yet."""
    mode = mode or usual_mode(edition)
    registration = new(edition, names.normalise_email(email), name, email, organisation, mode, language)
    registration.takes_place = needs_place(edition, mode)
    if category:
        registration.category_id, registration.priority = category.id, category.priority
    return registration


def new(
    edition: Edition,
    email_normalised: str,
    name: str,
    email: str,
    organisation: str,
    mode: str,
    language: str,
) -> Registration:
    registration = Registration(
        edition=edition,
        reference=references.new(edition),
        name=name,
        email=email,
        email_normalised=email_normalised,
        organisation=organisation,
        mode=mode,
        language=language,
        submitted_at=clock.now(),
    )
    registration.edition_id = edition.id
    registration.refresh_search()
    return registration


def usual_mode(edition: Edition) -> str:
    return Mode.ONLINE if edition.mode == Mode.ONLINE else Mode.IN_PERSON


def needs_place(edition: Edition, mode: str) -> bool:
    """At a hybrid forum these are chairs: who follows online needs none, but one of those online."""
    return not (edition.mode == Mode.HYBRID and mode == Mode.ONLINE)
