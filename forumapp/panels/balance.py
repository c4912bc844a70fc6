"""How balanced a panel is, in counts; what nobody told is counted, too, and said.

Gender is never shown of one person: numbers stand only where every group has at least three people.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from forumapp import formatting
from forumapp.panels import regions
from forumapp.panels.models import PanelTargets
from forumapp.panels.regions import REGION_WORDS
from forumapp.people.models import GENDER_WORDS, SECTOR_WORDS, SIDE_OF, Gender, Person, Sector, Side
from forumapp.programme.roles import SessionRole
from forumapp.programme.vocabulary import CREW, Part
from forumapp.words import N_, language_at_hand, translated

FEWEST = 3
"""People in a group whose number may be shown, and people who told before anything is said of their genders."""
_FEWEST_OF_A_PANEL = 2
"""People: one alone is no panel."""
_BEHIND_THE_PANEL = CREW | {Part.RAPPORTEUR, Part.ONLINE_MODERATOR}


SIDE_WORDS = {
    Side.PUBLIC: N_("public sector"),
    Side.PRIVATE: N_("private sector"),
    Side.THIRD: N_("civil society, academia, media"),
}


@dataclass(frozen=True)
class Share:
    words: str
    count: int
    percent: int
    """Of all people of the panel, whole."""


@dataclass(frozen=True)
class Spread:
    """The people by one question; ``withheld``: the numbers would say too much of somebody."""

    heading: str
    shares: tuple[Share, ...]
    not_told: int
    withheld: bool = False


@dataclass(frozen=True)
class Balance:
    total: int
    sides: Counter[str]
    groups: Counter[str]
    regions: Counter[str]
    genders: Counter[str]
    languages: Counter[str]
    told_no_language: int

    @property
    def spreads(self) -> list[Spread]:
        return [
            self._spread(N_("Sector"), self.sides, lambda key: translated(SIDE_WORDS[Side(key)])),
            self._spread(N_("Stakeholder group"), self.groups, lambda key: translated(SECTOR_WORDS[Sector(key)])),
            self._spread(N_("Region"), self.regions, lambda key: translated(REGION_WORDS[regions.Region(key)])),
            self._spread(
                N_("Languages"),
                self.languages,
                lambda key: formatting.spoken_language(key, language_at_hand()),
                not_told=self.told_no_language,
            ),
            self._spread(
                N_("Gender, where told"),
                self.genders,
                lambda key: translated(GENDER_WORDS[Gender(key)]),
                withheld=any(count < FEWEST for count in self.genders.values()),
            ),
        ]

    def _spread(
        self,
        heading: str,
        counts: Counter[str],
        words: Callable[[str], str],
        *,
        not_told: int | None = None,
        withheld: bool = False,
    ) -> Spread:
        shares = (
            Share(words(key), count, round(100 * count / self.total))
            for key, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        )
        told = sum(counts.values())
        return Spread(
            heading, () if withheld else tuple(shares), self.total - told if not_told is None else not_told, withheld
        )


def speaking(roles: Iterable[SessionRole]) -> list[SessionRole]:
    """Parts of everybody who speaks or may still say yes."""
    return [role for role in roles if role.is_live and role.part not in _BEHIND_THE_PANEL]


def counted(roles: Iterable[SessionRole]) -> list[Person]:
    """Whose voices make the panel; each once."""
    return list({role.person_id: role.person for role in speaking(roles)}.values())


def of(people: Collection[Person]) -> Balance:
    return Balance(
        total=len(people),
        sides=_counts(SIDE_OF[Sector(person.sector)] for person in people if person.sector != Sector.OTHER),
        groups=_counts(person.sector for person in people if person.sector != Sector.OTHER),
        regions=_counts(regions.of(person.place) for person in people),
        genders=_counts(person.gender for person in people),
        languages=_counts(code.split("-")[0] for person in people for code in dict.fromkeys(person.languages)),
        told_no_language=sum(not person.languages for person in people),
    )


def warnings(balance: Balance, targets: PanelTargets) -> list[str]:
    """What falls short of the targets, in sentences; of genders nothing that would be about one person or two.

    Two people are of two sectors at most, and are asked for no third.
    """
    return list(_warnings(balance, targets)) if balance.total >= _FEWEST_OF_A_PANEL else []


def _warnings(balance: Balance, targets: PanelTargets) -> Iterator[str]:
    told = balance.genders.total()
    women = balance.genders[Gender.WOMAN]
    if targets.women_percent and told >= FEWEST and 100 * women < targets.women_percent * told:
        yield translated(
            N_("Fewer than %(percent)s %% of those who told their gender are women."), percent=targets.women_percent
        )
    if targets.more_than_one_gender and told >= FEWEST and len(balance.genders) == 1:
        yield translated(N_("All who told their gender told the same."))
    for found, target, words in (
        (balance.sides, min(targets.sectors, balance.total), N_("Sectors: %(count)s of at least %(target)s.")),
        (balance.regions, min(targets.regions, balance.total), N_("Regions: %(count)s of at least %(target)s.")),
        (balance.languages, targets.languages, N_("Languages: %(count)s of at least %(target)s.")),
    ):
        if len(found) < target:
            yield translated(words, count=len(found), target=target)


def _counts(answers: Iterable[str | None]) -> Counter[str]:
    return Counter(str(answer) for answer in answers if answer)
