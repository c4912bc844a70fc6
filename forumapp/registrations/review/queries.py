"""Finding what is to be reviewed."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import contains_eager, joinedload

from forumapp import names
from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.registrations.categories.models import RegistrationCategory
from forumapp.registrations.models import Registration, RegistrationState
from forumapp.registrations.review.models import RegistrationReview

_UNDER_REVIEW = Registration.state == RegistrationState.UNDER_REVIEW
_HERS = Registration.verified_at.is_not(None)
FILTERS: Mapping[str, tuple[ColumnElement[bool], ...]] = {
    "": (_UNDER_REVIEW, _HERS, RegistrationReview.waiting_since.is_not(None)),
    "asked": (_UNDER_REVIEW, RegistrationReview.waiting_since.is_(None)),
    "changed": (_UNDER_REVIEW, _HERS, RegistrationReview.was.is_not(None)),
    "unconfirmed": (_UNDER_REVIEW, ~_HERS),
    "yes": (RegistrationReview.decided_at.is_not(None), Registration.state.not_in([RegistrationState.REJECTED])),
    "no": (Registration.state == RegistrationState.REJECTED,),
}
"""What the list can show; the first is what is to be decided now."""


def of(registration: Registration) -> RegistrationReview | None:
    found = select(RegistrationReview).where(RegistrationReview.registration_id == registration.id)
    return db.session.scalar(found, execution_options={"populate_existing": True})


def listed(
    edition: Edition, state: str = "", search: str = "", category: RegistrationCategory | None = None
) -> Select[RegistrationReview]:
    """Whoever waits longest comes first."""
    found = _with_registration(edition).where(*FILTERS.get(state, FILTERS[""]))
    if category:
        found = found.where(Registration.category_id == category.id)
    for term in names.search_terms(search):
        found = found.where(Registration.search_text.like(f"%{term}%"))
    return found.order_by(
        func.coalesce(RegistrationReview.waiting_since, RegistrationReview.decided_at, RegistrationReview.asked_at),
        Registration.id,
    )


def ids(edition: Edition, state: str, search: str, category: RegistrationCategory | None) -> Sequence[int]:
    """Of the registrations that the list shows on all its pages."""
    return db.session.scalars(
        listed(edition, state, search, category).with_only_columns(Registration.id, maintain_column_froms=True)
    ).all()


def by_references(edition: Edition, references: Collection[str]) -> Sequence[Registration]:
    """Those of this edition; what belongs to another is not found."""
    found = select(Registration).where(Registration.edition_id == edition.id, Registration.reference.in_(references))
    return db.session.scalars(found.order_by(Registration.id)).all()


def by_ids(edition: Edition, numbers: Collection[int]) -> Sequence[Registration]:
    found = select(Registration).where(Registration.edition_id == edition.id, Registration.id.in_(numbers))
    return db.session.scalars(found.order_by(Registration.id)).all()


def count_to_decide(edition: Edition) -> int:
    counted = select(func.count(RegistrationReview.id)).join(Registration)
    return db.session.scalar(counted.where(Registration.edition_id == edition.id, *FILTERS[""])) or 0


def is_reviewed(edition: Edition) -> bool:
    """Whether there ever was something to review here, or will be."""
    if not edition.form_is_extended:
        return False
    asks = select(RegistrationCategory.id).where(
        RegistrationCategory.edition_id == edition.id, RegistrationCategory.is_reviewed
    )
    return (
        db.session.scalar(asks.limit(1)) is not None
        or db.session.scalar(
            select(RegistrationReview.id).join(Registration).where(Registration.edition_id == edition.id).limit(1)
        )
        is not None
    )


def _with_registration(edition: Edition) -> Select[RegistrationReview]:
    return (
        select(RegistrationReview)
        .join(RegistrationReview.registration)
        .options(contains_eager(RegistrationReview.registration).options(joinedload(Registration.own_category)))
        .where(Registration.edition_id == edition.id)
    )
