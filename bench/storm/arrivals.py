"""People who come whether or not those before them were answered, each once: the agenda, the form, perhaps an answer.

``python -m bench.storm.arrivals`` is such a crowd: its plan comes on standard input, what it met goes to standard
output. Importing this must stay cheap.
"""

import asyncio
import json
import random
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from urllib.parse import urlencode

from bench import forms
from bench.storm import crowds_apart

PATIENCE = 30
"""Seconds until somebody gives up on an answer."""


@dataclass(frozen=True)
class Plan:
    """``people`` come at moments of their own within ``seconds``; one in five answers."""

    address: str
    agenda: str
    form: str
    people: int
    seconds: float
    seed: int
    share: float = 0.2


@dataclass(frozen=True)
class Met:
    """``status`` 0: nobody answered. ``at``: seconds since the crowd began; ``email``: of a form that was sent."""

    method: str
    status: int
    at: float
    seconds: float
    email: str = ""


def let_come(plan: Plan) -> "subprocess.Popen[str]":
    return crowds_apart.begun("bench.storm.arrivals", asdict(plan))


def met_by(process: "subprocess.Popen[str]") -> list[Met]:
    """Waits until everybody was answered or gave up."""
    said, _ = process.communicate(timeout=600)
    return [Met(**one) for one in json.loads(said)]


class _Crowd:
    def __init__(self, plan: Plan) -> None:
        self.plan, self.met, self.began = plan, list[Met](), time.monotonic()

    async def come(self) -> list[Met]:
        rng = random.Random(self.plan.seed)
        people = [
            self._person(number, rng.uniform(0, self.plan.seconds), rng.random() < self.plan.share)
            for number in range(self.plan.people)
        ]
        await asyncio.gather(*people)
        return self.met

    async def _person(self, number: int, comes_after: float, answers: bool) -> None:
        await asyncio.sleep(comes_after)
        origin = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        await self._ask(origin, "GET", self.plan.agenda)
        page = await self._ask(origin, "GET", self.plan.form)
        form = forms.carried(page)
        if answers and form:
            email = f"p{self.plan.seed}-{self.plan.people}-{number}@example.org"
            body = urlencode(form | {"name": f"Guest {number}", "email": email})
            await self._ask(origin, "POST", self.plan.form, body, email)

    async def _ask(self, origin: str, method: str, path: str, body: str = "", email: str = "") -> bytes:
        began = time.monotonic()
        try:
            answer = await asyncio.wait_for(self._exchanged(origin, method, path, body), PATIENCE)
        except (TimeoutError, OSError):
            answer = b""
        status = int(answer[9:12]) if answer.startswith(b"HTTP/1.1 ") else 0
        now = time.monotonic()
        self.met.append(Met(method, status, began - self.began, now - began, email))
        return answer

    async def _exchanged(self, origin: str, method: str, path: str, body: str) -> bytes:
        host, _, port = self.plan.address.partition(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.plan.address}", f"X-Forwarded-For: {origin}"]
        if body:
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        try:
            writer.write("\r\n".join([*lines, "Connection: close", "", body]).encode())
            return await reader.read(-1)
        finally:
            writer.close()


if __name__ == "__main__":
    plan = Plan(**json.loads(sys.stdin.readline()))
    print(json.dumps([asdict(one) for one in asyncio.run(_Crowd(plan).come())]))
