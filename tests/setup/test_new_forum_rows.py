"""Rows pasted from a spreadsheet."""

import pytest
from flask import Flask
from flask_babel import force_locale

from forumapp.people.models import SECTOR_WORDS, Sector
from forumapp.programme.vocabulary import PART_WORDS, Part
from forumapp.setup import rows
from forumapp.setup.rows import Speaker
from forumapp.words import LOCALES, translated

pytestmark = pytest.mark.usefixtures("app")


def speakers(text: str) -> list[Speaker]:
    pasted = rows.read(text)
    assert not pasted.problems, [problem.sentence() for problem in pasted.problems]
    return list(pasted.speakers.values())


def sentences(text: str) -> list[str]:
    return [problem.sentence() for problem in rows.read(text).problems]


@pytest.mark.parametrize("separator", ["\t", ";", ","])
def test_cells_are_parted_by_tabs_semicolons_or_commas(separator: str) -> None:
    cells = ("LIN Yu-ching", "A security company", "private", "moderator", "lin@example.org", "zh")
    assert speakers(separator.join(cells)) == [
        Speaker(
            name="LIN Yu-ching",
            organisation="A security company",
            sector=Sector.PRIVATE,
            part=Part.MODERATOR,
            email="lin@example.org",
            language="zh-Hant",
        )
    ]


def test_only_a_name_is_needed() -> None:
    assert speakers("Suryadi\n\n  \nGintarė Čė") == [Speaker(name="Suryadi"), Speaker(name="Gintarė Čė")]


def test_names_stay_as_typed() -> None:
    typed = ["O'Brien-Ødegård, Seán", "𠮷野 健", "محمد الهاشمي", "莎韻‧諾幹", "Müjde IŞIK", 'The "Bird" Suryadi']
    assert [speaker.name for speaker in speakers("\n".join(f"{name}\tX" for name in typed))] == typed


def test_a_lone_quotation_mark_swallows_no_lines() -> None:
    assert [speaker.name for speaker in speakers('"Bird\tX\nSuryadi\tY')] == ['"Bird', "Suryadi"]


def test_quoted_cells_may_hold_the_separator_and_line_ends() -> None:
    pasted = rows.read('"O\'Brien-Ødegård, Seán",X\n"Two\nlines",Y\nSuryadi,Z,wizard')
    assert [speaker.name for speaker in pasted.speakers.values()] == ["O'Brien-Ødegård, Seán", "Two lines"]
    assert pasted.problems[0].sentence().startswith("Line 4:")


@pytest.mark.parametrize(
    "heading",
    [
        "Role;E-mail;Name;Organisation",
        "角色;電子郵件;姓名;單位",
        "Vaidmuo;El. paštas;Vardas, pavardė;Organizacija",
        "FUNCTION;E-Mail Address;Full name;Affiliation",
    ],
)
def test_a_heading_in_three_languages_names_the_columns(heading: str) -> None:
    found = speakers(f"{heading}\nchair;ula@example.org;Ūla Žemaitė-Šimkienė;Vilnius University")
    assert found == [
        Speaker(
            name="Ūla Žemaitė-Šimkienė",
            organisation="Vilnius University",
            part=Part.CHAIR,
            email="ula@example.org",
        )
    ]


def test_columns_without_a_place_are_named() -> None:
    pasted = rows.read("Name\tTelephone\t\tPareigos\nSuryadi\t123\t\tDirector")
    assert pasted.passed_over == ["Telephone"]
    assert list(pasted.speakers.values()) == [Speaker(name="Suryadi", title="Director")]


@pytest.mark.parametrize("language", LOCALES)
def test_our_own_words_are_understood_in_every_language(app: Flask, language: str) -> None:
    with force_locale(LOCALES[language]):
        sectors = [translated(words) for words in SECTOR_WORDS.values()]
        parts = [translated(words) for words in PART_WORDS.values()]
    assert [s.sector for s in speakers("\n".join(f"N\tX\t{word}" for word in sectors))] == list(SECTOR_WORDS)
    assert [s.part for s in speakers("\n".join(f"N\tX\t\t{word}" for word in parts))] == list(PART_WORDS)


@pytest.mark.parametrize(
    ("word", "sector"),
    [
        ("Public", Sector.GOVERNMENT),
        ("公部門", Sector.GOVERNMENT),
        ("NGO", Sector.CIVIL_SOCIETY),
        ("公民社會", Sector.CIVIL_SOCIETY),
        ("Pilietinė visuomenė", Sector.CIVIL_SOCIETY),
        ("verslas", Sector.PRIVATE),
        ("civil-society", Sector.CIVIL_SOCIETY),
        ("civil_society", Sector.CIVIL_SOCIETY),
        ("Žiniasklaida", Sector.MEDIA),
    ],
)
def test_common_words_for_sectors_are_understood(word: str, sector: Sector) -> None:
    assert [s.sector for s in speakers(f"Suryadi\tX\t{word}")] == [sector]


@pytest.mark.parametrize(
    ("word", "part"),
    [
        ("Panelist", Part.PANELLIST),
        ("與談人", Part.PANELLIST),
        ("moderatorė", Part.MODERATOR),
        ("主持人", Part.MODERATOR),
        ("口譯員", Part.INTERPRETER),
        ("titruotoja", Part.CAPTIONER),
        ("Technical moderator", Part.ROOM_MONITOR),
    ],
)
def test_common_words_for_roles_are_understood(word: str, part: Part) -> None:
    assert [s.part for s in speakers(f"Suryadi\tX\t\t{word}")] == [part]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Suryadi\tX\twizards", "Line 1: “wizards” is not in the list for “Sector”. Possible: government,"),
        ("Suryadi\tX\t\tking", "Line 1: “king” is not in the list for “Role”."),
        ("Suryadi\tX\t\t\tnobody", "Line 1: “nobody” does not look like an e-mail address."),
        ("Suryadi\tX\t\t\t\tKlingon", "Line 1: “Klingon” is not in the list for “Language”."),
        ("\tMinistry", "Line 1: there is no name."),
        ("a\tb\t\t\t\t\tc", "Line 1 has more cells than there are columns."),
        ("N" * 201, "Line 1: “Name as printed” has more than 200 characters."),
    ],
)
def test_what_cannot_be_read_is_said_with_its_line(line: str, words: str) -> None:
    assert [sentence.startswith(words) for sentence in sentences(line)] == [True], sentences(line)
