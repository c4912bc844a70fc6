"""Hosts' logos: given, replaced, taken away; each stays with its host."""

from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from forumapp.forums import queries
from forumapp.forums.models import Edition, EditionHost
from forumapp.words import Text
from tests.factories.forums import edition
from tests.support.browser_like import Page, ReadingClient
from tests.support.signed_in import Team

HERE = "/manage/f3d2026/hosts"
HOSTS = [Text.of("Vilnius University"), Text({"en": "Ministry of Digital Affairs", "zh-Hant": "數位發展部"})]


@pytest.fixture
def forum(app: Any) -> Edition:
    return edition(slug="f3d2026", hosts=HOSTS)


@pytest.fixture
def organiser(team: Team, forum: Edition) -> ReadingClient:
    return team.signed_in_as("organiser", forum)


def a_logo(kind: str = "PNG", size: tuple[int, int] = (900, 300)) -> BytesIO:
    file = BytesIO()
    Image.new("RGBA" if kind == "PNG" else "RGB", size).save(file, kind)
    file.seek(0)
    return file


def give(client: ReadingClient, position: int, file: BytesIO | None = None, **values: Any) -> Page:
    form = client.get(f"{HERE}/{position}").form("Save logo")
    return client.submit(form, logo=(file or a_logo(), "logo.png"), **values)


def hosts() -> list[EditionHost]:
    found = queries.by_slug("f3d2026")
    assert found
    return found.hosts


def test_a_logo_is_kept_as_a_picture_of_ours_and_seen_with_the_hosts_name(organiser: ReadingClient) -> None:
    page = give(organiser, 1)
    (image,) = page.document.xpath("//main//img")
    assert (image.get("alt"), image.get("width"), image.get("height")) == ("Vilnius University", "640", "213")
    sent = organiser.get(image.get("src")).response
    assert sent.mimetype == "image/png" and Image.open(BytesIO(sent.data)).mode == "RGBA"


def test_what_is_no_logo_is_refused_at_its_field(organiser: ReadingClient) -> None:
    for file, words in ((a_logo("GIF"), "no picture that can be read"), (a_logo(size=(150, 90)), "too small")):
        page = give(organiser, 1, file)
        assert page.status == 422 and words in page.text
    assert hosts()[0].logo is None


def test_a_removed_logo_leaves_the_name(organiser: ReadingClient) -> None:
    give(organiser, 1)
    page = organiser.get(f"{HERE}/1")
    assert "removed" in organiser.submit(page.form("Remove this logo")).text
    assert hosts()[0].logo is None


def test_a_logo_stays_with_its_host_wherever_it_stands_and_whatever_it_is_called(organiser: ReadingClient) -> None:
    give(organiser, 2)
    kept = hosts()[1].logo
    assert kept
    for names, native in (
        ("Ministry of Digital Affairs\nVilnius University", "數位發展部\n-"),  # another order
        ("A new host\nMinistry\nVilnius University", "-\n數位發展部\n-"),  # known by its other name
        ("A new host\nDigital Ministry\nVilnius University", ""),  # only renamed
    ):
        form = organiser.get("/manage/f3d2026/settings").form("title-en")
        organiser.submit(form, **{"hosts-en": names, "hosts-zh-Hant": native})
        having = [host.name.in_language("en") for host in hosts() if host.logo]
        assert len(having) == 1 and "Ministry" in having[0], names
        assert [host.logo.public_id for host in hosts() if host.logo] == [kept.public_id]


def test_another_host_that_stands_there_meanwhile_gets_no_logo(organiser: ReadingClient) -> None:
    form = organiser.get(f"{HERE}/1").form("Save logo")
    settings = organiser.get("/manage/f3d2026/settings").form("title-en")
    organiser.submit(settings, **{"hosts-en": "Ministry of Digital Affairs\nVilnius University", "hosts-zh-Hant": ""})
    page = organiser.submit(form, logo=(a_logo(), "logo.png"))
    assert "Another host stands here now." in page.text
    assert [host.logo for host in hosts()] == [None, None]


def test_a_logo_of_another_forum_is_not_here(organiser: ReadingClient, team: Team) -> None:
    give(organiser, 1)
    logo = hosts()[0].logo
    assert logo
    other = team.signed_in_as("organiser", edition(slug="other2026"))
    assert other.get(f"/manage/other2026/hosts/logos/{logo.public_id}.png").status == 404
    assert organiser.get(f"{HERE}/3").status == 404
