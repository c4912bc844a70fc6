"""People who keep registering, confirming and renaming themselves, and remember what the app said yes to."""

import random
import re
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from bench.storm.browser import Answer, Browser, filled_in
from bench.storm.herd import origins
from bench.storm.hosts import Host
from bench.storm.teamwork import Work
from bench.storm.worlds import World
from forumapp.names import normalise_email

PAUSE = 0.05
"""Seconds somebody waits when nobody answers."""

LINK_OF_LETTER = re.compile(r"http://[^/\s]+(/[\w-]+/r/[\w-]+)")


@dataclass
class Load:
    """Runs in threads of its own between ``begin`` and ``end``."""

    world: World
    hosts: Sequence[Host]
    slug: str
    seed: int
    others: Sequence[Work] = ()
    """What is done beside it, each by one person."""
    registered: list[str] = field(default_factory=list)
    """Addresses whose registration was answered with the redirect."""
    confirmed: list[str] = field(default_factory=list)
    renamed: dict[str, str] = field(default_factory=dict)
    """Address → the new name that was acknowledged."""
    answers: list[Answer] = field(default_factory=list)
    """Everything that was answered, and what was not (status 0)."""
    said_at: dict[tuple[str, str], float] = field(default_factory=dict)
    """When (``time.time``) which of these three was acknowledged to which address."""
    _over: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._numbers, self._origins, self._read = count(), origins(), len(self.world.sink.letters)
        self._lock = threading.Lock()

    @property
    def acknowledged(self) -> int:
        at_the_form = len(self.registered) + len(self.confirmed) + len(self.renamed)
        return at_the_form + sum(other.acknowledged for other in self.others)

    def begin(self, threads: int) -> None:
        works = [self._follow_links, *[self._register] * (threads - 1), *(other.do for other in self.others)]
        for n, work in enumerate(works):
            thread = threading.Thread(target=self._until_over, args=(work, random.Random(self.seed + n)), daemon=True)
            thread.start()
            self._threads.append(thread)

    def end(self) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(60)

    def missing(self) -> list[str]:
        """Acknowledged, and not in the database."""
        return self._missing_at_the_form() + [lost for other in self.others for lost in _missing(other)]

    def all_answers(self) -> list[Answer]:
        return self.answers + [answer for other in self.others for answer in other.answers]

    def missing_from(self, rows: Sequence[tuple[Any, ...]], moment: float) -> list[str]:
        """What was acknowledged before that moment and is not among these registrations."""
        registered = [email for email in self.registered if self.said_at["registered", email] < moment]
        confirmed = [email for email in self.confirmed if self.said_at["confirmed", email] < moment]
        renamed = {email: n for email, n in self.renamed.items() if self.said_at["renamed", email] < moment}
        return _missing_rows(rows, registered, confirmed, renamed)

    def _missing_at_the_form(self) -> list[str]:
        registered, confirmed, renamed = list(self.registered), list(self.confirmed), dict(self.renamed)
        # Of all editions: a letter of an earlier storm may have come in meanwhile.
        rows = self.world.rows("SELECT email_normalised, name, verified_at FROM registrations")
        return _missing_rows(rows, registered, confirmed, renamed)

    def _until_over(self, work: Callable[[random.Random], bool], rng: random.Random) -> None:
        while not self._over.is_set():
            if not work(rng):
                time.sleep(PAUSE)

    def _register(self, rng: random.Random) -> bool:
        browser, path = self._browser(rng), f"/en/{self.slug}/register"
        page = self._noted(browser.get(path))
        form = filled_in(page.body, "email")
        if not form:
            return False
        email = f"{self.slug}-{next(self._numbers)}-{rng.randrange(10**9)}@example.org"
        answer = self._noted(browser.post(path, form | {"name": "A visitor", "email": email}))
        if answer.says_yes:
            self.said_at["registered", email] = time.time()
            self.registered.append(email)
        return answer.says_yes

    def _follow_links(self, rng: random.Random) -> bool:
        """Open the newest unread letter's link, confirm the address, change the name."""
        letters = self.world.sink.letters
        if self._read >= len(letters):
            return False
        letter = letters[self._read]
        self._read += 1
        link = LINK_OF_LETTER.search(letter.text)
        if link is None:
            return True
        browser, [email], path = self._browser(rng), letter.recipients, link.group(1)
        page = self._noted(browser.get(path))
        form = filled_in(page.body, "csrf_token")
        if form and self._noted(browser.post(f"{path}/confirm", form)).says_yes:
            self.said_at["confirmed", email] = time.time()
            self.confirmed.append(email)
        page = self._noted(browser.get(f"{path}/change"))
        name = f"Renamed {rng.randrange(10**9)}"
        form = filled_in(page.body, "name")
        if form and self._noted(browser.post(f"{path}/change", form | {"name": name})).says_yes:
            self.said_at["renamed", email] = time.time()
            self.renamed[email] = name
        return True

    def _browser(self, rng: random.Random) -> Browser:
        with self._lock:
            origin = next(self._origins)
        return Browser(rng.choice(self.hosts).address, origin)

    def _noted(self, answer: Answer) -> Answer:
        self.answers.append(answer)
        return answer


def _missing(work: Work) -> list[str]:
    """What was expected before and after the look; the rest was being changed meanwhile."""
    before, found = work.expected(), work.found()
    after = work.expected()
    settled = {name: value for name, value in before.items() if after.get(name) == value}
    return [f"{name}: {value}" for name, value in settled.items() if found.get(name) != value]


def _missing_rows(
    rows: Sequence[tuple[Any, ...]], registered: list[str], confirmed: list[str], renamed: dict[str, str]
) -> list[str]:
    names = {email: name for email, name, _ in rows}
    verified = {email for email, _, at in rows if at is not None}
    lost = [f"registration {email}" for email in registered if normalise_email(email) not in names]
    lost += [f"confirmation {email}" for email in confirmed if normalise_email(email) not in verified]
    lost += [f"name {n}" for email, n in renamed.items() if names.get(normalise_email(email)) != n]
    return lost
