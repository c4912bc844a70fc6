"""An expert, or a guest, saves a part of her profile, and what follows from it."""

from datetime import date, time, timedelta
from typing import TypedDict, Unpack

from forumapp import clock
from forumapp.audit import actions as audit
from forumapp.consents import actions as consents
from forumapp.consents.purposes import Purpose
from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.invitations.models import Invitation
from forumapp.people import actions as people
from forumapp.people.models import Person
from forumapp.people.pool import NewPosition
from forumapp.pictures import Picture
from forumapp.profiles import queries, signals
from forumapp.profiles.models import AccessNeed, Photo, Profile, Stay
from forumapp.programme import actions as programme
from forumapp.registrations import actions as registrations
from forumapp.registrations import queries as registration_queries
from forumapp.words import Text

ASKED_OF_GUESTS = (Purpose.PHOTOGRAPHED, Purpose.LISTED)
ASKED = (Purpose.BIOGRAPHY_PUBLISHED, Purpose.PHOTO_PUBLISHED, *ASKED_OF_GUESTS)
"""Purposes that a profile asks about, one by one."""


FOOD_KEPT = timedelta(days=14)
KEPT = timedelta(days=30)


_TAKEN_BACK = {
    Purpose.BIOGRAPHY_PUBLISHED: signals.biography_taken_back,
    Purpose.PHOTO_PUBLISHED: signals.photo_taken_back,
}


class Names(TypedDict):
    printed_name: str
    native_name: str
    native_lang: str
    title: Text
    organisation: Text
    new_position: NewPosition | None


class Travel(TypedDict):
    arrives_on: date | None
    arrives_at: time | None
    arrives_with: str
    departs_on: date | None
    departs_at: time | None
    departs_with: str


class Needed(TypedDict):
    access: list[str]
    access_words: str
    diet: list[str]
    diet_words: str


def save_names(invitation: Invitation, **names: Unpack[Names]) -> None:
    """As she wants to be printed: in the directory, on her badge, and in the programme from the next release on."""
    edition, person = invitation.edition, invitation.person
    sort_name = person.sort_name if names["printed_name"] == person.printed_name else ""
    people.update(person, edition=edition, sort_name=sort_name, **names)
    programme.print_anew(edition, person)
    registration = registration_queries.live_of_person(edition, person)
    if registration is not None and registration.came_by_invitation:
        organisation = person.organisation.in_language(registration.language)
        registrations.change(registration, person.printed_name, organisation)
    _record("names", invitation)


def save_languages(invitation: Invitation, languages: list[str]) -> None:
    people.update(invitation.person, edition=invitation.edition, languages=languages)
    _record("languages", invitation)


def save_gender(invitation: Invitation, gender: str) -> None:
    people.update(invitation.person, edition=invitation.edition, gender=gender)
    _record("restricted", invitation)


def save_biography(invitation: Invitation, biography: Text) -> None:
    profile = queries.profile_of(invitation.person)
    if profile.id is None:
        profile = Profile(person_id=invitation.person_id)
        db.session.add(profile)
    profile.biography, profile.saved_at = biography, clock.now()
    db.session.flush()
    _record("biography", invitation)


def save_photo(invitation: Invitation, picture: Picture) -> None:
    """Instead of an earlier one."""
    _forget_photo(invitation.person)
    db.session.add(
        Photo(
            person_id=invitation.person_id,
            content=picture.content,
            width=picture.width,
            height=picture.height,
            saved_at=clock.now(),
        )
    )
    db.session.flush()
    _record("photo", invitation)


def remove_photo(invitation: Invitation) -> None:
    _forget_photo(invitation.person)
    _record("photo removed", invitation)


def save_stay(invitation: Invitation, **travel: Unpack[Travel]) -> None:
    stay = queries.stay_of(invitation.edition, invitation.person)
    if stay.id is None:
        stay = Stay(edition_id=invitation.edition_id, person_id=invitation.person_id)
        db.session.add(stay)
    for name, value in travel.items():
        setattr(stay, name, value)
    stay.saved_at = clock.now()
    db.session.flush()
    _record("restricted", invitation)


def save_needs(invitation: Invitation, **needed: Unpack[Needed]) -> None:
    """Who wants nothing any more leaves no row behind."""
    need = queries.need_of(invitation.edition, invitation.person)
    if need.id is None:
        need = AccessNeed(edition_id=invitation.edition_id, person_id=invitation.person_id)
        db.session.add(need)
    for name, value in needed.items():
        setattr(need, name, value)
    need.saved_at = clock.now()
    db.session.flush()
    if need.says_nothing:
        db.session.delete(need)
        db.session.flush()
    _record("restricted", invitation)


def agree(invitation: Invitation, purpose: Purpose, language: str) -> None:
    consents.record(invitation.person, invitation.edition, purpose, language)
    _record(f"agreed: {purpose}", invitation)


def take_back(invitation: Invitation, purpose: Purpose) -> None:
    """As easily as it was given."""
    consents.withdraw(invitation.person, invitation.edition, purpose)
    if taken_back := _TAKEN_BACK.get(purpose):
        taken_back.send(invitation.person, edition_id=invitation.edition_id)
    _record(f"taken back: {purpose}", invitation)


def forget_due() -> None:
    """What was needed for a forum alone: food after 14 days, the rest after 30 (domain.md 8.6)."""
    today = clock.now().date()
    for need in queries.needs_of_forums_before(today - FOOD_KEPT):
        need.diet, need.diet_words = [], ""
        if need.says_nothing:
            db.session.delete(need)
    queries.delete_stays_and_needs_before(today - KEPT)
    db.session.flush()


def _forget_photo(person: Person) -> None:
    if photo := queries.photo_of(person):
        db.session.delete(photo)
        db.session.flush()
        signals.photo_taken_back.send(person)


def _record(part: str, invitation: Invitation) -> None:
    """Of stay and needs not even which of them (INV-27)."""
    edition: Edition = invitation.edition
    audit.record("profile saved", f"person {invitation.person.public_id}", part, edition)
