"""The invented edition of domain.md 4.5, with people in every state, and its releases."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import inspect

from forumapp.agenda import actions, artefacts
from forumapp.agenda.models import Release
from forumapp.extensions import db, transaction
from forumapp.forums import actions as forums
from forumapp.forums.models import Edition, Room
from forumapp.people import actions as people
from forumapp.people.models import Person
from forumapp.programme import actions as programme
from forumapp.programme import queries as programme_queries
from forumapp.programme.models import ForumSession
from forumapp.words import Text
from tests.factories import forums as forum_factory

SATURDAY, MONDAY = "2026-10-24", "2026-10-26"

UNNAMED = (
    "Müjde IŞIK",  # invited
    "Gintarė Čė",  # declined
    "CHANG CHIEN Ming-hua",  # confirmed, does not want to be named
    "張簡明華",
    "Sayun Nomin",  # confirmed under the Chatham House Rule, never asked about her name
    "María José Núñez de la Peña",  # confirmed in a closed session
    "Mykola Hidden",  # confirmed in a hidden session
    "Proposed Nobody",
)
"""Names that no page and no file may hold."""

SECRET_WORDS = ("Senate strategy", "Hidden retreat", "Closed abstract", "Ministry of Closed Doors", "No slot yet")
"""Words of sessions that the public may not read."""


def edition(**changes: Any) -> Edition:
    """Saturday and Monday around the change of the clocks; nothing released yet."""
    values = {
        "title": Text({"en": "Free the future", "zh-Hant": "自由未來", "lt": "Laisvinkime ateitį"}),
        "summary": Text(
            {
                "en": "Small democracies have learned to keep people connected and heard. "
                "Experts from public and private sectors compare what works.",
                "zh-Hant": "小型民主國家如何讓人民保持連線、被聽見。公私部門專家交流經驗。",
            }
        ),
        "place": Text({"en": "Vilnius University, Vilnius", "zh-Hant": "維爾紐斯大學", "lt": "Vilniaus universitetas"}),
        "hosts": [
            Text({"en": "Ministry of Digital Affairs, Taiwan", "zh-Hant": "數位發展部"}),
            Text.of("Vilnius University Institute of International Relations and Political Science"),
            Text.of("Go Forward Academy"),
        ],
        "mode": "hybrid",
        "slug": "f3d2026",
    } | changes
    made = forum_factory.edition(**values)
    with transaction():
        _Programme(db.session.merge(made)).plan()
    return db.session.get_one(Edition, made.id)


def one_panel(**changes: Any) -> Edition:
    """The smallest forum: one panel in one room, one confirmed panellist."""
    made = forum_factory.edition(**{"slug": "f3dpanel"} | changes)
    with transaction():
        merged = db.session.merge(made)
        session = programme.add_session(
            merged,
            code="P1",
            title=Text.of("Free the future: what democracies owe their digital citizens"),
            abstract=Text.of("What worked, what did not.\n\nThe audience writes the last third."),
            wall_start=datetime(2026, 10, 24, 9),
            minutes=75,
            room=None if merged.is_guest else forums.add_room(merged, Text.of("Aula"), 120),
            hosts=[Text.of("MFA Denmark"), Text.of("MFA Netherlands"), Text.of("Wikimedia Foundation")]
            if merged.is_guest
            else (),
        )
        person = people.find_or_add(merged, printed_name="Suryadi", organisation=Text.of("ELSAM, Indonesia"))
        programme.confirm_role(programme.add_role(session, person, "panellist"))
    return db.session.get_one(Edition, made.id)


def with_tracks(made: Edition) -> Edition:
    """P1 and W1 in a sub-theme with the sign R, W3 in a working group with the sign G; all others in none."""
    with transaction():
        merged = fresh(made)
        rights = forums.add_track(
            merged, Text({"en": "Rights & access", "zh-Hant": "權利與近用", "lt": "Teisės"}), "r", "sub_theme", "plum"
        )
        group = forums.add_track(merged, Text.of("Digital equality"), "G", "working_group", "green")
        for code, track in (("P1", rights), ("W1", rights), ("W3", group)):
            session(merged, code).track = track
    return fresh(made)


def released(made: Edition, **values: Any) -> Release:
    """Release what is planned now, as a colleague would."""
    with transaction():
        release = actions.release(fresh(made), **{"by_id": None} | values)
        identity = release.id
    return db.session.get_one(Release, identity)


def fresh(made: Edition) -> Edition:
    """The edition as it is now; what a test holds may be left over from an earlier transaction."""
    return db.session.get_one(Edition, _identity(made))


def session(made: Edition, code: str) -> ForumSession:
    found = programme_queries.by_code(fresh(made), code)
    assert found is not None, code
    return found


def forget_what_is_rendered() -> None:
    """Row numbers begin anew with each test; what a process remembers of them must not."""
    artefacts.forget()


def _identity(made: Edition) -> int:
    state = inspect(made)
    assert state.identity is not None
    return int(state.identity[0])


@dataclass
class _Programme:
    edition: Edition

    def plan(self) -> None:
        aula, senate, room, foyer, hall = (self._room(*names) for names in _ROOMS)
        topics = {topic.key: topic for topic in self.edition.series.topics}
        self._add("R0", SATURDAY, "08:15", 45, foyer, "Registration and coffee", "報到與茶點", format="break")
        opening = self._add(
            "P1",
            SATURDAY,
            "09:00",
            75,
            aula,
            "Opening plenary: Free the Future",
            "開幕大會：自由未來",
            format="plenary",
            mode="hybrid",
            languages=["en", "lt"],
            interpretation=["zh-Hant"],
            captions="human",
            abstract=Text(
                {"en": "What democracies owe their digital citizens.", "zh-Hant": "民主國家對數位公民的責任。"}
            ),
            topics=[topics[key] for key in ("human-rights-online", "digital-equality") if key in topics],
        )
        closed = self._add(
            "C1",
            SATURDAY,
            "10:30",
            90,
            senate,
            "Senate strategy of members",
            "",
            format="coordination",
            access="members_only",
            listing="without_details",
            attribution="off_record",
            abstract=Text.of("Closed abstract"),
            hosts=[Text.of("Ministry of Closed Doors")],
        )
        shutdowns = self._add(
            "W1",
            SATURDAY,
            "10:30",
            90,
            room,
            "Keeping people connected during shutdowns",
            "斷網時如何保持連線",
            format="workshop",
            access="registered",
            topics=[topics["internet-disruptions"]] if topics else [],
        )
        self._add("L1", SATURDAY, "12:00", 90, foyer, "Lunch", "午餐", format="break")
        procurement = self._add(
            "W2",
            SATURDAY,
            "13:30",
            90,
            room,
            "AI procurement and rights: industry perspectives",
            "人工智慧採購與權利：產業觀點",
            format="roundtable",
            access="by_request",
            attribution="chatham_house",
        )
        satellites = self._add("W4", SATURDAY, "13:30", 60, aula, "Satellites for everyone", "", format="panel")
        self._add("S1", SATURDAY, "18:30", 120, hall, "Reception", "酒會", format="reception", access="by_request")
        hidden = self._add("H1", SATURDAY, "16:00", 60, senate, "Hidden retreat", "", listing="hidden")
        demo = self._add(
            "W3",
            MONDAY,
            "09:00",
            90,
            room,
            "Civic participation platforms",
            "公民參與平台",
            format="demo",
            mode="hybrid",
        )
        self._add("P2", MONDAY, "11:45", 75, aula, "Closing plenary and Chair’s summary", "閉幕大會", format="plenary")
        programme.add_session(self.edition, code="N1", title=Text.of("No slot yet"))
        programme.cancel(satellites)
        self._people(opening, closed, shutdowns, procurement, hidden, demo)

    def _people(self, *sessions: ForumSession) -> None:
        opening, closed, shutdowns, procurement, hidden, demo = sessions
        self._yes(
            opening, "moderator", self._person("Ūla Žemaitė-Šimkienė", "Vilnius University", "academia", "Head of Unit")
        )
        lin = self._person(
            "LIN Yu-ching",
            "Formosa Secure",
            "private",
            "Chief Security Officer",
            "林雨晴",
            "zh-Hant",
            title_zh="資安長",
        )
        self._yes(opening, "panellist", lin)
        self._yes(
            opening,
            "panellist",
            self._person("Ąžuolas Ygaudas", "Ministry of the Economy", "government", "Vice-Minister"),
        )
        self._asked(opening, self._person("Müjde IŞIK"))
        self._no(opening, self._person("Gintarė Čė"))
        self._yes(
            opening, "panellist", self._person("CHANG CHIEN Ming-hua", native="張簡明華", lang="zh-Hant"), "refused"
        )
        programme.add_role(opening, self._person("Proposed Nobody"), "panellist")
        self._yes(closed, "chair", self._person("H.E. Dr. María José Núñez de la Peña"))
        self._yes(shutdowns, "moderator", self._person("Suryadi", "ELSAM, Indonesia", "civil_society"))
        self._yes(shutdowns, "panellist", self._person("O'Brien-Ødegård, Seán", "", "private", "Network operator"))
        self._yes(shutdowns, "panellist", self._person("Mohamed Al-Hashimi", "", "media", "", "محمد الهاشمي", "ar"))
        self._yes(procurement, "moderator", self._person("Nguyễn Thị Ánh", "", "academia", "Professor"), "agreed")
        self._yes(procurement, "panellist", self._person("Sayun Nomin"))
        self._yes(hidden, "panellist", self._person("Mykola Hidden"))
        self._yes(demo, "speaker", self._person("Yoshino Ken", "", "technical", "", "𠮷野 健", "ja"))
        self._yes(demo, "speaker", self._person("Katrín Þórsdóttir", "University of Iceland", "academia"))

    def _room(self, name: str, native: str) -> Room:
        return forums.add_room(self.edition, Text({"en": name, "zh-Hant": native}), 100)

    def _add(
        self, code: str, day: str, start: str, minutes: int, room: Room, title: str, title_zh: str, **content: Any
    ) -> ForumSession:
        return programme.add_session(
            self.edition,
            code=code,
            title=Text({"en": title, "zh-Hant": title_zh}),
            wall_start=datetime.fromisoformat(f"{day}T{start}"),
            minutes=minutes,
            room=room,
            **{"mode": "in_person"} | content,
        )

    def _person(
        self,
        name: str,
        organisation: str = "",
        sector: str = "other",
        title: str = "",
        native: str = "",
        lang: str = "",
        title_zh: str = "",
    ) -> Person:
        return people.find_or_add(
            self.edition,
            printed_name=name,
            organisation=Text.of(organisation),
            sector=sector,
            title=Text({"en": title, "zh-Hant": title_zh}),
            native_name=native,
            native_lang=lang,
        )

    def _yes(self, session: ForumSession, part: str, person: Person, name_shown: str | None = None) -> None:
        programme.confirm_role(programme.add_role(session, person, part), name_shown)

    def _asked(self, session: ForumSession, person: Person) -> None:
        programme.mark_invited(programme.add_role(session, person, "panellist"))

    def _no(self, session: ForumSession, person: Person) -> None:
        programme.decline_role(programme.add_role(session, person, "panellist"))


_ROOMS = (
    ("Aula", "大禮堂"),
    ("Senate Hall", "議事廳"),
    ("Room 201", "201 室"),
    ("Foyer", "前廳"),
    ("Town Hall", "市政廳"),
)
