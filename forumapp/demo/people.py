"""Invented people. Each of the first fourteen has a name that careless software breaks (domain.md 4.5)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from forumapp.people.models import Sector
from forumapp.words import LANGUAGES, Text


@dataclass(frozen=True, kw_only=True)
class Somebody:
    key: str
    name: str
    native_name: str = ""
    native_lang: str = ""
    title: Text
    organisation: Text
    sector: Sector
    language: str = "en"
    time_zone: str | None = None
    email: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "email", f"{self.key}@example.org")


def _text(en: str, zh: str = "", lt: str = "") -> Text:
    return Text({"en": en, "zh-Hant": zh, "lt": lt})


def _words(together: str) -> tuple[str, ...]:
    return tuple(together.split())


KNOWN = (
    Somebody(
        key="lin.yu-ching",
        name="LIN Yu-ching",
        native_name="林雨晴",
        native_lang="zh-Hant",
        title=_text("Chief Security Officer", "資安長"),
        organisation=_text("Jade Mountain Networks", "玉山網路"),
        sector=Sector.PRIVATE,
        language="zh-Hant",
        time_zone="Asia/Taipei",
    ),
    Somebody(
        key="zemaite",
        name="Ūla Žemaitė-Šimkienė",
        title=_text("Associate Professor", lt="Docentė"),
        organisation=_text("Vilnius University", "維爾紐斯大學", "Vilniaus universitetas"),
        sector=Sector.ACADEMIA,
        language="lt",
        time_zone="Europe/Vilnius",
    ),
    Somebody(
        key="ygaudas",
        name="Ąžuolas Ygaudas",
        title=_text("Vice-Minister of the Economy", "經濟部次長", "Ekonomikos viceministras"),
        organisation=_text("Government of Lithuania", "立陶宛政府", "Lietuvos Vyriausybė"),
        sector=Sector.GOVERNMENT,
        language="lt",
        time_zone="Europe/Vilnius",
    ),
    Somebody(
        key="nunez",
        name="H.E. Dr. María José Núñez de la Peña",
        title=_text("Ambassador for Digital Affairs"),
        organisation=_text("Embassy in Vilnius"),
        sector=Sector.GOVERNMENT,
    ),
    Somebody(
        key="al-hashimi",
        name="Mohamed Al-Hashimi",
        native_name="محمد الهاشمي",
        native_lang="ar",
        title=_text("Director"),
        organisation=_text("Open Lines"),
        sector=Sector.CIVIL_SOCIETY,
    ),
    Somebody(
        key="nguyen",
        name="Nguyễn Thị Ánh",
        title=_text("Senior Researcher"),
        organisation=_text("Institute for Public Technology"),
        sector=Sector.ACADEMIA,
    ),
    Somebody(
        key="chang-chien",
        name="CHANG CHIEN Ming-hua",
        native_name="張簡明華",
        native_lang="zh-Hant",
        title=_text("Director General", "司長"),
        organisation=_text("Department of Digital Democracy", "數位民主司"),
        sector=Sector.GOVERNMENT,
        language="zh-Hant",
        time_zone="Asia/Taipei",
    ),
    Somebody(
        key="thorsdottir",
        name="Katrín Þórsdóttir",
        title=_text("Head of Cyber Policy"),
        organisation=_text("Ministry for Foreign Affairs, Iceland"),
        sector=Sector.GOVERNMENT,
    ),
    Somebody(
        key="ce",
        name="Gintarė Čė",
        title=_text("Product Lead", lt="Produkto vadovė"),
        organisation=_text("Balsas Platforms"),
        sector=Sector.PRIVATE,
        language="lt",
        time_zone="Europe/Vilnius",
    ),
    Somebody(
        key="sayun",
        name="Sayun Nomin",
        native_name="莎韻‧諾幹",
        native_lang="zh-Hant",
        title=_text("Coordinator", "召集人"),
        organisation=_text("Mountain Villages Online", "山村上線"),
        sector=Sector.CIVIL_SOCIETY,
        language="zh-Hant",
        time_zone="Asia/Taipei",
    ),
    Somebody(
        key="isik",
        name="Müjde IŞIK",
        title=_text("Editor"),
        organisation=_text("The Lantern"),
        sector=Sector.MEDIA,
    ),
    Somebody(
        key="suryadi",
        name="Suryadi",
        title=_text("Network Engineer"),
        organisation=_text("Island Exchange"),
        sector=Sector.TECHNICAL,
    ),
    Somebody(
        key="yoshino",
        name="Yoshino Ken",
        native_name="𠮷野 健",
        native_lang="ja",
        title=_text("Professor"),
        organisation=_text("Kamo River University"),
        sector=Sector.ACADEMIA,
        time_zone="Asia/Tokyo",
    ),
    Somebody(
        key="obrien",
        name="O'Brien-Ødegård, Seán",
        title=_text("Member of Parliament"),
        organisation=_text("Parliament of the North Shore"),
        sector=Sector.PARLIAMENT,
    ),
)

_GIVEN = _words(
    "Aistė Bjørn Chia-hao Daina Emīlija Ferhat Gabija Hsiao-ting Ieva Jürgen Kaarel Łukasz Min-jun Nokomis Oyuna Piret"
    " Quyên Rūta Søren Tomás Ulrike Viktorija Wanjirũ Xóchitl Yi-chen Zofia"
)
_FAMILY = _words(
    "Adomaitytė Bērziņš CHEN Dvořák Eriksen FANG Grabauskienė Håkansson Irigoyen JUAN Kõiv Łącki Mažeika Ndũng'u"
    " O'Súilleabháin PENG Quintana Rõõmussaar Sahlström TSAI Uždavinys Võsu WU Yıldız Zajączkowska Þorláksson"
)
_OFFICES = (
    ("Adviser", "Ministry of Digital Affairs", Sector.GOVERNMENT),
    ("Policy Lead", "Harbour Cloud", Sector.PRIVATE),
    ("Campaigner", "Open Lines", Sector.CIVIL_SOCIETY),
    ("Lecturer", "Vilnius University", Sector.ACADEMIA),
    ("Engineer", "Island Exchange", Sector.TECHNICAL),
    ("Correspondent", "The Lantern", Sector.MEDIA),
    ("Head of Unit", "Organisation for Open Networks", Sector.INTERGOVERNMENTAL),
    ("Clerk of Committee", "Parliament of the North Shore", Sector.PARLIAMENT),
)


def experts(count: int, chance: Random) -> list[Somebody]:
    """So many people: those above first, then others made up from parts."""
    return [*KNOWN[:count], *(_expert(number, chance) for number in range(len(KNOWN) + 1, count + 1))]


def names(chance: Random) -> Iterator[str]:
    while True:
        yield f"{chance.choice(_GIVEN)} {chance.choice(_FAMILY)}"


def _expert(number: int, chance: Random) -> Somebody:
    title, organisation, sector = chance.choice(_OFFICES)
    return Somebody(
        key=f"expert-{number:04}",
        name=next(names(chance)),
        title=_text(title),
        organisation=_text(organisation),
        sector=sector,
        language=chance.choice(LANGUAGES),
    )
