"""A release with tracks: their sign beside their colour everywhere, nothing of them where there is none."""

import io
import json

import openpyxl
import pytest
from docx import Document
from flask import Flask
from flask_babel import force_locale
from pypdf import PdfReader

from forumapp.agenda import changes, snapshots, wording
from forumapp.agenda.snapshots import Snapshot
from forumapp.extensions import transaction
from forumapp.forums import actions as forums
from forumapp.forums.models import Edition
from forumapp.words import LANGUAGES, Text
from tests.factories import agenda
from tests.support.browser_like import Page, ReadingClient

HERE = "/en/f3d2026/agenda"


@pytest.fixture
def forum(app) -> Edition:
    return agenda.with_tracks(agenda.edition())


def built(forum: Edition) -> Snapshot:
    return snapshots.build(agenda.fresh(forum))


def codes(page: Page) -> set[str]:
    return set(page.document.xpath("//article[contains(@class, 'session')]/@id"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_session_shows_sign_and_name_of_its_track(client: ReadingClient, forum: Edition, language: str) -> None:
    agenda.released(forum)
    page = client.get(f"/{language}/f3d2026/agenda")
    name = Text({"en": "Rights & access", "zh-Hant": "權利與近用", "lt": "Teisės"}).in_language(language)
    [badge] = page.document.xpath("//article[@id='P1']//span[@class='track track-plum']")
    assert " ".join(badge.text_content().split()) == f"R {name}"
    assert not page.document.xpath("//article[@id='W2']//span[contains(@class, 'track')]")
    session = client.get(f"/{language}/f3d2026/agenda/P1")
    [label] = session.document.xpath("//dt[following-sibling::dd[1]//span[@class='track track-plum']]")
    assert label.text_content().strip() == {"en": "Sub-theme", "zh-Hant": "子題", "lt": "Potemė"}[language]


def test_a_plain_address_shows_one_track(client: ReadingClient, forum: Edition) -> None:
    agenda.released(forum)
    page = client.get(HERE)
    [select] = page.document.xpath("//select[@name='track']")
    options = {option.text_content().strip(): option.get("value") for option in select}
    assert list(options) == ["all tracks", "R Rights & access", "G Digital equality"]
    assert codes(client.get(f"{HERE}?track={options['R Rights & access']}")) == {"P1", "W1"}
    assert "W3" in codes(client.get(f"{HERE}?q=equality"))


def test_with_tracks_and_topics_the_seldom_filters_wait_behind_one_word(client: ReadingClient, forum: Edition) -> None:
    agenda.released(forum)
    for asked, is_open in (("", False), ("?track=R", False), ("?access=public", True)):
        page = client.get(f"{HERE}{asked}")
        [more] = page.document.xpath("//details[@class='filters-more']")
        offered = page.document.xpath("//form[@class='filters-row']//select/@name")
        assert offered == ["day", "track", "topic", "format", "access", "room", "language"]
        assert more.xpath(".//select/@name") == offered[4:]
        assert (more.get("open") is not None) is is_open


def test_without_tracks_all_filters_stand_in_one_row(client: ReadingClient, app: Flask) -> None:
    agenda.released(agenda.edition())
    page = client.get(HERE)
    assert len(page.document.xpath("//form[@class='filters-row']/label/select")) == 6
    assert not page.document.xpath("//details[@class='filters-more']")


def test_sessions_stand_track_by_track(client: ReadingClient, forum: Edition) -> None:
    agenda.released(forum)
    links = client.get(HERE).links()
    assert links["By track"] == f"{HERE}?view=tracks"
    page = client.get(links["By track"])
    captions = [caption.text_content().strip() for caption in page.document.xpath("//table/caption")]
    assert captions == ["R Rights & access", "G Digital equality", "Without a track"]


def test_every_file_has_the_track(client: ReadingClient, forum: Edition) -> None:
    agenda.released(forum)
    whole = {kind: client.inner.get(f"{HERE}.{kind}").get_data() for kind in ("pdf", "docx", "xlsx", "csv", "json")}
    pdf = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(whole["pdf"])).pages)
    assert "R Rights & access" in " ".join(pdf.replace("\u200b", "").split())
    words = Document(io.BytesIO(whole["docx"]))
    cells = [cell.text for table in words.tables for row in table.rows for cell in row.cells]
    assert any("R Rights & access" in text for text in [*cells, *(p.text for p in words.paragraphs)])
    sheet = openpyxl.load_workbook(io.BytesIO(whole["xlsx"])).active
    headings = [cell.value for cell in sheet[1]]
    column = headings.index("Track")
    assert "R Rights & access" in [row[column].value for row in sheet.iter_rows()]
    assert ',"Rights & access",' in whole["csv"].decode("utf-8-sig")
    conference = json.loads(whole["json"])["schedule"]["conference"]
    assert conference["tracks"][0] == {"name": "Rights & access", "slug": "sub-theme-r", "color": "#7a1f4b"}
    events = [event for day in conference["days"] for room in day["rooms"].values() for event in room]
    assert {event["code"]: event["track"] for event in events if event["track"]} == {
        "P1": "Rights & access",
        "W1": "Rights & access",
        "W3": "Digital equality",
    }


def test_without_tracks_nothing_speaks_of_them(client: ReadingClient, app) -> None:
    made = agenda.edition()
    agenda.released(made)
    page = client.get(HERE)
    assert "By track" not in page.links() and not page.document.xpath("//select[@name='track']")
    sheet = openpyxl.load_workbook(io.BytesIO(client.inner.get(f"{HERE}.xlsx").get_data())).active
    assert "Track" not in [cell.value for cell in sheet[1]]
    assert "tracks" not in built(made)


def test_a_forum_of_one_session_has_no_use_for_a_track(client: ReadingClient, app) -> None:
    made = agenda.one_panel()
    with transaction():
        session = agenda.session(made, "P1")
        session.track = forums.add_track(session.edition, Text.of("Alone"))
    agenda.released(made)
    assert "Alone" not in client.get("/en/f3dpanel").text
    assert "Alone" not in client.get("/en/f3dpanel/agenda").text


def test_closed_and_embargoed_sessions_keep_theirs_to_themselves(forum: Edition) -> None:
    with transaction():
        secret = forums.add_track(agenda.fresh(forum), Text.of("Secret group"))
        agenda.session(forum, "C1").track = secret
        agenda.session(forum, "H1").track = secret
    assert "Secret group" not in json.dumps(built(forum))


def test_a_release_that_knew_no_tracks_says_the_same_as_before(app) -> None:
    made = agenda.edition()
    old = agenda.released(made).snapshot
    assert snapshots.same_facts(snapshots.upgraded(old), built(made))
    agenda.with_tracks(made)
    with transaction():
        assert not snapshots.same_facts(snapshots.upgraded(old), built(made))
        assert not changes.are_words_alone(snapshots.upgraded(old), built(made))


def test_another_track_is_told_with_old_and_new(forum: Edition) -> None:
    before = agenda.released(forum).snapshot
    with transaction():
        session = agenda.session(forum, "P1")
        session.track = session.edition.tracks[1]
        agenda.session(forum, "W1").track = None
    with force_locale("en"):
        told = {one.code: one for one in changes.between(before, built(forum))}
    assert (told["P1"].kind, told["P1"].old, told["P1"].new) == (
        changes.TEXT,
        "R Rights & access",
        "G Digital equality",
    )
    assert (told["W1"].old, told["W1"].new) == ("R Rights & access", "")


def test_a_better_name_is_wording_and_another_colour_no_news(forum: Edition) -> None:
    before = agenda.released(forum).snapshot
    with transaction():
        track = agenda.fresh(forum).tracks[0]
        forums.change_track(agenda.fresh(forum), track, Text.of("Rights and access"), "R", "sub_theme", "red")
    assert changes.are_words_alone(before, built(forum))
    with transaction():
        track = agenda.fresh(forum).tracks[0]
        name = Text({"en": "Rights & access", "zh-Hant": "權利與近用", "lt": "Teisės"})
        forums.change_track(agenda.fresh(forum), track, name, "R", "sub_theme", "red")
    with force_locale("en"):
        assert changes.between(before, built(forum)) == []
    assert not snapshots.same_facts(before, built(forum))


def test_one_session_released_alone_brings_its_track_and_no_other(forum: Edition) -> None:
    before = snapshots.upgraded(agenda.released(forum).snapshot)
    with transaction():
        new = forums.add_track(agenda.fresh(forum), Text.of("New"), "N")
        agenda.session(forum, "W2").track = new
        agenda.session(forum, "W3").track = new
    alone = snapshots.with_session(before, built(forum), agenda.session(forum, "W2").uid)
    assert sorted(track["sign"] for track in alone["tracks"].values()) == ["G", "N", "R"]
    shown = {it["code"]: wording.track_words(alone, it) for it in alone["sessions"]}
    assert (shown["W2"], shown["W3"]) == ("N New", "G Digital equality")


def test_a_track_that_was_removed_stays_in_what_was_released(client: ReadingClient, forum: Edition) -> None:
    agenda.released(forum)
    with transaction():
        merged = agenda.fresh(forum)
        forums.remove_track(merged, merged.tracks[0])
    agenda.released(forum)
    assert "Rights & access" in client.get("/en/f3d2026/releases/1/agenda").text
    assert "Rights & access" not in client.get(HERE).text
