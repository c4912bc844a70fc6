"""The two series that every installation starts with, their topics, and how the FOC names its members.

Names: the coalition's own English wording; Chinese and Lithuanian from CLDR, for the series' owner to review
before an edition uses them. They are data of a series, never a list of countries (INV-41).
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

# code, English, Traditional Chinese, Lithuanian
PLACES = (
    ("AR", "Argentina", "阿根廷", "Argentina"),
    ("AT", "Austria", "奧地利", "Austrija"),
    ("AU", "Australia", "澳洲", "Australija"),
    ("CA", "Canada", "加拿大", "Kanada"),
    ("CH", "Switzerland", "瑞士", "Šveicarija"),
    ("CO", "Colombia", "哥倫比亞", "Kolumbija"),
    ("CR", "Costa Rica", "哥斯大黎加", "Kosta Rika"),
    ("CZ", "Czech Republic", "捷克", "Čekija"),
    ("DE", "Germany", "德國", "Vokietija"),
    ("DK", "Denmark", "丹麥", "Danija"),
    ("EE", "Estonia", "愛沙尼亞", "Estija"),
    ("ES", "Spain", "西班牙", "Ispanija"),
    ("FI", "Finland", "芬蘭", "Suomija"),
    ("FR", "France", "法國", "Prancūzija"),
    ("GB", "United Kingdom", "英國", "Jungtinė Karalystė"),
    ("GE", "Georgia", "喬治亞", "Gruzija"),
    ("GH", "Ghana", "迦納", "Gana"),
    ("IE", "Ireland", "愛爾蘭", "Airija"),
    ("IS", "Iceland", "冰島", "Islandija"),
    ("JP", "Japan", "日本", "Japonija"),
    ("KE", "Kenya", "肯亞", "Kenija"),
    ("LT", "Lithuania", "立陶宛", "Lietuva"),
    ("LV", "Latvia", "拉脫維亞", "Latvija"),
    ("MD", "Moldova", "摩爾多瓦", "Moldova"),
    ("MN", "Mongolia", "蒙古", "Mongolija"),
    ("MV", "Maldives", "馬爾地夫", "Maldyvai"),
    ("MX", "Mexico", "墨西哥", "Meksika"),
    ("NL", "Netherlands", "荷蘭", "Nyderlandai"),
    ("NO", "Norway", "挪威", "Norvegija"),
    ("NZ", "New Zealand", "紐西蘭", "Naujoji Zelandija"),
    ("PL", "Poland", "波蘭", "Lenkija"),
    ("SE", "Sweden", "瑞典", "Švedija"),
    ("TN", "Tunisia", "突尼西亞", "Tunisas"),
    ("TW", "Taiwan", "台灣", "Taivanas"),
    ("US", "United States", "美國", "Jungtinės Valstijos"),
)
TOPICS = (
    ("internet-disruptions", "Internet disruptions", "網路中斷", "Interneto trikdžiai"),
    ("digital-equality", "Digital equality", "數位平權", "Skaitmeninė lygybė"),
    ("artificial-intelligence", "Artificial intelligence", "人工智慧", "Dirbtinis intelektas"),
    ("human-rights-online", "Human rights online", "網路人權", "Žmogaus teisės internete"),
    ("industry-perspectives", "Industry perspectives", "產業觀點", "Pramonės požiūris"),
    ("information-integrity", "Information integrity", "資訊完整性", "Informacijos vientisumas"),
    ("cybersecurity-resilience", "Cybersecurity and resilience", "資安與韌性", "Kibernetinis saugumas ir atsparumas"),
    ("digital-public-infrastructure", "Digital public infrastructure", "數位公共基礎建設", "Skaitmeninė viešoji infrastruktūra"),
    ("digital-trade", "Digital trade", "數位貿易", "Skaitmeninė prekyba"),
    ("civic-participation", "Civic participation", "公民參與", "Pilietinis dalyvavimas"),
)
SERIES = (
    {
        "code": "F3D",
        "name": {
            "en": "Free Digital Democracy Dialogue Forum",
            "zh-Hant": "自由數位民主對話論壇",
            "lt": "Laisvės skaitmeninės demokratijos dialogo forumas",
        },
        "party_word": {"en": "participant", "zh-Hant": "參與方", "lt": "dalyvis"},
        "accent": "#0b5c5c",
    },
    {
        "code": "FOC",
        "name": {
            "en": "Freedom Online Coalition",
            "zh-Hant": "網路自由聯盟",
            "lt": "Interneto laisvės koalicija",
        },
        "party_word": {"en": "member", "zh-Hant": "會員", "lt": "narė"},
        "accent": "#1d4f91",
    },
)
STANDINGS = {"F3D": ("LT", "TW"), "FOC": tuple(place[0] for place in PLACES)}

series = sa.table(
    "forum_series",
    sa.column("id"),
    sa.column("code"),
    sa.column("name", sa.JSON),
    sa.column("description", sa.JSON),
    sa.column("party_word", sa.JSON),
    sa.column("sender_name"),
    sa.column("accent"),
    sa.column("default_attribution"),
)
topics = sa.table(
    "topics", sa.column("series_id"), sa.column("key"), sa.column("name", sa.JSON), sa.column("position")
)
standings = sa.table(
    "series_standings",
    sa.column("series_id"),
    sa.column("jurisdiction"),
    sa.column("status"),
    sa.column("display_name", sa.JSON),
)


def upgrade() -> None:
    for values in SERIES:
        _add(values)


def downgrade() -> None:
    codes = [values["code"] for values in SERIES]
    ids = sa.select(series.c.id).where(series.c.code.in_(codes))
    for table in (standings, topics):
        op.execute(sa.delete(table).where(table.c.series_id.in_(ids)))
    op.execute(sa.delete(series).where(series.c.code.in_(codes)))


def _add(values: dict[str, object]) -> None:
    given = values | {"description": {}, "sender_name": f"{values['code']} Secretariat", "default_attribution": "on_record"}
    connection = op.get_bind()
    connection.execute(sa.insert(series).values(**given))
    series_id = connection.scalar(sa.select(series.c.id).where(series.c.code == values["code"]))
    op.bulk_insert(
        topics,
        [
            {"series_id": series_id, "key": key, "name": _text(*names), "position": position}
            for position, (key, *names) in enumerate(TOPICS)
        ],
    )
    op.bulk_insert(
        standings,
        [
            {
                "series_id": series_id,
                "jurisdiction": code,
                "status": "observer" if code == "TW" and values["code"] == "FOC" else "member",
                "display_name": _text(*names),
            }
            for code, *names in PLACES
            if code in STANDINGS[str(values["code"])]
        ],
    )


def _text(en: str, zh_hant: str, lt: str) -> dict[str, str]:
    return {"en": en, "zh-Hant": zh_hant, "lt": lt}
