"""The expert's own page: she tells once, in parts, and sees how it will look."""

from datetime import date, time
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from forumapp.audit.models import AuditEntry
from forumapp.consents import queries as consents
from forumapp.consents.purposes import Purpose
from forumapp.extensions import db, transaction
from forumapp.forums.models import Mode
from forumapp.invitations.models import Invitation
from forumapp.notifications import delivery
from forumapp.profiles import actions, queries
from forumapp.profiles.models import AccessNeed
from forumapp.registrations import queries as registrations
from tests.factories import forums, invitations
from tests.invitations.support import Queries, answer, as_stored, newest_to
from tests.support.browser_like import Page, ReadingClient
from tests.support.mail_sink import Sink

LIN = "lin@example.org"


@pytest.fixture
def invited(app: Flask) -> Invitation:
    return invitations.invitation(email=LIN)


@pytest.fixture
def link(invited: Invitation, sink: Sink) -> str:
    delivery.run_due()
    return newest_to(sink, LIN).link()


@pytest.fixture
def page(client: ReadingClient, link: str) -> Page:
    """Her profile, opened in the browser with which she just accepted."""
    accepted = answer(client, link, "accept")
    return client.get(accepted.links()["Complete my profile"])


def a_photo(kind: str = "JPEG") -> BytesIO:
    file = BytesIO()
    Image.linear_gradient("L").resize((900, 1200)).save(file, kind)
    file.seek(0)
    return file


def test_the_browser_that_answered_fills_it_without_a_code(client: ReadingClient, page: Page) -> None:
    assert page.heading == "Your profile"
    assert "Still missing biography · photo · arrival and departure" in page.text
    saved = client.submit(page.form("biography-en"), **{"biography-en": "Writes on names."})
    assert "Saved." in saved.text and "Still missing photo · arrival and departure" in saved.text
    assert saved.form("biography-en").values["biography-en"].strip() == "Writes on names."
    assert "English: 3 words" in saved.text


def test_her_name_is_printed_as_she_writes_it(client: ReadingClient, page: Page, invited: Invitation) -> None:
    form = page.form("printed_name")
    names = {"printed_name": "LIN  Yu\u200b-ching", "native_name": "林雨晴", "native_lang": "zh-Hant"}
    told = {"title-zh-Hant": "資安長", "organisation-en": "Jade Mountain Networks"}
    asked = client.submit(form, **names, **told)
    client.submit(asked.form("printed_name"), change="corrected")
    stored = as_stored(invited.id)
    role = stored.part_asked
    assert role.printed_name == stored.person.printed_name == "LIN Yu\u200b-ching"
    assert (role.native_name, role.title["zh-Hant"]) == ("林雨晴", "資安長")
    registration = registrations.live_of_person(stored.edition, stored.person)
    assert registration and registration.name == stored.person.printed_name
    assert registration.organisation == "Jade Mountain Networks"


@pytest.mark.parametrize(("name", "sorted_under"), [("LIN Yu-ching", "Lin"), ("Jade LIN", "")])
def test_a_name_that_she_changed_is_sorted_as_it_is_now(invited: Invitation, name: str, sorted_under: str) -> None:
    with transaction():
        person = as_stored(invited.id).person
        person.printed_name, person.sort_name = "LIN Yu-ching", "Lin"
    with transaction():
        stored = as_stored(invited.id)
        kept: Any = {fact: getattr(stored.person, fact) for fact in ("native_name", "native_lang", "title")}
        organisation = stored.person.organisation
        actions.save_names(stored, printed_name=name, organisation=organisation, new_position=None, **kept)
    assert as_stored(invited.id).person.sort_name == sorted_under


def test_her_new_position_leaves_the_one_until_now_as_a_former_one(
    client: ReadingClient, page: Page, invited: Invitation
) -> None:
    moved = {"organisation-en": "Jade Mountain Networks"}
    previewed = client.submit(page.form("printed_name"), button="Preview", **moved)
    assert previewed.status == 200 and "Choose one of the two." not in previewed.text
    asked = client.submit(page.form("printed_name"), **moved)
    assert asked.status == 422 and "Choose one of the two." in asked.text
    client.submit(asked.form("printed_name"), change="moved", moved_on="2026-08-01")
    person = as_stored(invited.id).person
    assert (person.organisation["en"], person.position_since) == ("Jade Mountain Networks", date(2026, 8, 1))
    assert [one.organisation["en"] for one in person.affiliations] == ["Example Networks"]


def test_a_preview_shows_the_name_in_three_places_and_saves_nothing(
    client: ReadingClient, page: Page, invited: Invitation
) -> None:
    form = page.form("printed_name")
    shown = client.submit(form, button="Preview", printed_name="H.E. Ąžuolas Ygaudas", native_name="林雨晴")
    assert shown.status == 200
    papers = [" ".join(paper.text_content().split()) for paper in shown.document.find_class("specimen-paper")]
    assert len(papers) == 3 and all("H.E. Ąžuolas Ygaudas" in paper and "林雨晴" in paper for paper in papers)
    assert as_stored(invited.id).person.printed_name == "LIN Yu-ching"


def test_a_character_without_a_font_is_said_at_once(client: ReadingClient, page: Page) -> None:
    shown = client.submit(page.form("printed_name"), button="Preview", native_name="ⴰⵎⵖⴰⵔ")
    assert "No font of the printed documents has these characters" in shown.text


def test_a_photo_is_kept_without_where_it_was_taken(client: ReadingClient, page: Page, invited: Invitation) -> None:
    saved = client.submit(page.form("photo"), photo=(a_photo(), "me.jpg"))
    address = str(saved.document.find_class("portrait")[0].get("src"))
    sent = client.get(address)
    assert sent.response.mimetype == "image/jpeg" and sent.response.headers["Cache-Control"] == "no-store"
    assert Image.open(BytesIO(sent.response.data)).size == (750, 1000)
    gone = client.submit(saved.form("Remove this photo"))
    assert not gone.document.find_class("portrait")
    assert client.get(address).status == 404 and queries.photo_of(as_stored(invited.id).person) is None


def test_what_is_no_photo_is_refused_at_the_field(client: ReadingClient, page: Page) -> None:
    refused = client.submit(page.form("photo"), photo=(BytesIO(b"<svg/>"), "me.jpg"))
    assert refused.status == 422 and "This is no picture that can be read." in refused.text
    empty = client.submit(page.form("photo"))
    assert empty.status == 422 and "Choose a file." in empty.text


def test_arrival_and_departure_are_kept_together(client: ReadingClient, page: Page, invited: Invitation) -> None:
    values = {"arrives_on": "2026-10-23", "arrives_at": "21:40", "arrives_with": "BT 614", "departs_on": "2026-10-25"}
    client.submit(page.form("arrives_on"), **values)
    stored = as_stored(invited.id)
    stay = queries.stay_of(stored.edition, stored.person)
    assert (stay.arrives_on, stay.arrives_at, stay.arrives_with) == (date(2026, 10, 23), time(21, 40), "BT 614")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"arrives_on": "2026-10-25", "departs_on": "2026-10-23"}, "This is before the arrival."),
        ({"arrives_at": "21:40"}, "Choose the day, too."),
        ({"departs_with": "BT 611"}, "Choose the day, too."),
    ],
)
def test_a_stay_that_cannot_be_is_refused(
    client: ReadingClient, page: Page, values: dict[str, str], words: str
) -> None:
    refused = client.submit(page.form("arrives_on"), **values)
    assert refused.status == 422 and words in refused.text


def test_needs_are_kept_and_taken_back_without_a_trace_of_what_they_were(
    client: ReadingClient, page: Page, invited: Invitation
) -> None:
    form = page.form("access_words")
    saved = client.submit(form, access=["step_free", "captions"], diet_words="no nuts")
    need = db.session.scalars(select(AccessNeed)).one()
    assert (need.access, need.diet_words) == (["step_free", "captions"], "no nuts")
    client.submit(saved.form("access_words"), access=None, diet_words="")
    assert db.session.scalars(select(AccessNeed)).all() == []
    said = " ".join(f"{row.action} {row.object} {row.detail}" for row in db.session.scalars(select(AuditEntry)))
    assert not any(word in said for word in ("step_free", "nuts", "need", "diet", "access"))


def test_consents_are_given_and_taken_back_one_by_one(client: ReadingClient, page: Page, invited: Invitation) -> None:
    def standing() -> set[Purpose]:
        stored = as_stored(invited.id)
        return {p for p in Purpose if consents.standing(stored.person, stored.edition, p)}

    photo = "My photo may stand on the public page of speakers"
    agreed = client.submit(page.form(photo))
    assert standing() == {Purpose.PHOTO_PUBLISHED}
    assert "You took this back" in client.submit(agreed.form(photo)).text
    assert standing() == set()


def test_whoever_may_take_part_online_says_so_here(client: ReadingClient, sink: Sink, app: Flask) -> None:
    invited = invitations.invitation(invitations.panel(mode=Mode.HYBRID), email=LIN)
    delivery.run_due()
    page = client.get(answer(client, newest_to(sink, LIN).link(), "accept").links()["Complete my profile"])
    assert page.form("arrives_on")
    changed = client.submit(page.form("mode"), mode="online")
    assert "Saved." in changed.text and "arrives_on" not in {n for f in ["mode"] for n in changed.form(f).names}
    assert as_stored(invited.id).part_asked.mode == Mode.ONLINE
    assert "Arrival" not in changed.text


def test_languages_are_written_as_people_write_them(client: ReadingClient, page: Page, invited: Invitation) -> None:
    saved = client.submit(page.form("languages"), languages="Lithuanian, 中文 and English")
    assert as_stored(invited.id).person.languages == ["lt", "zh-Hant", "en"]
    refused = client.submit(saved.form("languages"), languages="Klingonese")
    assert refused.status == 422 and "“Klingonese” is not a language that is known here." in refused.text


def test_gender_is_told_only_by_who_wants_to(client: ReadingClient, page: Page, invited: Invitation) -> None:
    client.submit(page.form("gender"), gender="woman")
    assert as_stored(invited.id).person.gender == "woman"


def test_two_tabs_overwrite_nothing_silently(client: ReadingClient, page: Page) -> None:
    client.submit(page.form("biography-en"), **{"biography-en": "The first."})
    told = client.submit(page.form("biography-en"), **{"biography-en": "The second."})
    assert told.status == 409
    assert "Somebody saved this meanwhile" in told.text and "The first." in told.text and "The second." in told.text
    knowing = client.submit(told.form("biography-en"))
    assert "The second." in knowing.text and "Saved." in knowing.text


def test_a_biography_that_is_too_long_is_refused_and_kept_in_the_form(client: ReadingClient, page: Page) -> None:
    refused = client.submit(page.form("biography-en"), **{"biography-en": "word " * 300})
    assert refused.status == 422 and "1200 characters at most" in refused.text
    assert "English: 300 words" in refused.text


def test_what_she_told_in_an_earlier_edition_is_there(client: ReadingClient, page: Page, sink: Sink) -> None:
    client.submit(page.form("biography-en"), **{"biography-en": "Writes on names."})
    again = invitations.invitation(invitations.panel(forums.edition()), email=LIN)
    assert queries.profile_of(as_stored(again.id).person).biography["en"] == "Writes on names."
    assert "biography" not in queries.missing(again.edition, [again.person])[again.person_id]


def test_the_parts_that_a_form_does_not_hold_are_left_alone(client: ReadingClient, page: Page) -> None:
    refused = client.post(page.form("printed_name").action.replace("/names", "/nothing"))
    assert refused.status in (400, 404)


def test_the_page_costs_the_same_queries_whatever_is_kept(app: Flask, client: ReadingClient, page: Page) -> None:
    with Queries() as asked:
        client.get(page.url)
    assert asked.count <= 16
