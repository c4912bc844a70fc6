"""An invented programme: ten sessions of every kind (domain.md 4.5), then as many more as wanted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import product
from random import Random
from typing import Any

from forumapp.forums.models import Mode, Topic
from forumapp.programme.roles import NameShown
from forumapp.programme.vocabulary import Access, Attribution, Captions, Format, Listing, Part, Recording
from forumapp.words import Text

SATURDAY, MONDAY = 0, 2
"""Days after the first; the clocks change on the Sunday between."""

BY_REQUEST = "W2"
"""The code of the session whose seats are given by request."""
SEATS, WAITING = 40, 6
"""How many there are in it, and how many visitors wait for one."""


@dataclass(frozen=True, kw_only=True)
class Planned:
    """One session as it is to be; people by key, with what each said of her name."""

    code: str | None = None
    day: int
    start: str
    minutes: int
    room: str
    title: Text
    track: str = ""
    """By its sign."""
    topics: Sequence[str] = ()
    people: Sequence[tuple[str, Part]] = ()
    name_shown: Mapping[str, NameShown] = field(default_factory=dict)
    declined: Sequence[str] = ()
    not_asked: Sequence[str] = ()
    is_cancelled: bool = False
    content: Mapping[str, Any] = field(default_factory=dict)

    def wall_start(self, first_day: date) -> datetime:
        return datetime.combine(first_day + timedelta(days=self.day), time.fromisoformat(self.start))


def _text(en: str, zh: str = "", lt: str = "") -> Text:
    return Text({"en": en, "zh-Hant": zh, "lt": lt})


ROOMS = {
    "Aula": (_text("Aula", "大禮堂", "Aula"), 300),
    "Room 201": (_text("Room 201", "201 會議室", "201 auditorija"), 60),
    "Senate Hall": (_text("Senate Hall", "評議廳", "Senato salė"), 40),
    "Town Hall": (_text("Town Hall", "市政廳", "Rotušė"), 200),
    "Press room": (_text("Press room", "新聞室", "Spaudos salė"), 30),
    "Foyer": (_text("Foyer", "前廳", "Fojė"), None),
}

TRACKS = {
    "N": _text("Networks that hold", "韌性網路", "Atsparūs tinklai"),
    "R": _text("Rights and technology", "權利與科技", "Teisės ir technologijos"),
    "P": _text("Taking part", "公民參與", "Dalyvavimas"),
}

_AGREED = NameShown.AGREED

# In order of importance, so that a smaller forum still has one of each kind.
TABLE = (
    Planned(
        code="P1",
        day=SATURDAY,
        start="09:00",
        minutes=75,
        room="Aula",
        title=_text(
            "Free the future: what democracies owe their digital citizens",
            "讓未來自由：民主國家對數位公民的責任",
            "Laisvinti ateitį: ką demokratijos skolingos skaitmeniniams piliečiams",
        ),
        topics=("human-rights-online", "digital-equality"),
        people=(
            ("zemaite", Part.MODERATOR),
            ("lin.yu-ching", Part.KEYNOTE),
            ("ygaudas", Part.PANELLIST),
            ("nunez", Part.PANELLIST),
            ("al-hashimi", Part.PANELLIST),
        ),
        content={
            "format": Format.PLENARY,
            "mode": Mode.HYBRID,
            "languages": ["en", "lt"],
            "interpretation": ["zh-Hant"],
            "captions": Captions.HUMAN,
            "recording": Recording.PUBLISHED,
            "abstract": _text(
                "Two welcomes, a keynote and a panel on what a democracy should guarantee online, and at whose cost.",
                "致詞、專題演講與座談：民主國家應在網路上保障什麼，由誰負擔。",
                "Sveikinimo žodžiai, pranešimas ir diskusija apie tai, ką demokratija turi užtikrinti internete.",
            ),
        },
    ),
    Planned(
        code="W1",
        day=SATURDAY,
        start="10:30",
        minutes=90,
        room="Room 201",
        title=_text(
            "Keeping people connected during shutdowns",
            "斷網時如何保持連線",
            "Kaip išlaikyti ryšį, kai išjungiamas internetas",
        ),
        track="N",
        topics=("internet-disruptions", "cybersecurity-resilience"),
        people=(
            ("sayun", Part.MODERATOR),
            ("suryadi", Part.SPEAKER),
            ("yoshino", Part.SPEAKER),
            ("al-hashimi", Part.SPEAKER),
        ),
        content={"format": Format.WORKSHOP, "access": Access.REGISTERED},
    ),
    Planned(
        code="W2",
        day=SATURDAY,
        start="13:30",
        minutes=90,
        room="Room 201",
        title=_text("AI procurement and rights: industry perspectives", "人工智慧採購與權利：產業觀點"),
        track="R",
        topics=("artificial-intelligence", "industry-perspectives"),
        people=(
            ("nguyen", Part.MODERATOR),
            ("lin.yu-ching", Part.PANELLIST),
            ("isik", Part.PANELLIST),
            ("ce", Part.PANELLIST),
            ("obrien", Part.DISCUSSANT),
        ),
        name_shown={"nguyen": _AGREED, "lin.yu-ching": _AGREED, "isik": NameShown.REFUSED},
        declined=("ce",),
        not_asked=("obrien",),
        content={
            "format": Format.ROUNDTABLE,
            "access": Access.BY_REQUEST,
            "attribution": Attribution.CHATHAM_HOUSE,
            "note": _text("40 seats.", "40 席。", "40 vietų."),
        },
    ),
    Planned(
        code="P2",
        day=MONDAY,
        start="11:45",
        minutes=75,
        room="Aula",
        title=_text(
            "Closing plenary and Chair's summary",
            "閉幕大會與主席總結",
            "Baigiamasis posėdis ir pirmininko apibendrinimas",
        ),
        topics=("civic-participation",),
        people=(
            ("thorsdottir", Part.CHAIR),
            ("isik", Part.SPEAKER),
            ("obrien", Part.SPEAKER),
            ("chang-chien", Part.SPEAKER),
            ("nguyen", Part.RAPPORTEUR),
        ),
        content={
            "format": Format.PLENARY,
            "mode": Mode.HYBRID,
            "languages": ["en"],
            "interpretation": ["zh-Hant", "lt"],
            "recording": Recording.PUBLISHED,
        },
    ),
    Planned(
        code="C1",
        day=SATURDAY,
        start="10:30",
        minutes=90,
        room="Senate Hall",
        title=_text("FOC coordination meeting"),
        people=(("thorsdottir", Part.CHAIR), ("chang-chien", Part.SPEAKER)),
        content={
            "format": Format.COORDINATION,
            "access": Access.MEMBERS,
            "listing": Listing.WITHOUT_DETAILS,
            "attribution": Attribution.OFF_RECORD,
        },
    ),
    Planned(
        code="W3",
        day=MONDAY,
        start="09:00",
        minutes=90,
        room="Room 201",
        title=_text(
            "Civic participation platforms: a demonstration",
            "公民參與平台：實地展示",
            "Pilietinio dalyvavimo platformos: demonstracija",
        ),
        track="P",
        topics=("civic-participation", "digital-public-infrastructure"),
        people=(("ce", Part.MODERATOR), ("sayun", Part.SPEAKER), ("suryadi", Part.SPEAKER)),
        content={
            "format": Format.DEMO,
            "mode": Mode.HYBRID,
            "languages": ["en", "zh-Hant"],
            "captions": Captions.AUTO,
        },
    ),
    Planned(
        code="M1",
        day=SATURDAY,
        start="15:30",
        minutes=90,
        room="Senate Hall",
        title=_text(
            "Ministerial roundtable on digital equality",
            "數位平權部長圓桌會議",
            "Ministrų diskusija apie skaitmeninę lygybę",
        ),
        track="P",
        topics=("digital-equality",),
        people=(("ygaudas", Part.CHAIR), ("nunez", Part.SPEAKER), ("chang-chien", Part.SPEAKER)),
        name_shown={"ygaudas": _AGREED, "nunez": _AGREED, "chang-chien": _AGREED},
        content={
            "format": Format.MINISTERIAL,
            "access": Access.INVITATION,
            "attribution": Attribution.CHATHAM_HOUSE,
            "note": _text(
                "For ministers, deputy ministers and ambassadors.",
                "限部長、次長與大使。",
                "Ministrams, viceministrams ir ambasadoriams.",
            ),
        },
    ),
    Planned(
        code="S1",
        day=SATURDAY,
        start="18:30",
        minutes=120,
        room="Town Hall",
        title=_text("Reception", "酒會", "Priėmimas"),
        content={"format": Format.RECEPTION, "access": Access.BY_REQUEST},
    ),
    Planned(
        code="X1",
        day=MONDAY,
        start="11:00",
        minutes=30,
        room="Press room",
        title=_text("Press conference", "記者會", "Spaudos konferencija"),
        people=(("zemaite", Part.SPEAKER),),
        is_cancelled=True,
        content={"format": Format.PRESS},
    ),
    Planned(
        code="R0",
        day=SATURDAY,
        start="08:15",
        minutes=45,
        room="Foyer",
        title=_text("Registration and coffee", "報到與咖啡", "Registracija ir kava"),
        content={"format": Format.BREAK, "access": Access.REGISTERED},
    ),
)

_SLOTS = tuple(
    (day, start)
    for day, starts in (
        (SATURDAY, "10:30 11:30 12:30 13:30 14:30 15:30 16:30 17:30"),
        (MONDAY, "09:00 10:00 11:00 13:30 14:30 15:30 16:30"),
    )
    for start in starts.split()
)
_MINUTES = 45
_FEWEST_ROOMS = 3
_FORMATS = (Format.PANEL, Format.WORKSHOP, Format.ROUNDTABLE, Format.OPEN_FORUM, Format.FIRESIDE, Format.LIGHTNING)
_QUESTIONS = (
    _text("what a city can do tomorrow", "城市明天就能做的事", "ką miestas gali padaryti rytoj"),
    _text("lessons from small languages", "小語種的經驗", "mažų kalbų pamokos"),
    _text("who pays, who decides", "誰付費，誰決定", "kas moka, kas sprendžia"),
    _text("a view from parliament", "國會的觀點", "žvilgsnis iš parlamento"),
    _text("what the courts have said", "法院怎麼說", "ką pasakė teismai"),
    _text("ten years of experience", "十年經驗", "dešimt metų patirties"),
    _text("open standards in practice", "開放標準的實踐", "atviri standartai praktikoje"),
    _text("asking the young", "問問年輕人", "klausiame jaunimo"),
    _text("measuring what matters", "衡量重要的事", "matuoti tai, kas svarbu"),
    _text("when the power fails", "停電的時候", "kai dingsta elektra"),
)
_PLACES = (
    Text(),
    _text("in towns", "在鄉鎮", "miesteliuose"),
    _text("on islands", "在島嶼", "salose"),
    _text("across borders", "跨越國界", "per sienas"),
)


def sessions(count: int, people: Sequence[str], topics: Sequence[Topic], chance: Random) -> list[Planned]:
    """So many sessions: those of the table first, then others in which nobody is in two places at once."""
    further = max(0, count - len(TABLE))
    return [*TABLE[:count], *_further(further, people, topics, chance)]


def _further(count: int, people: Sequence[str], topics: Sequence[Topic], chance: Random) -> Iterator[Planned]:
    rooms = max(_FEWEST_ROOMS, -(-count // len(_SLOTS)))
    titles = _titles(topics, chance)
    free = _Turns(people)
    for number in range(count):
        day, start = _SLOTS[number // rooms]
        topic, title = next(titles)
        speakers = free.next_ones(day, start, chance.choice((2, 3, 3, 4)))
        yield Planned(
            day=day,
            start=start,
            minutes=_MINUTES,
            room=f"Room {301 + number % rooms}",
            title=title if number % 3 else Text.of(title["en"]),
            topics=(topic,),
            people=[(key, Part.PANELLIST if place else Part.MODERATOR) for place, key in enumerate(speakers)],
            content={
                "format": chance.choice(_FORMATS),
                "access": chance.choice((Access.PUBLIC, Access.REGISTERED)),
                "mode": chance.choice((Mode.IN_PERSON, Mode.HYBRID)),
                "interpretation": chance.choice(([], [], ["zh-Hant"], ["lt"])),
            },
        )


def _titles(topics: Sequence[Topic], chance: Random) -> Iterator[tuple[str, Text]]:
    """Topic and title, each title once before any comes again."""
    ways = list(product(topics, _QUESTIONS, _PLACES))
    chance.shuffle(ways)
    while True:
        for topic, question, place in ways:
            yield topic.key, Text({key: _title(key, topic.name, question, place) for key in question})


def _title(language: str, topic: Text, question: Text, place: Text) -> str:
    colon, gap = ("：", "") if language == "zh-Hant" else (": ", " ")
    where = place.in_language(language)
    return f"{topic.in_language(language)}{colon}{question[language]}{f'{gap}{where}' if where else ''}"


class _Turns:
    """Everybody speaks in turn, and nobody twice at one time."""

    def __init__(self, people: Sequence[str]) -> None:
        self._people, self._next = people, 0
        self._busy: dict[str, list[tuple[int, int, int]]] = {}
        for planned in TABLE:
            for key, _part in planned.people:
                self._busy.setdefault(key, []).append(_span(planned.day, planned.start, planned.minutes))

    def next_ones(self, day: int, start: str, wanted: int) -> list[str]:
        found: list[str] = []
        span = _span(day, start, _MINUTES)
        for _try in range(len(self._people)):
            if len(found) == wanted:
                break
            key = self._people[self._next % len(self._people)]
            self._next += 1
            if not any(_overlap(span, other) for other in self._busy.get(key, [])):
                found.append(key)
                self._busy.setdefault(key, []).append(span)
        return found


def _span(day: int, start: str, minutes: int) -> tuple[int, int, int]:
    """Day, first and last minute of the day."""
    hours, rest = start.split(":")
    begins = int(hours) * 60 + int(rest)
    return day, begins, begins + minutes


def _overlap(one: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    return one[0] == other[0] and one[1] < other[2] and other[1] < one[2]
