"""What the invented forum tells everybody who comes."""

from forumapp.words import Text

THEME = Text(
    {
        "en": "Free the future: what democracies owe their digital citizens",
        "zh-Hant": "自由未來：民主國家對數位公民的責任",
        "lt": "Laisva ateitis: ką demokratijos skolingos skaitmeniniams piliečiams",
    }
)
NOTES = {
    "wifi": Text(
        {
            "en": "Network F3D-Guests, password free-the-future. It reaches every room but the courtyard.",
            "zh-Hant": "網路名稱 F3D-Guests，密碼 free-the-future。除中庭外，各會議室皆可連線。",
            "lt": "Tinklas „F3D-Guests“, slaptažodis free-the-future. Veikia visose salėse, bet ne kieme.",
        }
    ),
    "emergency": Text(
        {
            "en": "Call 112. Then tell anybody with a green badge: a first-aider is always at the desk in the foyer.\n"
            "If the alarm sounds, leave by the stairs and gather in the Grand Courtyard.",
            "zh-Hant": "請撥打 112，並告知任何佩戴綠色名牌的工作人員；大廳服務臺隨時有急救人員。\n"
            "警報響起時，請走樓梯離開，並至大庭院集合。",
            "lt": "Skambinkite 112. Tada praneškite bet kam su žalia kortele: prie stalo fojė visada budi "
            "pirmosios pagalbos teikėjas.\n"
            "Suskambus pavojaus signalui, leiskitės laiptais ir rinkitės Didžiajame kieme.",
        }
    ),
    "conduct": Text(
        {
            "en": "We disagree about ideas and respect people. Nobody is harassed here, in the rooms, online or at "
            "dinner. Whoever sees it happen tells the desk; it acts at once and in confidence.",
            "zh-Hant": "我們辯論觀點，也尊重彼此。無論在會場、線上或餐敘，皆不容許任何騷擾。如有目睹，請告知服務臺；"
            "我們會立即並保密處理。",
            "lt": "Ginčijamės dėl idėjų ir gerbiame žmones. Niekas nepriekabiauja nei salėse, nei internete, nei per "
            "vakarienę. Kas tai mato, praneša prie stalo fojė; veikiama iškart ir konfidencialiai.",
        }
    ),
    "photography": Text(
        {
            "en": "Photographs are taken in the Aula and the foyer. A badge with a red line means: please not me.",
            "zh-Hant": "大禮堂與大廳會有攝影。名牌上有紅線者，表示不願入鏡。",
            "lt": "Fotografuojama Auloje ir fojė. Kortelė su raudona linija reiškia: manęs – ne.",
        }
    ),
    "contact": Text(
        {
            "en": "The desk in the foyer, from 08:15 on both days.",
            "zh-Hant": "大廳服務臺，兩日皆自 08:15 起。",
            "lt": "Stalas fojė, abi dienas nuo 08:15.",
        }
    ),
}
SIGNATORY = Text({"en": "Rasa Pavyzdė", "zh-Hant": "拉莎・帕維茲德"})
SIGNATORY_TITLE = Text(
    {
        "en": "Deputy Minister, for the hosts",
        "zh-Hant": "次長，代表各主辦單位",
        "lt": "Viceministrė, rengėjų vardu",
    }
)
"""Of certificates of participation."""
