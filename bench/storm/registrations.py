"""A crowd at the registration form: places are neither over- nor undersold, and everybody gets one letter."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import cycle

from bench.storm import herd
from bench.storm.browser import Browser
from bench.storm.findings import Control, Finding, percentile
from bench.storm.herd import Report, Visitor
from bench.storm.hosts import Host
from bench.storm.load import LINK_OF_LETTER
from bench.storm.worlds import World

CONTROL = "counts_first"
CONTROL_OF_REPEATED = "forgets_forms"

SENT = "/register/letter-sent"
"""Where the form leads whoever sent it, once or often."""


def rush(
    world: World, hosts: Sequence[Host], *, rounds: int, people: int, places: int, processes: int, seed: int
) -> Finding:
    """``people`` register at the same moment where there are ``places``, several times (REG-01)."""
    found = Finding("registration rush", world.kind, rounds * people, "registrations", seed)
    rng, origins = random.Random(seed), herd.origins()
    everybody: list[Report] = []
    for _ in range(rounds):
        slug = world.open_edition(places)
        reports = herd.let_loose(_crowd(hosts, slug, people, rng, origins), processes)
        everybody += reports
        _check_round(found, world, slug, reports, places)
    if not found.wrong:
        _check_letters(found, world, everybody)
    found.numbers |= {"rounds": rounds, "p95 of POST s": percentile([report.seconds for report in everybody], 0.95)}
    return found


def broken_rush(world: World, *, people: int, places: int, processes: int, seed: int) -> Control:
    host = world.started_broken(CONTROL)
    found = rush(world, [host], rounds=1, people=people, places=places, processes=processes, seed=seed)
    host.kill()
    return Control(CONTROL, found)


def repeated(world: World, hosts: Sequence[Host], *, people: int, clicks: int, processes: int, seed: int) -> Finding:
    """Half of the people click many times, half never see an answer and send again (REG-02, REG-03)."""
    found = Finding("double clicks, lost answers", world.kind, people, "people", seed)
    rng, slug = random.Random(seed), world.open_edition()
    crowd = [
        Visitor(v.address, v.path, v.origin, v.values, "double clicks" if n % 2 else "bad line", clicks if n % 2 else 1)
        for n, v in enumerate(_crowd(hosts, slug, people, rng, herd.origins()))
    ]
    reports = herd.let_loose(crowd, processes)
    refused = [report for report in reports if set(report.statuses) != {303}]
    found.expect(not refused, f"{len(refused)} saw something else than a redirect: {refused[:1]}")
    rows = dict(world.rows(_PER_ADDRESS, slug=slug))
    extra = [email for report in reports if rows.get(email := report.email) != 1]
    found.expect(not extra, f"{len(extra)} people have not exactly one registration")
    _check_letters(found, world, reports)
    _check_pages(found, world, hosts, slug, reports)
    found.numbers |= {"requests": sum(len(report.statuses) for report in reports) + people // 2 * herd.HANGS_UP}
    return found


def broken_repeated(world: World, *, people: int, clicks: int, processes: int, seed: int) -> Control:
    host = world.started_broken(CONTROL_OF_REPEATED)
    found = repeated(world, [host], people=people, clicks=clicks, processes=processes, seed=seed)
    host.kill()
    return Control(CONTROL_OF_REPEATED, found)


_PER_ADDRESS = (
    "SELECT r.email, count(*) FROM registrations r JOIN editions e ON e.id = r.edition_id"
    " WHERE e.slug = :slug GROUP BY r.email"
)
_REFERENCES = (
    "SELECT r.email, r.reference FROM registrations r JOIN editions e ON e.id = r.edition_id WHERE e.slug = :slug"
)
_STATES = (
    "SELECT r.state, count(*) FROM registrations r JOIN editions e ON e.id = r.edition_id"
    " WHERE e.slug = :slug GROUP BY r.state"
)


def _crowd(hosts: Sequence[Host], slug: str, people: int, rng: random.Random, origins: Iterator[str]) -> list[Visitor]:
    machines = cycle(hosts)
    return [
        Visitor(
            address=next(machines).address,
            path=f"/en/{slug}/register",
            origin=next(origins),
            values={"name": f"Guest {n}", "email": f"{slug}-{n}-{rng.randrange(10**9)}@example.org"},
        )
        for n in range(people)
    ]


def _check_round(found: Finding, world: World, slug: str, reports: Sequence[Report], places: int) -> None:
    statuses = Counter(status for report in reports for status in report.statuses)
    states = dict(world.rows(_STATES, slug=slug))
    expected = {"approved": places, "waitlisted": len(reports) - places}
    found.expect(set(statuses) == {303}, f"answers {dict(statuses)}")
    found.expect(states == expected, f"{states} instead of {expected}")
    found.wrong += world.half_records(slug)


def _check_letters(found: Finding, world: World, reports: Sequence[Report]) -> None:
    world.wake_worker()  # a broken build wakes nobody
    world.wait_for_letters()
    arrived = Counter(recipient for letter in world.sink.letters for recipient in letter.recipients)
    counts = Counter(arrived[report.email] for report in reports)
    found.expect(set(counts) == {1}, f"letters per person: {dict(counts)}")


def _check_pages(found: Finding, world: World, hosts: Sequence[Host], slug: str, reports: Sequence[Report]) -> None:
    """The page last shown tells of the letter, and what its link leads to is the one row there is (REG-03)."""
    astray = [report for report in reports if not report.location.endswith(SENT) or "<h1" not in report.page]
    found.expect(not astray, f"{len(astray)} were not told of a letter, such as {astray[:1]}")
    references, machines, origins = dict(world.rows(_REFERENCES, slug=slug)), cycle(hosts), herd.origins()
    for letter in list(world.sink.letters):
        reference = references.get(letter.recipients[0])
        link = LINK_OF_LETTER.search(letter.text)
        if reference and link:
            page = Browser(next(machines).address, next(origins)).get(link.group(1))
            found.expect(reference in page.body, f"{reference} reads another page: {page.status}")
