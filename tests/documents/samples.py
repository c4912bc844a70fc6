"""Booklets for tests: the invented edition of two days, a one-panel forum, and a long programme."""

from dataclasses import replace
from datetime import UTC, datetime

from forumapp.documents.booklet import Block, Booklet, Day, IndexEntry, Labels, Person, Row
from forumapp.documents.hosts import Host

ENGLISH = Labels(
    page="Page",
    page_of="Page {page} of {pages}",
    on_page="p. {page}",
    notes="Practical notes",
    at_a_glance="At a glance",
    time="Time",
    session="Session",
    place="Place",
    speakers="Speakers",
)
CHINESE = Labels(
    page="頁",
    page_of="第 {page} 頁，共 {pages} 頁",
    on_page="第 {page} 頁",
    notes="實用資訊",
    at_a_glance="議程總覽",
    time="時間",
    session="場次",
    place="地點",
    speakers="講者",
)
LITHUANIAN = Labels(
    page="Psl.",
    page_of="{page} puslapis iš {pages}",
    on_page="{page} psl.",
    notes="Praktinė informacija",
    at_a_glance="Programos apžvalga",
    time="Laikas",
    session="Sesija",
    place="Vieta",
    speakers="Pranešėjai",
)

LIN = Person(
    name="LIN Yu-ching",
    native_name="林雨晴",
    native_lang="zh-Hant",
    description="Chief Security Officer, private sector, Taiwan",
)
ULA = Person(name="Ūla Žemaitė-Šimkienė", role="moderator", description="Head of Unit, Vilnius University, Lithuania")
PEOPLE = (
    ULA,
    LIN,
    Person(
        name="CHANG CHIEN Ming-hua",
        native_name="張簡明華",
        native_lang="zh-Hant",
        description="Director General",
    ),
    Person(name="Sayun Nomin", native_name="莎韻‧諾幹", native_lang="zh-Hant", role="panellist"),
    Person(name="Gintarė Čė", role="panellist"),
    Person(name="Ąžuolas Ygaudas", description="Vice-Minister of the Economy, Lithuania"),
    Person(name="H.E. Dr. María José Núñez de la Peña", role="keynote", description="Minister of Science"),
    Person(name="Müjde IŞIK", native_name="ışık", native_lang="tr"),
    Person(name="Katrín Þórsdóttir", description="University of Iceland"),
    Person(name="Suryadi", role="moderator", description="civil society, Indonesia"),
    Person(name="Yoshino Ken", native_name="𠮷野 健", native_lang="ja", description="academia, Japan"),
    Person(name="Nguyễn Thị Ánh", role="moderator", description="academia, Viet Nam"),
    Person(name="O'Brien-Ødegård, Seán", description="network operator, Ireland"),
    Person(name="Mohamed Al-Hashimi", native_name="محمد الهاشمي", native_lang="ar", description="media, Jordan"),
)


def one_panel() -> Booklet:
    return Booklet(
        lang="en",
        file_title="Agenda: Free Digital Democracy Dialogue, Vilnius 2027",
        header="F3D 2027, Vilnius",
        document_name="Agenda",
        series="Free Digital Democracy Dialogue Forum",
        title="Free the Future: digital democracy after the storm",
        theme="What small democracies can teach each other",
        dates="Saturday, 30 October 2027",
        place="Vilnius University, Aula Parva, Vilnius",
        hosts_label="Hosted by",
        hosts=(
            Host(name="Ministry of Digital Affairs, Taiwan"),
            Host(name="Institute of International Relations, Vilnius University"),
            Host(name="Go Forward Academy"),
        ),
        release="Release 3, provisional, as at 12 October 2027, 18:00 EEST",
        released_at=datetime(2027, 10, 12, 15, 0, tzinfo=UTC),
        time_note="Times are those of Vilnius (UTC+3); Taipei time stands beneath.",
        subject_to_change="Programme subject to change until marked final.",
        days=(
            Day(
                title="Saturday, 30 October 2027",
                zones="Vilnius UTC+3 · Taipei UTC+8",
                blocks=(Block(rows=(panel(),)),),
            ),
        ),
        index=(IndexEntry(name="LIN Yu-ching", codes=("P1",)),),
        labels=ENGLISH,
        footer="https://forum.example.org/en/f3d2027/agenda",
    )


def panel() -> Row:
    return Row(
        code="P1",
        time="09:00–10:15",
        second_time="14:00–15:15 Taipei",
        format="Panel",
        place="Aula Parva",
        access="open to everybody, streamed",
        title="Free the future: what democracies owe their digital citizens",
        abstract=(
            "Small democracies at the edge of large neighbours have learned to keep people connected, "
            "informed and heard. Four practitioners from public and private sectors say what worked, "
            "what did not, and what they would do again.\n\nThe audience writes the last third of the discussion."
        ),
        people=(ULA, LIN, PEOPLE[5], PEOPLE[10]),
        foot=(
            "English and Lithuanian, interpreted into Chinese",
            "live captions",
            "on the record",
            "not recorded",
        ),
    )


def two_days() -> Booklet:
    """The edition of many shapes: parallel, closed, cancelled, quiet, across the change of the clocks."""
    saturday = Day(
        title="Saturday, 24 October 2026",
        zones="Vilnius UTC+3 · Taipei UTC+8",
        blocks=(
            Block(
                rows=(
                    Row(
                        code="R0",
                        time="08:15–09:00",
                        second_time="13:15–14:00 Taipei",
                        place="Foyer",
                        title="Registration and coffee",
                        quiet=True,
                    ),
                )
            ),
            Block(rows=(replace(panel(), format="Plenary", place="Aula", title="Opening plenary: Free the Future"),)),
            Block(
                rows=(
                    Row(
                        code="C1",
                        time="10:30–12:00",
                        second_time="15:30–17:00 Taipei",
                        format="Coordination meeting",
                        place="Senate Hall",
                        title="Closed session",
                        note="For members of the Freedom Online Coalition",
                    ),
                    Row(
                        code="W1",
                        time="10:30–12:00",
                        second_time="15:30–17:00 Taipei",
                        format="Workshop",
                        place="Room 201",
                        access="for registered participants",
                        title="Keeping people connected during shutdowns",
                        people=(PEOPLE[9], PEOPLE[12], PEOPLE[13]),
                        foot=("English", "on the record"),
                    ),
                )
            ),
            Block(
                rows=(
                    Row(
                        code="W2",
                        time="13:30–15:00",
                        second_time="18:30–20:00 Taipei",
                        format="Roundtable",
                        place="Room 201",
                        access="by request, 40 seats",
                        title="AI procurement and rights: industry perspectives",
                        hosts="Vilnius University · moda",
                        people=(PEOPLE[11], PEOPLE[2], PEOPLE[3]),
                        foot=("Chatham House Rule", "not recorded"),
                    ),
                    Row(
                        code="W4",
                        time="13:30–14:30",
                        second_time="18:30–19:30 Taipei",
                        format="Panel",
                        place="Aula",
                        title="Satellites for everyone",
                        cancelled="Cancelled on 11 October",
                    ),
                )
            ),
            Block(
                rows=(
                    Row(
                        code="S1",
                        time="18:30–20:30",
                        second_time="23:30–01:30 Taipei",
                        place="Town Hall",
                        title="Reception",
                        quiet=True,
                    ),
                )
            ),
        ),
    )
    monday = Day(
        title="Monday, 26 October 2026",
        zones="Vilnius UTC+2 · Taipei UTC+8",
        blocks=(
            Block(
                rows=(
                    Row(
                        code="W3",
                        time="09:00–10:30",
                        second_time="15:00–16:30 Taipei",
                        format="Demonstration",
                        place="Room 201, and online",
                        access="open to everybody",
                        title="Civic participation platforms",
                        people=(PEOPLE[4], PEOPLE[7], PEOPLE[8]),
                    ),
                )
            ),
            Block(
                rows=(
                    Row(
                        code="P2",
                        time="11:45–13:00",
                        second_time="17:45–19:00 Taipei",
                        format="Plenary",
                        place="Aula",
                        access="open to everybody",
                        title="Closing plenary and Chair’s summary",
                        people=(PEOPLE[6],),
                        foot=("English", "on the record"),
                    ),
                )
            ),
        ),
    )
    return replace(
        one_panel(),
        file_title="Agenda: Free Digital Democracy Dialogue, Vilnius 2026",
        header="F3D 2026, Vilnius",
        title="Free the Future",
        theme="",
        dates="24 and 26 October 2026",
        place="Vilnius University, and online",
        release="Release 1, provisional, as at 1 September 2026, 13:00 EEST",
        released_at=datetime(2026, 9, 1, 10, 0, tzinfo=UTC),
        time_note="Times are those of Vilnius; Taipei time stands beneath. Clocks change on 25 October.",
        days=(saturday, monday),
        index=index(saturday, monday),
    )


def index(*days: Day) -> tuple[IndexEntry, ...]:
    sessions: dict[Person, list[str]] = {}
    for row in (row for day in days for block in day.blocks for row in block.rows):
        for person in row.people:
            sessions.setdefault(person, []).append(row.code)
    return tuple(
        IndexEntry(name=it.name, native_name=it.native_name, native_lang=it.native_lang, codes=tuple(codes))
        for it, codes in sorted(sessions.items(), key=lambda pair: pair[0].name)
    )


def chinese() -> Booklet:
    return replace(
        two_days(),
        lang="zh-Hant-TW",
        file_title="議程：自由數位民主對話論壇，維爾紐斯 2026",
        header="F3D 2026，維爾紐斯",
        document_name="議程",
        series="自由數位民主對話論壇",
        title="自由未來：民主國家對數位公民的責任",
        dates="2026年10月24日與26日",
        place="維爾紐斯大學，並同步線上舉行",
        hosts_label="主辦單位",
        hosts=tuple(Host(name=it) for it in ("臺灣數位發展部", "維爾紐斯大學國際關係與政治學院", "Go Forward Academy")),
        release="第 1 版，暫定，截至 2026年9月1日 13:00 EEST",
        time_note="時間以維爾紐斯當地時間為準；下方為台北時間。——夏令時間於 10 月 25 日結束……",
        subject_to_change="正式公布前，議程可能變動。",
        days=tuple(replace(day, blocks=tuple(map(_in_chinese, day.blocks))) for day in two_days().days),
        labels=CHINESE,
    )


CHINESE_ABSTRACT = (
    "位處大國邊緣的小型民主國家，學會了如何讓人民保持連線、掌握資訊、被聽見。"
    "「我們做了什麼？」四位實務工作者將分享經驗——以及教訓。"
)


def _in_chinese(block: Block) -> Block:
    words = {
        "W1": ("斷網時如何保持連線", "工作坊", "201 室"),
        "W3": ("公民參與平台展示", "技術展示", "201 室與線上"),
        "P1": ("開幕大會：自由未來", "大會", "大禮堂"),
    }
    rows = []
    for row in block.rows:
        title, form, place = words.get(row.code, (row.title, row.format, row.place))
        lang = "" if row.code in words else "en"
        abstract = CHINESE_ABSTRACT if row.abstract else ""
        rows.append(replace(row, title=title, format=form, place=place, title_lang=lang, abstract=abstract))
    return Block(rows=tuple(rows))


def lithuanian() -> Booklet:
    return replace(
        one_panel(),
        lang="lt",
        file_title="Darbotvarkė: Laisvosios skaitmeninės demokratijos dialogas, Vilnius 2027",
        header="F3D 2027, Vilnius",
        document_name="Darbotvarkė",
        series="Laisvosios skaitmeninės demokratijos dialogo forumas",
        title="Laisvinkime ateitį: skaitmeninė demokratija po audros",
        theme="Ko mažos demokratijos gali pasimokyti viena iš kitos",
        dates="2027 m. spalio 30 d., šeštadienis",
        place="Vilniaus universitetas, Mažoji aula, Vilnius",
        hosts_label="Rengėjai",
        release="3 laida, preliminari, 2027 m. spalio 12 d., 18:00 EEST",
        time_note="Laikas – Vilniaus (UTC+3); apačioje – Taipėjaus laikas.",
        subject_to_change="Iki galutinės laidos programa gali keistis.",
        labels=LITHUANIAN,
    )


def long(sessions: int = 300) -> Booklet:
    """Three days of parallel sessions in five rooms."""
    days = []
    per_day = sessions // 3
    for number in range(3):
        blocks = []
        for slot in range(per_day // 5):
            start = f"{8 + slot // 2:02}:{30 * (slot % 2):02}"
            blocks.append(Block(rows=tuple(_one_of_many(number, slot, room, start) for room in range(5))))
        days.append(Day(title=f"Day {number + 1}, {24 + number} October 2026", blocks=tuple(blocks)))
    return replace(two_days(), days=tuple(days), index=index(*days))


def _one_of_many(day: int, slot: int, room: int, start: str) -> Row:
    number = day * 100 + slot * 5 + room
    return Row(
        code=f"S{number + 1}",
        time=f"{start}–{start[:2]}:55",
        second_time=f"{start} Taipei",
        format=("Workshop", "Panel", "Roundtable", "Lightning talks", "Keynote")[room],
        place=f"Room {room + 1}",
        access="for registered participants",
        title=f"Session {number + 1}: rights, resilience and the price of being connected",
        abstract="A conversation between people who run networks and people who depend on them. " * 3,
        people=tuple(PEOPLE[(number + step) % len(PEOPLE)] for step in range(3)),
        foot=("English", "on the record"),
    )
