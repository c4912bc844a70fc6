"""What the hosts still miss of each person."""

from datetime import date

from flask import Flask

from forumapp.clock import now
from forumapp.extensions import db, transaction
from forumapp.forums.models import Mode
from forumapp.invitations.models import Invitation
from forumapp.people.models import Person
from forumapp.profiles import queries
from forumapp.profiles.models import Photo, Profile, Stay
from forumapp.profiles.parts import Missing
from forumapp.words import Text
from tests.factories import invitations, people
from tests.support.statements import statements

EVERYTHING = (Missing.TITLE, Missing.ORGANISATION, Missing.BIOGRAPHY, Missing.PHOTO, Missing.ARRIVAL)


def test_who_told_nothing_misses_everything_and_who_told_all_nothing(app: Flask) -> None:
    panel = invitations.panel()
    silent = invitations.invitation(panel, state="accepted", title=Text(), organisation=Text())
    told = invitations.invitation(panel, state="accepted", printed_name="Suryadi")
    with transaction():
        db.session.add(Profile(person_id=told.person_id, biography=Text.of("Writes."), saved_at=now()))
        db.session.add(Photo(person_id=told.person_id, content=b"x", width=1, height=1, saved_at=now()))
        day = date(2026, 10, 23)
        stay = Stay(edition_id=told.edition_id, person_id=told.person_id, arrives_on=day, departs_on=day)
        db.session.add(stay)
    both = [db.session.get_one(Person, one.person_id) for one in (silent, told)]
    found = queries.missing(panel.edition, both)
    assert found == {both[0].id: EVERYTHING, both[1].id: ()}


def test_arrival_is_asked_of_those_alone_who_accepted_and_come(app: Flask) -> None:
    asked = invitations.invitation().id
    webinar = invitations.panel(mode=Mode.ONLINE)
    online = invitations.invitation(webinar, state="accepted", printed_name="Suryadi").id
    for invitation_id in (asked, online):
        one = db.session.get_one(Invitation, invitation_id)
        assert Missing.ARRIVAL not in queries.missing(one.edition, [one.person])[one.person_id]


def test_it_takes_four_queries_for_thirty_people(app: Flask) -> None:
    panel = invitations.panel()
    ids = [people.expert(panel.edition).id for _ in range(30)]
    edition, everybody = panel.edition, [db.session.get_one(Person, one) for one in ids]
    with statements(app) as said:
        queries.missing(edition, everybody)
    assert len([words for words in said if words.lstrip().upper().startswith("SELECT")]) == 4
