"""Words for columns, sectors and languages in lists of people: our own in each language, and what people write instead.

The words that our own pages use, in each language, are always understood and stand not here.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import force_locale

from forumapp import names
from forumapp.people.models import Sector
from forumapp.words import LANGUAGES as OUR_LANGUAGES
from forumapp.words import LOCALES, translated

COLUMNS = {
    "name": (
        "name, full name, printed name, name and surname, person, 姓名, 名字, 名稱, vardas, vardas pavardė, "
        "vardas ir pavardė, pavardė, asmuo"
    ),
    "organisation": (
        "organisation, organization, org, affiliation, institution, company, employer, 單位, 服務單位, 所屬單位, "
        "機構, 機關, 組織, 公司, organizacija, institucija, įstaiga, darbovietė, įmonė"
    ),
    "sector": (
        "sector, stakeholder group, stakeholder, 部門, 部門別, 類別, 利害關係人類別, sektorius, suinteresuotųjų grupė"
    ),
    "email": (
        "email, e-mail, mail, email address, e-mail address, 電子郵件, 電子信箱, 電郵, 信箱, 郵件, el. paštas, "
        "el. pašto adresas, elektroninis paštas, paštas"
    ),
    "language": "language, lang, letters in, 語言, 語文, 信件語言, kalba, laiškų kalba",
    "title": "functional title, title, job title, position, 職稱, 職銜, 職務, pareigos",
    "native_name": (
        "native name, name in native script, native, 原文姓名, 母語姓名, 本名, vardas gimtąja kalba, "
        "vardas originalo kalba"
    ),
    "native_lang": "native lang, native language, language of native name, 原文語言, 姓名語言, gimtoji kalba",
    "time_zone": "time zone, timezone, zone, 時區, laiko juosta",
}

SECTORS = {
    Sector.GOVERNMENT: (
        "public, public sector, state, ministry, governmental, gov, 政府, 公, 公部門, 政府部門, 公共部門, 官方, "
        "viešasis, viešasis sektorius, valstybinis, vyriausybė, valdžia, ministerija"
    ),
    Sector.PARLIAMENT: "parliamentary, legislature, 國會, 立法院, 議會, 立法部門, seimas, parlamentas",
    Sector.INTERGOVERNMENTAL: (
        "igo, intergovernmental, international organisation, international organization, 國際組織, 政府間組織, "
        "tarpvyriausybinė organizacija, tarptautinė organizacija"
    ),
    Sector.PRIVATE: (
        "private, business, company, industry, corporate, enterprise, 私, 私部門, 私人部門, 企業, 產業, 業界, "
        "產業界, 民間企業, privatus, privatus sektorius, verslas, įmonė, pramonė"
    ),
    Sector.CIVIL_SOCIETY: (
        "civil, ngo, cso, npo, non-profit, nonprofit, third sector, third, 公民社會, 民間團體, 民間組織, "
        "非政府組織, 非營利組織, 公民團體, pilietinė visuomenė, nvo, nevyriausybinė organizacija, "
        "nevyriausybininkai"
    ),
    Sector.TECHNICAL: (
        "technical, tech, tech community, engineering, 技術, 技術社群, 科技社群, techninė bendruomenė, technikai"
    ),
    Sector.ACADEMIA: (
        "academic, university, research, science, education, 學界, 學術, 學術界, 大學, 研究, "
        "akademinė bendruomenė, akademija, universitetas, mokslas"
    ),
    Sector.MEDIA: "press, journalist, journalism, news, 媒體, 新聞, 記者, 新聞界, žiniasklaida, spauda",
    Sector.OTHER: "none, 其他, 其它, kita, kitas, kiti",
}

LANGUAGES = {
    "en": "eng, en-gb, en-us, 英文, 英語, anglų, angliškai, anglų kalba",
    "zh-Hant": (
        "zh, zh-tw, zh-hk, chinese, mandarin, traditional chinese, 中文, 華語, 國語, 繁體中文, 繁中, 正體中文, "
        "kinų, kiniškai, kinų kalba"
    ),
    "lt": "lit, lt-lt, 立陶宛文, 立陶宛語, lietuvių, lietuviškai, lietuvių kalba",
}


def known(words: Mapping[Any, str], others: Mapping[Any, str]) -> dict[str, str]:
    """Every folded word understood for each meaning."""
    found: dict[str, str] = {}
    for meaning in words:
        for word in (meaning, *_own_words(words[meaning]), *others[meaning].split(",")):
            found.setdefault(names.fold(word), meaning)
    return found


def _own_words(words: str) -> Iterator[str]:
    for language in OUR_LANGUAGES:
        with force_locale(LOCALES[language]):
            yield translated(words)
