"""Story 2: a forum of many sessions, from a file of a real summit to a programme changed by form."""

import os
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from config import ROOT
from forumapp.extensions import db
from tests.factories.forums import edition as make_edition
from tests.factories.forums import room as make_room
from tests.journeys.somebody import Somebody
from tests.support.mail_sink import Sink
from tests.support.signed_in import Team

SHARED = Path(os.environ.get("SHARED_DIR") or ROOT.parent / "shared")
SUMMIT = SHARED / "data" / "summit-for-democracy-2024-day2.csv"
needs_the_summit = pytest.mark.skipif(not SUMMIT.exists(), reason=f"{SUMMIT.name} is not in SHARED_DIR")

YOUTH = "From Vision to Action: A Path for Youth-Led Democratic Renewal"


def imported(app: Flask, file: Path, *options: str) -> Result:
    db.session.remove()
    return app.test_cli_runner().invoke(args=["forums", "import", str(file), "--series", "F3D", *options])


@pytest.fixture
def summit(app: Flask) -> str:
    """The summit's day, imported; gives its slug."""
    result = imported(app, SUMMIT, "--title", "Summit for Democracy, day 2")
    assert result.exit_code == 0, result.output
    return result.output.splitlines()[-1]


@needs_the_summit
def test_bad_rows_are_listed_a_dry_run_writes_nothing_and_then_everything_is_there(
    app: Flask, team: Team, tmp_path: Path
) -> None:
    lines = SUMMIT.read_text().splitlines()
    lines[2], lines[5] = lines[2].replace("12:00", "08:00"), lines[5].replace("Asia/Seoul", "Asia/Soul")
    spoilt = tmp_path / "spoilt.csv"
    spoilt.write_text("\n".join(lines))
    refused = imported(app, spoilt)
    assert refused.exit_code == 1
    assert "Line 3: " in refused.output and "Line 6: " in refused.output
    assert "Asia/Soul" in refused.output

    organiser = Somebody.of_the_team(team)
    dry = imported(app, SUMMIT, "--dry-run")
    assert (dry.exit_code, dry.output.splitlines()[-1]) == (0, "Dry run: nothing was written.")
    assert "15 sessions, 4 rooms" in dry.output
    assert organiser.open("/manage/").heading == "Your first forum"

    done = imported(app, SUMMIT, "--title", "Summit for Democracy, day 2")
    assert (done.exit_code, done.output.splitlines()[-1]) == (0, "f3d2024")
    organiser.open("/manage/")
    organiser.follow("Summit for Democracy, day 2")
    organiser.follow("Programme")
    assert len(organiser.page.document.xpath("//main//tbody/tr")) == 15
    rooms = {cell.text_content() for cell in organiser.page.document.xpath("//main//tbody/tr/td[3]")}
    assert rooms == {"Room 401 (E1)", "E2", "E3", "E4"}
    organiser.reads(YOUTH, "By invitation", "in person", "During the lunch break", "Times in Seoul")


@needs_the_summit
def test_sessions_are_added_moved_and_cancelled_by_form_and_a_clash_names_both(summit: str, team: Team) -> None:
    organiser = Somebody.of_the_team(team)
    organiser.follow("Summit for Democracy, day 2")
    organiser.follow("Programme")
    organiser.follow("New session")
    room = _value_of(organiser, "room", "E2")
    organiser.send(
        "Add to the programme",
        **{
            "title-en": "Youth and digital rights",
            "title-zh-Hant": "青年與數位權利",
            "title-lt": "Jaunimas ir skaitmeninės teisės",
            "abstract-en": "What the next generation asks of those who decide.",
            "abstract-lt": "Ko reikalauja kita karta.",
            "format": "roundtable",
            "topics": ["human-rights-online", "civic-participation"],
            "preset": "chatham_house",
            "day": "2024-03-19",
            "start": "10:00",
            "minutes": "60",
            "room": room,
            "languages": "English, Korean",
            "code": "Y1",
        },
    )
    assert organiser.page.heading == "Who speaks in Y1"
    clash = (
        f"“{YOUTH}” (59) and “Youth and digital rights” (Y1) are both in E2: Tuesday 19 March 2024, 10:00–10:45 Seoul."
    )
    organiser.reads(clash)

    organiser.follow("Programme")
    organiser.reads(clash, "Chatham House Rule")
    organiser.follow("Move Y1")
    organiser.reads("One clash")
    organiser.send("Save", start="11:00")
    organiser.does_not_read("clash")
    organiser.reads("11:00–12:00")

    organiser.follow("Youth and digital rights")
    organiser.send("Save", **{"title-en": "Youth and their digital rights", "minutes": "75"})
    organiser.reads("Youth and their digital rights", "11:00–12:15")
    organiser.follow(YOUTH)
    organiser.follow("Cancel this session")
    assert organiser.page.heading == "Cancel 59?"
    organiser.send("Cancel 59")
    struck = organiser.page.document.xpath("//tr[@id='59']//s")
    assert [title.text_content() for title in struck] == [YOUTH]


@needs_the_summit
def test_the_same_person_in_two_sessions_at_once_shows_at_once(summit: str, team: Team, sink: Sink) -> None:
    organiser = Somebody.of_the_team(team)
    organiser.follow("Summit for Democracy, day 2")
    organiser.follow("Programme")
    organiser.follow("Add people 13")
    organiser.send("Add to 13", name="Suryadi", organisation="ELSAM", part="moderator")
    organiser.does_not_read("clash")
    organiser.follow("Programme")
    organiser.follow("Add people 60")
    organiser.send("Add to 60", person=_value_of(organiser, "person", "Suryadi, ELSAM"), part="panellist")
    organiser.reads(
        "Suryadi is in “The Resistance's Playbook: Countering Foreign Interference and Transnational Repression” (13)",
        "and in “People Power: Building Coalitions for Peaceful Democratic Change” (60) at the same time: "
        "Tuesday 19 March 2024, 09:45–11:15 Seoul.",
    )
    assert not sink.letters


def test_a_time_that_the_clocks_skip_or_show_twice_gets_words(app: Flask, team: Team) -> None:
    autumn = make_edition(slug="f3d2026")
    make_room(autumn)
    organiser = Somebody.of_the_team(team)
    organiser.open("/manage/f3d2026/programme")
    organiser.follow("New session")
    night = {"title-en": "Night of the clocks", "start": "03:30", "minutes": "20", "preset": "open_panel"}
    organiser.is_refused("Add to the programme", **night, day="2026-10-25")
    organiser.reads("03:30 happens twice on 25 October 2026 in Vilnius")
    organiser.reads("the first 03:30 (UTC+3)", "the second 03:30 (UTC+2)")
    assert organiser.page.form("Add to the programme").values["title-en"] == "Night of the clocks"
    organiser.send("Add to the programme", fold="1", code="N1")
    organiser.follow("Programme")
    assert organiser.page.document.xpath("//tr[@id='N1']//time/@datetime") == ["2026-10-25T01:30:00Z"]

    organiser.follow("New session")
    organiser.is_refused("Add to the programme", **night, day="2027-03-28")
    organiser.reads("03:30 does not exist on 28 March 2027 in Vilnius: the clocks go from 03:00 to 04:00.")


def _value_of(somebody: Somebody, select: str, words: str) -> str:
    """What the browser sends for that line of a list."""
    options = somebody.page.document.xpath(f"//select[@name='{select}']/option")
    return next(str(o.get("value")) for o in options if " ".join(o.text_content().split()) == words)
