"""Persons, valid by default. Each factory commits; call it outside a transaction."""

from itertools import count
from typing import Any

from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.people import actions
from forumapp.people.models import Person
from forumapp.words import Text

_numbers = count(1)

FIXTURE_NAMES: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "LIN Yu-ching": (
        "林雨晴",
        "zh-Hant",
        ("lin yu ching", "yuching", "Yu Ching LIN", "lin yu-ching", "林雨晴", "雨晴"),
    ),
    "CHANG CHIEN Ming-hua": (
        "張簡明華",
        "zh-Hant",
        ("chang chien", "changchien", "minghua", "ming hua chang", "張簡", "明華"),
    ),
    "Sayun Nomin": ("莎韻‧諾幹", "", ("sayun", "nomin sayun", "莎韻‧諾幹", "莎韻諾幹", "諾幹")),
    "Ūla Žemaitė-Šimkienė": (
        "",
        "",
        ("simkiene", "ula zemaite", "Žemaitė", "zemaite-simkiene", "zemaitesimkiene", "ŠIMKIENĖ"),
    ),
    "Gintarė Čė": ("", "", ("ce", "čė", "gintare", "GINTARĖ")),
    "Ąžuolas Ygaudas": ("", "", ("azuolas", "Ygaudas", "ygaudas azuolas")),
    "H.E. Dr. María José Núñez de la Peña": (
        "",
        "",
        ("nunez", "maria jose", "pena", "de la pena", "Núñez", "h.e. dr. maria", "HE Nunez"),
    ),
    "Müjde IŞIK / ışık": ("", "", ("isik", "mujde", "ışık", "IŞIK", "Işık")),
    "Katrín Þórsdóttir": ("", "", ("thorsdottir", "katrin", "Þórsdóttir")),
    "Suryadi": ("", "", ("suryadi", "SURYA")),
    "Yoshino Ken": ("𠮷野 健", "ja", ("yoshino", "ken yoshino", "𠮷野", "吉野", "𠮷野健", "健")),
    "Nguyễn Thị Ánh": ("", "", ("nguyen thi anh", "Nguye\u0302\u0303n", "anh nguyen", "Ánh")),
    "O'Brien-Ødegård, Seán": (
        "",
        "",
        ("obrien", "o’brien", "odegard", "Ødegård", "sean obrien", "o'brien-ødegård"),
    ),
    "Mohamed Al-Hashimi": ("محمد الهاشمي", "ar", ("alhashimi", "al hashimi", "محمد", "الهاشمي")),
}
"""Everybody of domain.md 4.5: printed name → native name, its language, and what people type to find them."""


def expert(edition: Edition, printed_name: str = "LIN Yu-ching", **changes: Any) -> Person:
    """Known to the edition, with an address of her own, reading English."""
    native_name, native_lang, _ = FIXTURE_NAMES.get(printed_name, ("", "", ()))
    values: dict[str, Any] = {
        "email": f"expert{next(_numbers)}@example.org",
        "native_name": native_name,
        "native_lang": native_lang,
        "title": Text.of("Chief Security Officer"),
        "organisation": Text.of("Example Networks"),
        "sector": "private",
    }
    with transaction():
        made = actions.find_or_add(
            db.session.get_one(Edition, edition.id), printed_name=printed_name, **values | changes
        )
        person_id = made.id
    return db.session.get_one(Person, person_id)
