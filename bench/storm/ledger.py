"""The seats of a session or the places of a forum as the audit trail tells them, beside a model that fits on a page.

The trail is written behind the same lock as what it tells of, so that its order is the order of what happened.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

Key = tuple[int, str, int]
"""Class, time, id: the order of the line (INV-13)."""

EVERYBODY, FIRST_OF_ALL = 3, 0


@dataclass
class Ledger:
    capacity: int
    keys: dict[str, list[Key]] = field(default_factory=dict)
    """Of each person's requests, the earliest first. Who has none here came when the trail says so."""
    state: dict[str, str] = field(default_factory=dict)
    """Person → ``waiting``, ``offered`` or ``confirmed``; who has nothing any more is not in it."""
    promoted: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)
    offers: int = 0
    _asked: dict[str, int] = field(default_factory=dict)
    _turn: dict[str, int] = field(default_factory=dict)
    _turns: int = 0

    def read(self, acts: Iterable[tuple[str, str, str]]) -> None:
        """``acts``: what was done, to whom, and the detail, in order. Cancelling a registration ends what is left."""
        for act, person, detail in acts:
            match act:
                case "counted":
                    self.capacity = int(detail.partition(" ")[0])
                case "asked":
                    self._ask(person)
                case "put first":
                    self.promoted.add(person)
                case "taken":
                    self._confirm(person)
                case "offered":
                    self._offer(person)
                case "ended":
                    self.state.pop(person, None)

    @property
    def held(self) -> int:
        return sum(state != "waiting" for state in self.state.values())

    @property
    def waiting(self) -> list[str]:
        """As they stand in the line."""
        return sorted((person for person, state in self.state.items() if state == "waiting"), key=self._key)

    def _ask(self, person: str) -> None:
        self._expect(person not in self.state, f"{person} has two seats")
        self._asked[person] = self._asked.get(person, -1) + 1
        self._turns += 1
        self._turn[person] = self._turns
        self.promoted.discard(person)
        self.state[person] = "waiting"

    def _confirm(self, person: str) -> None:
        if self.state.get(person) == "offered":
            self.state[person] = "confirmed"
            return
        self._take(person, "confirmed")

    def _offer(self, person: str) -> None:
        self.offers += 1
        self._take(person, "offered")

    def _take(self, person: str, state: str) -> None:
        self._expect(self.held < self.capacity, f"seat {self.held + 1} of {self.capacity} went to {person}")
        first = next(iter(self.waiting), None)
        self._expect(first == person, f"{person} came before {first}")
        self.state[person] = state

    def _key(self, person: str) -> Key:
        came = (EVERYBODY, "", self._turn[person])
        priority, at, number = self.keys[person][self._asked[person]] if person in self.keys else came
        return (FIRST_OF_ALL if person in self.promoted else priority, at, number)

    def _expect(self, fact: bool, otherwise: str) -> None:
        if not fact:
            self.wrong.append(otherwise)
