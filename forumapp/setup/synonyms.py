"""Other words for columns and parts, as organisers write them; ``people.synonyms`` has the rest."""

from forumapp.people import synonyms
from forumapp.programme.vocabulary import Part

COLUMNS = synonyms.COLUMNS | {
    "part": "role, part, function, 角色, 身分, 身份, vaidmuo, funkcija",
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
    Part.INTERPRETER: "interpretation, translator, 口譯員, 口譯, 翻譯, vertėjas, vertėja, vertėjas žodžiu",
    Part.CAPTIONER: "captions, stenographer, 即時字幕員, 即時字幕, 聽打員, 字幕員, titruotojas, titruotoja",
    Part.ROOM_MONITOR: (
        "technical moderator, room manager, room host, 場控, 場務, 技術主持, salės koordinatorius, "
        "salės koordinatorė, techninis moderatorius, techninė moderatorė"
    ),
}
