"""How a registration comes before the team: when it is sent, and when she changes who she is."""

from forumapp import clock, rows
from forumapp.extensions import db
from forumapp.registrations.models import Registration, RegistrationState
from forumapp.registrations.review import queries
from forumapp.registrations.review.models import RegistrationReview

_LOOKED_AT_AGAIN = (RegistrationState.APPROVED, RegistrationState.WAITLISTED, RegistrationState.OFFERED)


def begin(registration: Registration) -> None:
    """Written already, under review."""
    rows.write(RegistrationReview(registration_id=registration.id, waiting_since=clock.now()))


def look_again(registration: Registration, name_before: str, organisation_before: str) -> bool:
    """Where the team says yes to each, a changed name is a new question; her place stays hers meanwhile (INV-13).

    False where nothing changed, or the team does not look. Who is here already was seen.
    """
    if (registration.name, registration.organisation) == (name_before, organisation_before):
        return False
    review = queries.of(registration)
    if review and registration.is_under_review:
        was = {"name": name_before, "organisation": organisation_before}
        review.was = review.was or (was if registration.keeps_place or registration.queued_at else None)
        return True
    category = registration.own_category
    if category is None or not category.is_reviewed or registration.came_by_invitation:
        return False
    if registration.state not in _LOOKED_AT_AGAIN:
        return False
    if review is None:
        review = RegistrationReview(registration_id=registration.id, waiting_since=None)
        db.session.add(review)
    review.look_again({"name": name_before, "organisation": organisation_before}, clock.now())
    registration.go_back_to_review()
    db.session.flush()
    return True
