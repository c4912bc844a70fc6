"""Coming into the directory, and being changed in it."""

import unicodedata

import pytest
from flask import Flask

from forumapp.extensions import db, transaction
from forumapp.people import actions, filters, queries
from forumapp.people.actions import AddressTaken
from forumapp.people.filters import Filters
from forumapp.words import Text
from tests.factories import forums, people


def test_the_same_mailbox_is_the_same_person_and_nothing_of_hers_is_overwritten(app: Flask) -> None:
    first, second = forums.edition(), forums.edition()
    known = people.expert(first, "LIN Yu-ching", email="lin@example.org")
    again = people.expert(second, "Lin Yuching", email="LIN@Example.org", organisation=Text.of("Another"))
    assert again.id == known.id
    assert again.printed_name == "LIN Yu-ching"
    assert again.organisation == Text.of("Example Networks")
    assert queries.is_known_in(first, again) and queries.is_known_in(second, again)


def test_without_an_address_a_name_alone_makes_nobody_the_same(app: Flask) -> None:
    edition = forums.edition()
    first, second = (people.expert(edition, "Suryadi", email="") for _ in range(2))
    assert first.id != second.id


@pytest.mark.parametrize("name", people.FIXTURE_NAMES)
def test_a_printed_name_stays_byte_for_byte_after_nfc(app: Flask, name: str) -> None:
    person = people.expert(forums.edition(), unicodedata.normalize("NFD", name))
    db.session.expire_all()
    assert person.printed_name.encode() == unicodedata.normalize("NFC", name).encode()


def test_an_address_belongs_to_one_person(app: Flask) -> None:
    edition = forums.edition()
    people.expert(edition, email="lin@example.org")
    other = people.expert(edition, "Suryadi")
    with pytest.raises(AddressTaken), transaction():
        actions.update(db.session.merge(other), edition=edition, email="Lin@example.org")


def test_a_changed_name_is_found_and_sorted_anew(app: Flask) -> None:
    edition = forums.edition()
    person = people.expert(edition, "Suryadi")
    with transaction():
        actions.update(db.session.merge(person), edition=edition, printed_name="Ąžuolas Ygaudas")
    found = db.session.scalars(filters.found(edition, Filters(q="azuolas"), language="en", by_address=True)).all()
    assert [one.id for one in found] == [person.id]
