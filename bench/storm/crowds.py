"""What crowds at the seats and crowds at the places have in common: who plays where, and what was seen so far."""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import cycle

from bench.storm import herd
from bench.storm.browser import Browser, filled_in
from bench.storm.findings import Finding, percentile
from bench.storm.herd import Report, Visitor
from bench.storm.hosts import Host
from bench.storm.worlds import World
from forumapp.accounts import actions as accounts
from forumapp.accounts import passwords
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.rights import Role

SWEEPERS = 3
"""Workers that look at the same moment for offers whose time is over."""
FORGIVEN = {303, 422}
"""What somebody of the team is answered: done, or in words why not any more."""

_PASSWORD = "a long sentence of the storms"


class Crowd:
    def __init__(
        self, world: World, hosts: Sequence[Host], rng: random.Random, processes: int, found: Finding, about: str
    ) -> None:
        """``about``: how the letters begin whose arrival is checked, see ``Message.about``."""
        self.world, self.rng, self.processes, self.found, self.about = world, rng, processes, found, about
        self.machines, self.origins = cycle(hosts), herd.origins()
        self.before = int(world.rows(_NEWEST)[0][0] or 0)
        """The newest letter of whatever happened here earlier: a kill may have sent one of those twice."""
        self.seconds: list[float] = []
        self.offers: dict[str, int] = {}

    def organiser_of(self, edition_id: int) -> dict[str, str]:
        """Cookies of one who is signed in."""
        with transaction():
            edition = db.session.get_one(Edition, edition_id)
            email = f"team@{edition.slug}.example"
            account = accounts.create(email, password_hash=passwords.hashed(_PASSWORD))
            accounts.grant(account, edition, Role.ORGANISER)
        browser = self.browser()
        form = filled_in(browser.get("/sign-in").body, "password")
        answer = browser.post("/sign-in", form | {"email": email, "password": _PASSWORD})
        self.found.expect(answer.says_yes, f"signing in answered {answer.status}")
        return browser.cookies

    def browser(self) -> Browser:
        return Browser(next(self.machines).address, next(self.origins))

    def visitor(
        self,
        path: str,
        values: dict[str, str] | None = None,
        *,
        asked: str = "email",
        button: str = "",
        cookies: dict[str, str] | None = None,
    ) -> Visitor:
        """See ``herd.Visitor``."""
        address, origin = next(self.machines).address, next(self.origins)
        return Visitor(address, path, origin, values or {}, asked=asked, button=button, cookies=cookies or {})

    def press(self, visitors: Sequence[Visitor], allowed: set[int], beside: Sequence[Callable[[], None]] = ()) -> None:
        """Everybody at the same moment; ``beside``: what happens then, too."""
        mixed = list(visitors)
        self.rng.shuffle(mixed)
        reports: list[Report] = herd.let_loose(mixed, self.processes, beside)
        statuses = Counter(status for report in reports for status in report.statuses)
        self.found.expect(set(statuses) <= allowed, f"answers {dict(statuses)}")
        self.seconds += [report.seconds for report in reports]

    def finished(self) -> Finding:
        if not self.found.wrong:
            self._check_post()
        self.found.numbers |= {"offers": sum(self.offers.values()), "p95 of POST s": percentile(self.seconds, 0.95)}
        return self.found

    def _check_post(self) -> None:
        """Each letter that was not called off arrives, once."""
        self.world.wake_worker()
        self.world.wait_for_letters()
        arrived = Counter(str(letter.message["Message-ID"]) for letter in self.world.sink.letters)
        written = [identity for (identity,) in self.world.rows(_SENT, about=f"{self.about} %", before=self.before)]
        wrong = [identity for identity in written if arrived[identity] != 1]
        self.found.expect(not wrong, f"{len(wrong)} of {len(written)} letters did not arrive just once")


_NEWEST = "SELECT max(id) FROM notifications"
_SENT = "SELECT message_id FROM notifications WHERE state = 'sent' AND about LIKE :about AND id > :before"
