"""Other words for columns, sectors, parts and languages, as organisers write them in their spreadsheets.

The words that our own pages use, in each language, are always understood and stand not here.
"""

from forumapp.people.models import Sector
from forumapp.programme.vocabulary import Part

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
    "part": "role, part, function, 角色, 身分, 身份, vaidmuo, funkcija",
    "email": (
        "email, e-mail, mail, email address, e-mail address, 電子郵件, 電子信箱, 電郵, 信箱, 郵件, el. paštas, "
        "el. pašto adresas, elektroninis paštas, paštas"
    ),
    "language": "language, lang, letters in, 語言, 語文, 信件語言, kalba, laiškų kalba",
    "title": "functional title, title, job title, position, 職稱, 職銜, 職務, pareigos",
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

PARTS = {
    Part.CHAIR: (
        "chairperson, chairman, chairwoman, session chair, 主席, 會議主席, pirmininkas, pirmininkė, "
        "pirmininkaujantis, pirmininkaujanti"
    ),
    Part.MODERATOR: (
        "moderation, facilitator, on-site moderator, 主持人, 主持, 引言人, moderatorius, moderatorė, vedėjas, vedėja"
    ),
    Part.ONLINE_MODERATOR: (
        "remote moderator, virtual moderator, 線上主持人, 線上主持, nuotolinis moderatorius, nuotolinė moderatorė"
    ),
    Part.KEYNOTE: (
        "keynote, keynoter, 主講人, 主講, 專題演講人, 專題演講, pagrindinis pranešėjas, pagrindinė pranešėja"
    ),
    Part.SPEAKER: "presenter, 講者, 演講者, 講員, 報告人, pranešėjas, pranešėja, kalbėtojas, kalbėtoja",
    Part.PANELLIST: (
        "panelist, panel, panel member, 與談人, 與談, 座談人, diskusijos dalyvis, diskusijos dalyvė, dalyvis, "
        "dalyvė, panelistas, panelistė"
    ),
    Part.DISCUSSANT: "respondent, commentator, 評論人, 回應人, oponentas, oponentė, diskutantas, diskutantė",
    Part.RAPPORTEUR: (
        "reporter, note taker, notetaker, 紀錄人, 紀錄, 記錄人, 記錄, pranešimo rengėjas, pranešimo rengėja, "
        "protokoluotojas, protokoluotoja"
    ),
}

LANGUAGES = {
    "en": "eng, en-gb, en-us, 英文, 英語, anglų, angliškai, anglų kalba",
    "zh-Hant": (
        "zh, zh-tw, zh-hk, chinese, mandarin, traditional chinese, 中文, 華語, 國語, 繁體中文, 繁中, 正體中文, "
        "kinų, kiniškai, kinų kalba"
    ),
    "lt": "lit, lt-lt, 立陶宛文, 立陶宛語, lietuvių, lietuviškai, lietuvių kalba",
}
