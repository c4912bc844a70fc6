"""Experts out of a list: all of them or nobody; whoever is known already stays as she is."""

from io import BytesIO

import pytest

from forumapp.audit import queries as audit
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition, Topic
from forumapp.notifications.models import Message
from forumapp.people import queries
from forumapp.people.belonging import SeriesGroup
from forumapp.people.models import EditionPerson, Person
from forumapp.uploads.models import Upload
from forumapp.words import Text
from tests.factories import forums as forum_factory
from tests.factories import people as people_factory
from tests.support.workbooks import workbook

HEAD = "name,native_name,native_lang,title,organisation,sector,email,language,time_zone"
LIN = "LIN Yu-ching,林雨晴,zh-TW,Chief Security Officer,Example Networks,private,lin@example.org,zh-Hant,Asia/Taipei"


@pytest.fixture
def edition(app):
    return forum_factory.edition(slug="f3d2026")


@pytest.fixture
def run(app, tmp_path):
    """Import rows as a file; gives exit status and what was said."""

    def import_rows(*rows, head=HEAD, options=(), name="experts.csv", content=None):
        file = tmp_path / name
        file.write_bytes(content if content is not None else "\n".join([head, *rows, ""]).encode())
        result = app.test_cli_runner().invoke(args=["people", "import", str(file), *options])
        db.session.remove()
        return result

    return import_rows


def everybody() -> list[Person]:
    return list(db.session.query(Person).order_by(Person.id))


def refused(result, *words):
    assert result.exit_code == 1, result.output
    for part in words:
        assert part in result.output
    assert result.output.strip().splitlines()[-1].startswith("Error: ")
    assert everybody() == []
    return True


def test_each_cell_finds_its_place(run, edition):
    result = run(LIN, options=["--edition", "f3d2026"])
    assert result.exit_code == 0, result.output
    (lin,) = everybody()
    assert (lin.printed_name, lin.native_name, lin.native_lang) == ("LIN Yu-ching", "林雨晴", "zh-Hant")
    assert (lin.title, lin.organisation) == (Text.of("Chief Security Officer"), Text.of("Example Networks"))
    assert (lin.sector, lin.email, lin.language, lin.time_zone) == (
        "private",
        "lin@example.org",
        "zh-Hant",
        "Asia/Taipei",
    )
    assert queries.is_known_in(edition, lin)
    assert "1 person new in the directory, known to f3d2026" in result.output
    assert "people imported" in [entry.action for entry in audit.of_edition(edition)]
    assert db.session.query(Message).count() == 0


def test_a_workbook_is_read_alike(run, edition):
    rows = [HEAD.split(","), LIN.split(","), ["Suryadi", None, None, None, None, "Academia"]]
    assert run(content=workbook(rows), name="experts.xlsx", options=["--edition", "f3d2026"]).exit_code == 0
    assert [(person.printed_name, person.sector) for person in everybody()] == [
        ("LIN Yu-ching", "private"),
        ("Suryadi", "academia"),
    ]


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("Full name,Affiliation,Sector,E-mail", "Gintarė Čė,Institute,civil society,ce@example.org"),
        ("姓名,單位,部門,電子郵件", "Gintarė Čė,Institute,公民社會,ce@example.org"),
        ("Vardas pavardė,Institucija,Sektorius,El. paštas", "Gintarė Čė,Institute,NVO,ce@example.org"),
    ],
)
def test_columns_and_sectors_are_understood_in_three_languages(run, edition, head, row):
    assert run(row, head=head, options=["--edition", "f3d2026"]).exit_code == 0
    (person,) = everybody()
    assert (person.printed_name, person.organisation, person.sector, person.email) == (
        "Gintarė Čė",
        Text.of("Institute"),
        "civil_society",
        "ce@example.org",
    )


def test_words_in_han_letters_alone_are_chinese(run, edition):
    run("LIN Yu-ching,資安長,數位發展部", head="name,title,organisation", options=["--edition", "f3d2026"])
    (lin,) = everybody()
    assert (list(lin.title), list(lin.organisation)) == (["zh-Hant"], ["zh-Hant"])


def test_whoever_is_in_the_directory_is_linked_and_nothing_of_hers_is_overwritten(run, edition):
    elsewhere = forum_factory.edition(slug="foc2025")
    there = people_factory.expert(elsewhere, email="Lin@Example.org", organisation=Text.of("As it stands"))
    result = run(LIN, options=["--edition", "f3d2026"])
    assert "1 person in the directory already, now known to f3d2026; left as they are" in result.output
    (lin,) = everybody()
    assert (lin.id, lin.organisation) == (there.id, Text.of("As it stands"))
    assert queries.is_known_in(edition, lin)


def test_the_same_list_twice_changes_nothing(run, edition):
    run(LIN, options=["--edition", "f3d2026"])
    result = run(LIN, options=["--edition", "f3d2026"])
    assert "1 person known already; left as they are" in result.output
    assert len(everybody()) == db.session.query(EditionPerson).count() == 1


def test_without_a_forum_they_are_in_the_directory_and_known_to_no_team(run, edition):
    assert run(LIN).exit_code == 0
    (lin,) = everybody()
    assert not queries.is_known_in(edition, lin)
    assert refused_row(run("Suryadi"), "nobody would find this person again")


def refused_row(result, words):
    return result.exit_code == 1 and words in result.output


def test_a_dry_run_writes_nothing(run, edition):
    result = run(LIN, options=["--edition", "f3d2026", "--dry-run"])
    assert result.exit_code == 0
    assert result.output.strip().splitlines()[-1] == "Dry run: nothing was written."
    assert "1 person new" in result.output
    assert everybody() == []


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"name": ""}, "There is no name."),
        ({"name": "x" * 201}, "The name has 201 characters; 200 is the most."),
        ({"organisation": "x" * 201}, "The organisation has 201 characters"),
        ({"email": "lin at example"}, "“lin at example” does not look like an e-mail address."),
        ({"sector": "wizards"}, "“wizards” is not in the list for “sector”. Possible: government,"),
        ({"language": "Klingon"}, "“Klingon” is not in the list for “language”."),
        ({"native_lang": "what?"}, "“what?” is not the tag of a language"),
        ({"time_zone": "CST"}, "“CST” is not a time zone"),
    ],
)
def test_a_bad_cell_is_refused_with_its_line_and_nobody_is_taken(run, edition, cells, reason):
    bad = dict(zip(HEAD.split(","), LIN.split(","), strict=True)) | {"email": "bad@example.org"} | cells
    result = run(LIN, ",".join(f'"{cell}"' for cell in bad.values()), options=["--edition", "f3d2026"])
    assert refused(result, f"Line 3: {reason}", "1 row was refused; nobody was imported.")


def test_one_address_twice_is_refused(run, edition):
    result = run(LIN, LIN.replace("lin@", "LIN@"), options=["--edition", "f3d2026"])
    assert refused(result, "Line 3: The address LIN@example.org stands on line 2 already.")


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "a.csv", "it is empty"),
        (HEAD.encode(), "a.csv", "This file names nobody."),
        (b"organisation\nX\n", "a.csv", "no column “name”"),
        (b"{}", "a.json", "its name should end in .csv, .xlsx"),
        (b"name\nA\n", "a.pdf", "its name should end in .csv, .xlsx"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_words(run, content, name, words):
    assert refused(run(content=content, name=name), words)


def test_a_forum_that_does_not_exist_is_refused(run):
    assert refused(run(LIN, options=["--edition", "nowhere9"]), "There is no forum 'nowhere9'.")


# The same over the page.


@pytest.fixture
def organiser(team, edition):
    return team.signed_in_as("organiser", edition)


ADDRESS = "/manage/f3d2026/people/import"


def send(client, *rows, head=HEAD, name="experts.csv"):
    content = BytesIO("\n".join([head, *rows, ""]).encode())
    return client.submit(client.get(ADDRESS).form("file"), file=(content, name))


def test_a_list_is_seen_first_then_taken_once(organiser, edition):
    elsewhere = forum_factory.edition(slug="foc2025")
    people_factory.expert(elsewhere, "Gintarė Čė", email="ce@example.org")
    page = send(organiser, LIN, "Gintarė Čė,,,,,,ce@example.org,,", "Suryadi,,,,,,,,")
    assert page.heading == "Who would be taken"
    terms, values = page.document.xpath("//dt/text()"), page.document.xpath("//dd")
    said = {term: value.text_content().strip() for term, value in zip(terms, values, strict=True)}
    assert said["New"].startswith("2 1 without an address")
    assert said["In the directory"].startswith("1 this forum knows them from now on")
    assert "lin@example.org" in page.text
    assert len(everybody()) == 1
    form = page.form("Take these people")
    first, second = organiser.submit(form), organiser.submit(form)
    assert first.url == second.url == "http://localhost/manage/f3d2026/people"
    assert "2 people are new. 1 was in the directory already, unchanged." in first.text
    assert len(everybody()) == 3
    (upload,) = db.session.query(Upload)
    assert upload.content == b""


def test_bad_rows_are_listed_and_cannot_be_confirmed(organiser):
    page = send(organiser, LIN, "A,,,,,wizards,,,")
    assert page.heading == "This file cannot be taken yet"
    assert "“wizards” is not in the list" in page.text
    assert page.document.xpath("//main//form") == []
    assert everybody() == []


def test_a_file_that_cannot_be_read_is_refused_at_its_field(organiser):
    page = send(organiser, name="experts.csv")
    assert page.status == 422
    assert "This file names nobody." in page.text


def test_somebody_else_and_another_forum_do_not_find_it(team, organiser, edition):
    page = send(organiser, LIN)
    path = page.url.removeprefix("http://localhost")
    other = forum_factory.edition(slug="foc2025")
    assert team.signed_in_as("owner", edition).get(path).status == 404
    both = team.signed_in_as("organiser", other)
    assert both.get(path.replace("f3d2026", "foc2025")).status == 404


def test_the_list_of_experts_leads_there_for_those_who_may_edit(team, organiser, edition):
    assert ADDRESS in organiser.get("/manage/f3d2026/people").links().values()
    assert team.signed_in_as("viewer", edition).get(ADDRESS).status == 404


POOL_HEAD = "name,email,languages,topics,country,groups,assistant,assistant email,contact language"


def test_a_list_brings_what_the_pool_is_searched_by(run, edition):
    with transaction():
        series = db.session.get_one(Edition, edition.id).series
        db.session.add(
            Topic(series_id=series.id, key="rights", name=Text({"en": "Human rights", "lt": "Žmogaus teisės"}))
        )
        db.session.add(SeriesGroup(series_id=series.id, key="an", name=Text.of("Advisory Network")))
    row = 'LIN Yu-ching,lin@example.org,"English, 中文",žmogaus teisės,Taiwan,advisory network,Daina,d@example.org,lt'
    result = run(row, head=POOL_HEAD, options=["--edition", "f3d2026"])
    assert result.exit_code == 0, result.output
    (lin,) = everybody()
    assert lin.languages[0] == "en" and len(lin.languages) == 2 and lin.place
    assert [one.key for one in lin.topics] == ["rights"] and [one.group.key for one in lin.memberships] == ["an"]
    assert lin.contact and (lin.contact.name, lin.contact.email, lin.contact.language) == (
        "Daina",
        "d@example.org",
        "lt",
    )
    assert not lin.contact.receives_letters and not lin.contact.may_answer


def test_what_the_series_does_not_know_is_told_row_by_row(run, edition):
    rows = (
        "A,a@example.org,Blah,,Atlantis,,,,",
        "B,b@example.org,,,,,Daina,,",
        "C,c@example.org,,,,,,c@example.org,",
    )
    result = run(*rows, head=POOL_HEAD, options=["--edition", "f3d2026"])
    assert refused(
        result, "“Blah” is not a language", "“Atlantis” is not in the list", "contact without", "own address"
    )


def test_topics_and_contacts_need_a_forum(run, edition):
    result = run("A,a@example.org,,ai,,,,d@example.org,", head=POOL_HEAD)
    assert refused(result, "“topics” is read only in a list for a forum", "“contact_email” is read only")
