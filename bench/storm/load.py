"""People who keep registering, confirming and renaming themselves, and remember what the app said yes to."""

import random
import re
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count

from bench.storm.browser import Answer, Browser, filled_in
from bench.storm.herd import origins
from bench.storm.hosts import Host
from bench.storm.worlds import World
from forumapp.names import normalise_email

PAUSE = 0.05
"""Seconds somebody waits when nobody answers."""

_LINK = re.compile(r"http://[^/\s]+(/[\w-]+/r/[\w-]+)")


@dataclass
class Load:
    """Runs in threads of its own between ``begin`` and ``end``."""

    world: World
    hosts: Sequence[Host]
    slug: str
    seed: int
    registered: list[str] = field(default_factory=list)
    """Addresses whose registration was answered with the redirect."""
    confirmed: list[str] = field(default_factory=list)
    renamed: dict[str, str] = field(default_factory=dict)
    """Address → the new name that was acknowledged."""
    answers: list[Answer] = field(default_factory=list)
    """Everything that was answered, and what was not (status 0)."""
    _over: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._numbers, self._origins, self._read = count(), origins(), len(self.world.sink.letters)
        self._lock = threading.Lock()

    @property
    def acknowledged(self) -> int:
        return len(self.registered) + len(self.confirmed) + len(self.renamed)

    def begin(self, threads: int) -> None:
        for n in range(threads):
            work = self._follow_links if n == 0 else self._register
            thread = threading.Thread(target=self._until_over, args=(work, random.Random(self.seed + n)), daemon=True)
            thread.start()
            self._threads.append(thread)

    def end(self) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(60)

    def missing(self) -> list[str]:
        """Acknowledged, and not in the database."""
        # Of all editions: a letter of an earlier storm may have come in meanwhile.
        rows = self.world.rows("SELECT email_normalised, name, verified_at FROM registrations")
        names = {email: name for email, name, _ in rows}
        verified = {email for email, _, at in rows if at is not None}
        lost = [f"registration {email}" for email in list(self.registered) if normalise_email(email) not in names]
        lost += [f"confirmation {email}" for email in list(self.confirmed) if normalise_email(email) not in verified]
        lost += [f"name {n}" for email, n in list(self.renamed.items()) if names.get(normalise_email(email)) != n]
        return lost

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
            self.registered.append(email)
        return answer.says_yes

    def _follow_links(self, rng: random.Random) -> bool:
        """Open the newest unread letter's link, confirm the address, change the name."""
        letters = self.world.sink.letters
        if self._read >= len(letters):
            return False
        letter = letters[self._read]
        self._read += 1
        link = _LINK.search(letter.text)
        if link is None:
            return True
        browser, [email], path = self._browser(rng), letter.recipients, link.group(1)
        page = self._noted(browser.get(path))
        form = filled_in(page.body, "csrf_token")
        if form and self._noted(browser.post(f"{path}/confirm", form)).says_yes:
            self.confirmed.append(email)
        page = self._noted(browser.get(f"{path}/change"))
        name = f"Renamed {rng.randrange(10**9)}"
        form = filled_in(page.body, "name")
        if form and self._noted(browser.post(f"{path}/change", form | {"name": name})).says_yes:
            self.renamed[email] = name
        return True

    def _browser(self, rng: random.Random) -> Browser:
        with self._lock:
            origin = next(self._origins)
        return Browser(rng.choice(self.hosts).address, origin)

    def _noted(self, answer: Answer) -> Answer:
        self.answers.append(answer)
        return answer
