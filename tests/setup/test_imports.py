import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from forumapp.audit import queries as audit
from forumapp.extensions import db
from forumapp.forums import queries as forums
from forumapp.forums.models import Edition, Room
from forumapp.notifications.models import Message
from forumapp.programme import queries
from forumapp.programme.models import ForumSession
from forumapp.words import Text

HEAD = "code,title,format,room,date,start,end,time_zone,access,mode,language,note"
ROW = "P1,Free the future,panel,Aula,2026-10-24,09:00,10:15,Europe/Vilnius,public,hybrid,en,"

SHARED = Path(os.environ.get("SHARED_DIR") or Path(__file__).resolve().parents[3] / "shared")
SUMMIT = SHARED / "data" / "summit-for-democracy-2024-day2.csv"


@pytest.fixture
def run(app, tmp_path):
    """Import rows as a file of that name; gives exit status and what was said."""

    def import_rows(*rows, head=HEAD, name="free-the_future.csv", options=(), content=None):
        file = tmp_path / name
        file.write_bytes(content if content is not None else "\n".join([head, *rows, ""]).encode())
        result = app.test_cli_runner().invoke(args=["forums", "import", str(file), "--series", "F3D", *options])
        db.session.remove()
        return result

    return import_rows


def row(**changes):
    """A good row with some cells written otherwise."""
    cells = dict(zip(HEAD.split(","), ROW.split(","), strict=True)) | changes
    return ",".join(f'"{cell}"' for cell in cells.values())


def the_edition():
    (edition,) = db.session.query(Edition)
    return edition


def nothing_was_written():
    return not any(db.session.query(model).count() for model in (Edition, Room, ForumSession))


def refused(result, *words):
    assert result.exit_code == 1, result.output
    for part in words:
        assert part in result.output
    assert result.output.strip().splitlines()[-1].startswith("Error: ")
    assert "Traceback" not in result.output
    assert nothing_was_written()
    return True


def test_a_file_becomes_a_draft_edition_with_rooms_in_order_of_appearance(run):
    result = run(
        row(code="B", room="Senate Hall", start="11:00", end="12:00"),
        row(code="A"),
        row(code="C", date="2026-10-26", room=""),
    )
    assert result.exit_code == 0, result.output
    edition = the_edition()
    assert result.output.strip().splitlines()[-1] == edition.slug == "f3d2026"
    assert (edition.state, edition.title) == ("draft", Text.of("Free the future"))
    assert (edition.starts_on, edition.ends_on) == (date(2026, 10, 24), date(2026, 10, 26))
    assert (edition.time_zone, edition.mode) == ("Europe/Vilnius", "hybrid")
    assert [(room.name, room.capacity) for room in edition.rooms] == [
        (Text.of("Senate Hall"), None),
        (Text.of("Aula"), None),
    ]
    assert [session.code for session in queries.sessions_of(edition)] == ["A", "B", "C"]
    assert db.session.query(Message).count() == 0
    assert "programme imported" in [entry.action for entry in audit.of_edition(edition)]


def test_each_cell_finds_its_place(run):
    run(row(access="invitation", mode="in person", language="en, lt", note="Invite only", format="roundtable"))
    (session,) = queries.sessions_of(the_edition())
    assert session.title == Text.of("Free the future")
    assert (session.wall_start, session.time_zone) == (datetime(2026, 10, 24, 9), "Europe/Vilnius")
    assert (session.starts_at, session.minutes) == (datetime(2026, 10, 24, 6, tzinfo=UTC), 75)
    assert (session.access, session.mode, session.languages) == ("invitation", "in_person", ["en", "lt"])
    assert (session.note, session.format, session.format_label) == (Text.of("Invite only"), "roundtable", "")
    assert session.attribution == the_edition().series.default_attribution
    assert session.state == "confirmed"


@pytest.mark.parametrize(
    ("cell", "format", "label"),
    [
        ("session", "session", ""),
        ("Ceremony", "ceremony", ""),
        ("Fireside chat", "fireside", ""),
        ("open forum", "open_forum", ""),
        ("Unconference", "session", "Unconference"),
        ("", "session", ""),
    ],
)
def test_a_format_beyond_ours_is_kept_as_its_own_word(run, cell, format, label):
    assert run(row(format=cell)).exit_code == 0
    (session,) = queries.sessions_of(the_edition())
    assert (session.format, session.format_label) == (format, label)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"access": "members only"}, ("members_only", "without_details", "hybrid")),
        ({"access": "Delegations"}, ("delegations", "without_details", "hybrid")),
        ({"access": "Invite-only", "mode": "On site"}, ("invitation", "shown", "in_person")),
        ({"access": "", "mode": "ONLINE"}, ("public", "shown", "online")),
        ({"access": "by_request", "mode": ""}, ("by_request", "shown", "in_person")),
    ],
)
def test_access_and_mode_are_read_leniently(run, cells, expected):
    assert run(row(**cells)).exit_code == 0
    (session,) = queries.sessions_of(the_edition())
    assert (session.access, session.listing, session.mode) == expected


LENIENT = {
    "byte order mark": ("\ufeff" + HEAD + "\n" + ROW).encode(),
    "semicolons": (HEAD + "\n" + ROW).replace(",", ";").encode(),
    "tabs in UTF-16": (HEAD + "\n" + ROW).replace(",", "\t").encode("utf-16"),
    "lines of Windows": (HEAD + "\r\n" + ROW + "\r\n").encode(),
    "lines of old machines": (HEAD + "\r" + ROW).encode(),
    "empty lines": ("\n" + HEAD + "\n\n,,,,,,,,,,,\n" + ROW + "\n\n").encode(),
    "another order": b"end,start,date,time_zone,title\n10:15,09:00,2026-10-24,Europe/Vilnius,Free the future",
    "capitals and spaces": b"TITLE, Date ,Start,End,Time Zone\nFree the future,2026-10-24,09:00,10:15,Europe/Vilnius",
    "other dates and times": (HEAD + "\n" + ROW.replace("2026-10-24", "2026/10/24").replace("09:00", "9.00")).encode(),
    "a row that ends early": (HEAD + "\nP1,Free the future,,,2026-10-24,09:00,10:15,Europe/Vilnius").encode(),
}


@pytest.mark.parametrize("content", LENIENT.values(), ids=LENIENT.keys())
def test_files_are_read_whatever_program_wrote_them(run, content):
    result = run(content=content)
    assert result.exit_code == 0, result.output
    (session,) = queries.sessions_of(the_edition())
    assert (session.code, session.title) == ("P1" if session.code == "P1" else "S1", Text.of("Free the future"))
    assert session.wall_start == datetime(2026, 10, 24, 9)


def test_columns_of_their_own_are_left_out_and_named(run):
    result = run(f"{ROW},secret", head=f"{HEAD},Catering")
    assert result.exit_code == 0
    assert "Columns left out: Catering" in result.output
    assert "secret" not in result.output


def test_sessions_without_a_code_get_free_ones(run):
    run(row(code="", room=""), row(code="P1", room=""), row(code="", room=""))
    assert sorted(session.code for session in queries.sessions_of(the_edition())) == ["P1", "P2", "P3"]


def test_titles_in_han_letters_alone_are_chinese(run):
    run(row(title="人權與網路：公民社會的下一步"), row(code="P2", title="Wang 王 speaks", room=""))
    first, second = (queries.by_code(the_edition(), code) for code in ("P1", "P2"))
    assert (list(first.title), list(second.title)) == (["zh-Hant"], ["en"])


def test_another_zone_in_one_row_keeps_its_instant(run):
    run(
        row(code="A"),
        row(code="B", room=""),
        row(code="C", time_zone="Asia/Taipei", start="15:00", end="16:00", room=""),
    )
    edition = the_edition()
    session = queries.by_code(edition, "C")
    assert edition.time_zone == "Europe/Vilnius"
    assert session.starts_at == datetime(2026, 10, 24, 7, tzinfo=UTC)
    assert session.wall_start == datetime(2026, 10, 24, 10)


BAD_CELLS = [
    ({"title": ""}, "It has no title."),
    ({"title": "x" * 301}, "The title has 301 characters; 300 is the most."),
    ({"note": "x" * 301}, "The note has 301 characters"),
    ({"room": "x" * 201}, "The room has 201 characters"),
    ({"format": "x" * 61}, "The format has 61 characters"),
    ({"code": "W 1"}, "letters, digits and hyphens only"),
    ({"code": "new"}, "letters, digits and hyphens only"),
    ({"code": "x" * 21}, "letters, digits and hyphens only"),
    ({"date": "24.10.2026"}, "The date “24.10.2026” is none; it looks like 2024-03-19."),
    ({"date": "2026-02-30"}, "The date “2026-02-30” is none"),
    ({"date": ""}, "The date “” is none"),
    ({"start": "9 am"}, "The time “9 am” is none; it looks like 09:45."),
    ({"end": "25:00"}, "The time “25:00” is none"),
    ({"start": "10:15", "end": "10:15"}, "It ends at 10:15, not after its start at 10:15."),
    ({"start": "11:00", "end": "10:15"}, "It ends at 10:15, not after its start at 11:00."),
    ({"start": "06:00", "end": "19:00"}, "twelve hours at most"),
    ({"time_zone": "CST"}, "“CST” is not a time zone"),
    ({"time_zone": ""}, "is not a time zone"),
    ({"date": "2027-03-28", "start": "03:30", "end": "05:00"}, "03:30 does not exist on 28 March 2027 in Vilnius"),
    ({"date": "2026-10-25", "start": "03:30", "end": "05:00"}, "03:30 happens twice on 25 October 2026 in Vilnius"),
    ({"date": "2026-10-25", "start": "02:30", "end": "03:30"}, "03:30 happens twice"),
    ({"access": "friends"}, "The access “friends” is not known; it is one of public, registered"),
    ({"mode": "by pigeon"}, "The mode “by pigeon” is not known"),
    ({"language": "Klingonish"}, "“Klingonish” is not a language"),
]


@pytest.mark.parametrize(("cells", "reason"), BAD_CELLS)
def test_a_bad_cell_is_refused_with_its_line_and_reason(run, cells, reason):
    result = run(row(code="GOOD"), row(**cells))
    assert refused(result, "Line 3: ", reason, "1 row was refused; nothing was imported.")


def test_all_bad_rows_are_listed_with_all_their_reasons(run):
    result = run(
        row(title="", access="friends"),
        row(code="B"),
        row(code="b"),
        row(code="C", title="a title\nover two lines"),
        row(code="D", time_zone="Mars/Olympus"),
    )
    assert refused(
        result,
        "Line 2: It has no title.",
        "Line 2: The access “friends”",
        "Line 4: The code b stands on line 3 already.",
        "Line 7: “Mars/Olympus”",
        "3 rows were refused",
    )


def test_a_comma_without_quotes_is_recognised(run):
    assert refused(run(f"{ROW},,and more"), "Line 2: It has more cells than the first line has columns.")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "it is empty"),
        (HEAD.encode(), "This file has no session."),
        (b"title,date\nA,2026-10-24", "no column “start”, “end”, “time_zone”"),
        (b"title,title,date,start,end,time_zone\n", "it has the column “title” twice"),
        ((HEAD + "\n" + ROW.replace("Free", "Pažanga")).encode("cp1257"), "it is not UTF-8"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "it is not UTF-8"),
        ((HEAD + '\nP1,"Free').encode(), "cannot be read"),
    ],
)
def test_a_file_that_is_no_programme_is_refused_in_words(run, content, words):
    assert refused(run(content=content), words)


def test_a_file_of_another_kind_or_none_is_refused(app, run, tmp_path):
    assert refused(run(ROW, name="programme.pdf"), "its name should end in .csv")
    result = app.test_cli_runner().invoke(args=["forums", "import", str(tmp_path / "no.csv"), "--series", "F3D"])
    assert refused(result, "No such file")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--slug", "f3d"], "“f3d” cannot stand in an address"),
        (["--slug", "Forum-2026"], "cannot stand in an address"),
        (["--slug", "manage"], "is the address of something else"),
    ],
)
def test_a_slug_that_cannot_be_is_refused(run, options, words):
    assert refused(run(ROW, options=options), words)


def test_an_unknown_series_is_refused_and_the_known_are_named(app, tmp_path):
    file = tmp_path / "a.csv"
    file.write_text(f"{HEAD}\n{ROW}\n")
    result = app.test_cli_runner().invoke(args=["forums", "import", str(file), "--series", "XYZ"])
    assert refused(result, "There is no series “XYZ”. There are: F3D, FOC.")


def test_an_existing_slug_is_refused_and_the_first_edition_stays(run):
    assert run(ROW, options=["--slug", "free2026"]).exit_code == 0
    result = run(ROW, row(code="P2", room=""), options=["--slug", "free2026"])
    assert result.exit_code == 1
    assert "There is a forum with the short name “free2026” already." in result.output
    assert len(queries.sessions_of(forums.by_slug("free2026"))) == 1


def test_the_same_file_twice_makes_two_editions(run):
    assert [run(ROW).output.strip().splitlines()[-1] for _ in range(2)] == ["f3d2026", "f3d2026b"]


def test_the_title_may_be_said(run):
    run(ROW, options=["--title", "Laisva ateitis"])
    assert the_edition().title == Text.of("Laisva ateitis")


def test_a_dry_run_says_what_it_would_take_and_writes_nothing(run):
    result = run(ROW, options=["--dry-run"])
    assert result.exit_code == 0
    assert "Free the future" in result.output
    assert "1 session, 1 room" in result.output
    assert result.output.strip().splitlines()[-1] == "Dry run: nothing was written."
    assert nothing_was_written()


def test_a_dry_run_lists_bad_rows_too(run):
    assert refused(run(row(title=""), options=["--dry-run"]), "Line 2: It has no title.")


def test_two_sessions_in_one_room_are_taken_and_said(run):
    result = run(row(code="A"), row(code="B", title="Another"))
    assert result.exit_code == 0
    assert "Clash: “Free the future” (A) and “Another” (B) are both in Aula" in result.output


@pytest.mark.skipif(not SUMMIT.exists(), reason="the summit's file is not beside this project (SHARED_DIR)")
def test_the_summit_of_2024_imports_whole(app):
    result = app.test_cli_runner().invoke(args=["forums", "import", str(SUMMIT), "--series", "FOC"])
    assert result.exit_code == 0, result.output
    edition = forums.by_slug(result.output.strip().splitlines()[-1])
    assert edition.title == Text.of("Summit for democracy 2024 day2")
    assert (edition.starts_on, edition.ends_on, edition.time_zone) == (
        date(2024, 3, 19),
        date(2024, 3, 19),
        "Asia/Seoul",
    )
    assert [room.name.in_language("en") for room in edition.rooms] == ["Room 401 (E1)", "E2", "E3", "E4"]
    sessions = queries.sessions_of(edition)
    assert len(sessions) == 15
    by_code = {session.code: session for session in sessions}
    assert by_code["27"].access == "invitation"
    assert by_code["OPEN"].format == "ceremony"
    assert by_code["59"].languages == ["ko"]
    assert by_code["59"].mode == "in_person"
    assert by_code["RT"].title["en"] == (
        'Roundtable Discussion: "2024 – A High-stakes Year for Democracy: Trends and Outlook"'
    )
    assert {session.mode for session in sessions} == {"hybrid", "in_person"}
