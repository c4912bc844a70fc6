"""A forum with something of everything, and the addresses that only those know who got them by letter."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import count

from flask import Flask
from sqlalchemy import select

from bench.storm import files
from bench.storm.files import Files
from forumapp import clock, links
from forumapp.accounts.models import Member
from forumapp.attendance import tickets
from forumapp.demo import filling
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.links import Purpose
from forumapp.notifications import rendering
from forumapp.registrations import actions as registrations
from forumapp.registrations.models import Registration
from tests.factories import categories, invitations, materials, people_pool, programme, questions, seats
from tests.support.signed_in import Team

PEOPLE = 10
"""Who registered."""

SOON = timedelta(days=20)

WITH_REGISTRATION = ("", "/data", "/answers", "/ticket", "/files", "/calendar", "/participants", "/change", "/cancel")
WITH_INVITATION = ("", "/profile", "/data", "/join", "/new-time", "/withdraw", "/new-link")

_numbers = count(1)


@dataclass(frozen=True)
class Furnished:
    slug: str
    by_letter: list[str]
    """Addresses that stand in letters and on paper."""
    files: Files


def furnish(app: Flask) -> Furnished:
    """A further forum beside those that are there."""
    with app.app_context():
        with transaction():
            slug = filling.fill(filling.Size(registrations=PEOPLE, capacity=PEOPLE + 2)).slug
        edition = _edition(app, slug)
        by_letter = _visitors(edition) + _invitees(edition) + _more(app, edition)
        db.session.remove()
    agendas = {name: app.test_client().get(f"/en/{slug}/{name}").data for name in files.PLANS}
    return Furnished(slug, by_letter, files.healthy(agendas))


def _edition(app: Flask, slug: str) -> Edition:
    edition: Edition = app.extensions["edition_finder"](slug)
    return edition


def _visitors(edition: Edition) -> list[str]:
    expecting = questions.question(edition)
    paper = questions.question(edition, "A note verbale", kind="file")
    everybody = db.session.scalars(select(Registration).where(Registration.edition_id == edition.id)).all()
    questions.answer(everybody[0], expecting, "Something new")
    questions.give_file(everybody[0], paper)
    by_request = seats.by_request(edition, seats=1, code=f"W{50 + next(_numbers)}")
    for somebody in everybody[:2]:
        seats.request(somebody, by_request)
    reviewed = categories.category(edition, "Embassies", is_reviewed=True)
    with transaction():
        here, embassies = db.session.get_one(Edition, edition.id), categories.fresh_category(reviewed.id)
        late = [registrations.add(here, name="Late", email=f"late{n}@example.org") for n in range(4)]
        for number in range(4):
            registrations.verify(
                registrations.add(here, name="Envoy", email=f"envoy{number}@example.org", category=embassies)
            )
        numbers = [one.id for one in everybody[:3]] + [late[0].id, late[3].id]
        tokens = [links.make(Purpose.REGISTRATION, number) for number in numbers]
        change = links.make(Purpose.NEW_ADDRESS, numbers[1])
        squares = [tickets.token_for(number, rendering.secret_key()) for number in numbers[:2]]
    return [
        *(f"/en/r/{token}{rest}" for rest in WITH_REGISTRATION for token in tokens),
        f"/en/a/{change}",
        *(f"/manage/-/ticket/{square}" for square in squares),
    ]


def _invitees(edition: Edition) -> list[str]:
    panel = programme.forum_session(
        edition, code=f"P{50 + next(_numbers)}", start=datetime.combine(edition.starts_on, time(9)), mode="hybrid"
    )
    states = ("sent", "accepted", "declined", "draft", "revoked")
    made = [
        invitations.invitation(panel, state=state, respond_by=clock.now() + SOON, printed_name=f"Guest {state}")
        for state in states
    ]
    with transaction():
        tokens = [links.make(Purpose.INVITATION, one.id) for one in made]
        tokens.append(links.make(Purpose.INVITATION, made[0].id, expires_at=clock.now()))
    return [f"/en/i/{token}{rest}" for rest in WITH_INVITATION for token in tokens]


def _more(app: Flask, edition: Edition) -> list[str]:
    press = categories.category(edition, by_link_only=True)
    people_pool.group(edition, f"Network {next(_numbers)}")
    for visibility in ("public", "participants"):
        materials.material(edition, files.PDF, title="Slides", visibility=visibility)
    team = Team(app)
    with transaction():
        colleague = team.member("viewer", edition, email=f"viewer{next(_numbers)}@team.example.org")
    with transaction():
        member = db.session.scalar(select(Member).where(Member.email == colleague))
        assert member
        of_member = [links.make(purpose, member.id) for purpose in (Purpose.SIGN_IN, Purpose.SET_PASSWORD)]
        joining = links.make(Purpose.TEAM_INVITATION, member.grants[0].id)
    return [
        f"/en/c/{categories.link(press)}",
        f"/sign-in/{of_member[0]}",
        f"/password/{of_member[1]}",
        f"/en/t/{joining}",
    ]
