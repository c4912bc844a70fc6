"""What else is written in a busy hour: an organiser who saves and releases, and experts who answer."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Protocol

from bench.storm.browser import Answer, Browser, filled_in
from bench.storm.hosts import Host
from bench.storm.worlds import World
from forumapp import clock, links
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.links import Purpose
from tests.factories import invitations as factories
from tests.support.signed_in import PASSWORD, Team

EXPERTS = 6
ORIGIN_OF_TEAM, ORIGIN_OF_EXPERTS = "10.6.0.1", "10.6.1.1"

_members = count(1)


class Work(Protocol):
    """Something that people keep doing beside the crowd at the form."""

    answers: list[Answer]
    acknowledged: int

    def do(self, rng: random.Random) -> bool:
        """Once; whether it was acknowledged."""

    def expected(self) -> dict[str, str]:
        """What was acknowledged last, and is not being changed at this moment."""

    def found(self) -> dict[str, str]:
        """The same as it stands in the tables."""


def signed_in(world: World, slug: str, address: str, email: str = "") -> Browser:
    """An owner of the forum, at a machine that runs."""
    with world.app.app_context():
        edition = world.app.extensions["edition_finder"](slug)
        email = Team(world.app).member("owner", edition, email or f"owner-{next(_members)}@team.example.org")
        db.session.remove()
    browser = Browser(address, ORIGIN_OF_TEAM)
    form = filled_in(browser.get("/sign-in").body, "password")
    answer = browser.post("/sign-in", form | {"email": email, "password": PASSWORD})
    assert answer.says_yes, f"signing in: {answer.status}"
    return browser


def add_panel(world: World, slug: str) -> None:
    """So that there is something to release."""
    with world.app.app_context():
        factories.panel(world.app.extensions["edition_finder"](slug))
        db.session.remove()


@dataclass
class Organising:
    """Saves the number of places, and now and then a release."""

    world: World
    hosts: Sequence[Host]
    slug: str
    answers: list[Answer] = field(default_factory=list)
    acknowledged: int = 0
    _saved: str = ""
    _released: int = 0

    def __post_init__(self) -> None:
        self._cookies = signed_in(self.world, self.slug, self.hosts[0].address).cookies

    def do(self, rng: random.Random) -> bool:
        browser = Browser(rng.choice(self.hosts).address, ORIGIN_OF_TEAM, dict(self._cookies))
        return self._release(browser) if rng.random() < 0.2 else self._save(browser, str(rng.randrange(2000, 10_000)))

    def expected(self) -> dict[str, str]:
        places = {"places": self._saved} if self._saved else {}
        return places | {f"release {number}": "there" for number in range(1, self._released + 1)}

    def found(self) -> dict[str, str]:
        of_edition = "JOIN editions e ON e.id = edition_id WHERE e.slug = :slug"
        pools = self.world.rows(f"SELECT capacity FROM seat_pools {of_edition}", slug=self.slug)
        [(releases,)] = self.world.rows(f"SELECT count(*) FROM releases {of_edition}", slug=self.slug)
        places = {"places": str(pools[0][0])} if pools else {}
        return places | {f"release {number}": "there" for number in range(1, int(releases) + 1)}

    def _save(self, browser: Browser, places: str) -> bool:
        path = f"/manage/{self.slug}/registrations/capacity"
        form = filled_in(self._noted(browser.get(path)).body, "capacity")
        if not form:
            return False
        self._saved = ""
        answer = self._noted(browser.post(path, form | {"capacity": places}))
        if answer.says_yes:
            self._saved = places
            self.acknowledged += 1
        return answer.says_yes

    def _release(self, browser: Browser) -> bool:
        form = filled_in(self._noted(browser.get(f"/manage/{self.slug}/agenda")).body, "label")
        if not form:
            return False
        path = f"/manage/{self.slug}/agenda/release"
        answer = self._noted(browser.post(path, form | {"override_reason": "The storm wants it."}))
        if answer.says_yes:
            self._released += 1
            self.acknowledged += 1
        return answer.says_yes

    def _noted(self, answer: Answer) -> Answer:
        self.answers.append(answer)
        return answer


@dataclass
class Answering:
    """Experts who say yes, and no, and yes again."""

    world: World
    hosts: Sequence[Host]
    slug: str
    answers: list[Answer] = field(default_factory=list)
    acknowledged: int = 0
    _said: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._links = _invited(self.world, self.slug)

    def do(self, rng: random.Random) -> bool:
        number, token = rng.choice(sorted(self._links.items()))
        browser, path = Browser(rng.choice(self.hosts).address, ORIGIN_OF_EXPERTS), f"/en/i/{token}"
        form = filled_in(self._noted(browser.get(path)).body, "csrf_token")
        if not form:
            return False
        said, state = rng.choice((("accept", "accepted"), ("decline", "declined")))
        self._said.pop(number, None)
        answer = self._noted(browser.post(path, form | {"answer": said}))
        if answer.says_yes:
            self._said[number] = state
            self.acknowledged += 1
        return answer.says_yes

    def expected(self) -> dict[str, str]:
        return dict(self._said)

    def found(self) -> dict[str, str]:
        return {f"answer {number}": state for number, state in self.world.rows("SELECT id, state FROM invitations")}

    def _noted(self, answer: Answer) -> Answer:
        self.answers.append(answer)
        return answer


def _invited(world: World, slug: str) -> dict[str, str]:
    """Name of an invitation → token of its link."""
    with world.app.app_context():
        edition: Edition = world.app.extensions["edition_finder"](slug)
        panel = factories.panel(edition)
        made = [
            factories.invitation(panel, printed_name=f"Expert {n}", respond_by=clock.now() + timedelta(days=20))
            for n in range(EXPERTS)
        ]
        with transaction():
            found = {f"answer {one.id}": links.make(Purpose.INVITATION, one.id) for one in made}
        db.session.remove()
    return found
