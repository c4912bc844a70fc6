"""Story 7: colleagues are invited and leave, letters are watched and sent again, two people edit the same thing."""

import pytest
from flask import Flask

from forumapp.forums import queries
from tests.factories import agenda
from tests.factories.invitations import invitation, panel
from tests.journeys.somebody import Somebody, post_arrives, post_of
from tests.support.mail_sink import Mode, Sink
from tests.support.signed_in import PASSWORD, Team

COLLEAGUE, LIN = "jurga@example.org", "lin@example.org"


@pytest.fixture
def owner(app: Flask, team: Team) -> Somebody:
    """Of a forum with one panel."""
    forum = agenda.one_panel(slug="f3d2026")
    owner = Somebody.of_the_team(team, "owner", forum)
    owner.follow("Free the future")
    return owner


def invites(owner: Somebody, sink: Sink, role: str, language: str = "en") -> Somebody:
    """A colleague, who follows her letter and chooses a password."""
    owner.follow("Team")
    owner.follow("Invite a colleague")
    owner.send("Send the invitation", email=COLLEAGUE, name="Jurga Žemaitė", language=language, role=role)
    letter = post_of(sink, COLLEAGUE)
    colleague = Somebody.anonymous(owner.browser.app)
    colleague.open(letter.link())
    colleague.send("password", password=PASSWORD)
    return colleague


def test_a_colleague_joins_from_a_letter_with_the_rights_of_her_role_and_no_others(owner: Somebody, sink: Sink) -> None:
    colleague = invites(owner, sink, "desk")
    assert "/manage/f3d2026/" in colleague.page.url
    assert "Desk" in colleague.page.links()
    assert "Registrations" not in colleague.page.links()
    assert "Team" not in colleague.page.links()
    assert colleague.browser.get("/manage/f3d2026/team").status == 404
    assert colleague.browser.get("/manage/f3d2026/sessions/new").status == 404
    owner.follow("Team")
    owner.reads("Jurga Žemaitė", "Desk")
    owner.follow("Jurga Žemaitė")
    owner.send("Save", role="organiser")
    colleague.open("/manage/f3d2026/programme")
    colleague.follow("New session")


def test_her_letter_is_in_her_language_and_its_link_ends_with_its_use(owner: Somebody, sink: Sink) -> None:
    invites(owner, sink, "organiser", "zh-Hant")
    (letter,) = sink.to(COLLEAGUE)
    assert "/zh-Hant/t/" in letter.link() and "Free the future" in letter.text
    assert Somebody.anonymous(owner.browser.app).browser.get(letter.link()).status == 410


def test_ended_access_closes_the_forum_at_the_next_click(owner: Somebody, sink: Sink) -> None:
    colleague = invites(owner, sink, "organiser")
    colleague.open("/manage/f3d2026/programme")
    owner.follow("Team")
    owner.follow("End access Jurga Žemaitė")
    owner.send("End access")
    owner.does_not_read("Jurga Žemaitė End access")
    assert colleague.browser.get("/manage/f3d2026/programme").status == 404
    colleague.open("/manage/")
    colleague.reads("You are not in the team of any forum yet.")


def test_every_letter_is_seen_and_a_failed_one_is_sent_again(owner: Somebody, sink: Sink) -> None:
    invitation(panel(queries.by_slug("f3d2026"), code="P2"), printed_name="LIN Yu-ching", email=LIN)
    sink.modes_by_recipient[LIN] = Mode.REFUSE
    assert not post_arrives(sink)
    owner.follow("Messages")
    owner.reads(LIN, "1 not sent", "The mail server refused this address. (550)")
    sink.modes_by_recipient.clear()
    owner.send("q", state="no")
    (letter,) = owner.page.document.xpath("//main//a[@class='row-link']")
    owner.open(str(letter.get("href")))
    owner.reads("LIN Yu-ching", "What democracies owe their digital citizens", "‹personal link›")
    owner.send("Send again")
    owner.reads("The letter is on its way.")
    assert "/i/" in post_of(sink, LIN).link()
    owner.follow("All letters")
    owner.reads("1 sent")
    owner.does_not_read("1 not sent", "550")


def test_of_two_who_edit_the_same_thing_the_second_sees_both_texts(owner: Somebody, sink: Sink) -> None:
    colleague = invites(owner, sink, "organiser")
    title = "Free the future: what democracies owe their digital citizens"
    for person in (owner, colleague):
        person.open("/manage/f3d2026/programme")
        person.follow(title)
    owner.send("Save", **{"title-en": "What democracies owe"})
    colleague.is_refused("Save", **{"title-en": "What citizens are owed"})
    colleague.reads("Somebody saved this meanwhile")
    meanwhile, mine = (
        [dd.text_content().strip() for dd in colleague.page.document.xpath(f"//dl[@class='versions']/div[{n}]/dd")]
        for n in (1, 2)
    )
    assert (meanwhile, mine) == (["What democracies owe"], ["What citizens are owed"])
    owner.reads("What democracies owe")

    colleague.send("Save", **{"title-en": "What democracies owe, and what citizens are owed"})
    owner.follow("Programme")
    owner.reads("What democracies owe, and what citizens are owed")
