"""Many invitations leave in the background: each once, and nobody is shown as invited without a letter."""

from collections.abc import Iterator

import pytest
from flask import Flask

from forumapp.audit.models import AuditEntry
from forumapp.extensions import db, transaction
from forumapp.invitations import actions, sending
from forumapp.invitations.actions import Terms
from forumapp.invitations.models import Invitation
from forumapp.invitations.vocabulary import InvitationState
from forumapp.notifications import actions as notifications
from forumapp.notifications.models import Message
from forumapp.programme import actions as programme
from forumapp.programme.models import ForumSession
from forumapp.programme.roles import RoleState
from forumapp.tasks import queries as tasks
from forumapp.tasks import running
from forumapp.tasks.models import State, Task
from forumapp.words import Text
from tests.factories import invitations
from tests.factories.invitations import NOW, RESPOND_BY
from tests.invitations.support import Queries, as_stored, told
from tests.support.browser_like import ReadingClient
from tests.support.signed_in import Team

TERMS = Terms(Text.of("Travel is covered."), Text.of("a minister is being asked"), may_be_represented=False)


@pytest.fixture
def session(app: Flask) -> ForumSession:
    return invitations.panel()


@pytest.fixture
def drafts(session: ForumSession) -> list[int]:
    """Their numbers."""
    return [
        invitations.invitation(
            session, printed_name=f"Expert {number}", email=f"e{number}@example.org", state="draft"
        ).id
        for number in range(27)
    ]


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "BATCH", 20)


@pytest.fixture
def slug(session: ForumSession) -> str:
    return session.edition.slug


@pytest.fixture
def organiser(team: Team, session: ForumSession) -> ReadingClient:
    return team.signed_in_as("organiser", session.edition)


@pytest.fixture
def stumbling(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The process dies in the middle of the second batch."""
    write, written = notifications.queue, []

    def die_at_the_25th(**letter: object) -> Message:
        written.append(letter)
        if len(written) == 25:
            raise KeyboardInterrupt
        return write(**letter)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(notifications, "queue", die_at_the_25th)
        yield


def begun(drafts: list[int], once: str = "once") -> int:
    with transaction():
        chosen = [db.session.get_one(Invitation, number) for number in drafts]
        return sending.begin(chosen[0].edition, chosen, RESPOND_BY, TERMS, once).id


def stored(task_id: int) -> Task:
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Task, task_id)


def problems(task_id: int) -> dict[int, str]:
    return {item.object_id: item.problem for item in tasks.left_out(stored(task_id))}


def states() -> set[tuple[str, str]]:
    """Who is shown as what."""
    db.session.rollback()
    db.session.expire_all()
    return {(one.person.email, one.state) for one in db.session.query(Invitation)}


def test_each_is_written_to_once_with_what_the_form_said(drafts: list[int]) -> None:
    begun(drafts)
    begun(drafts)
    running.run_due()
    assert told() == {("invitation_to_speak", f"e{number}@example.org") for number in range(27)}
    assert db.session.query(Message).count() == 27
    one = as_stored(drafts[-1])
    assert (one.state, one.respond_by, one.costs, one.with_words, one.may_be_represented) == (
        InvitationState.SENT,
        RESPOND_BY,
        TERMS.costs,
        TERMS.with_words,
        False,
    )
    assert one.part_asked.state == RoleState.INVITED


def test_two_tasks_with_the_same_drafts_write_once(drafts: list[int]) -> None:
    begun(drafts, "first")
    second = begun(drafts, "second")
    running.run_due()
    assert db.session.query(Message).count() == 27
    assert set(problems(second).values()) == {sending.Problem.SENT_ALREADY} and len(problems(second)) == 27


def test_whoever_is_shown_as_invited_when_the_worker_dies_has_a_letter_and_nobody_else(
    drafts: list[int], stumbling: None
) -> None:
    task = begun(drafts)
    with pytest.raises(KeyboardInterrupt):
        running.run_due()
    invited = {email for email, state in states() if state == InvitationState.SENT}
    assert invited == {address for _, address in told()} and len(invited) == 20
    with transaction():
        db.session.get_one(Task, task).leased_until = NOW.replace(year=2020)
    running.run_due()
    assert {state for _, state in states()} == {InvitationState.SENT}
    assert db.session.query(Message).count() == 27 and stored(task).state == State.FINISHED


def test_who_cannot_be_written_to_is_left_out_with_the_reason(session: ForumSession, drafts: list[int]) -> None:
    gone, withdrawn, without, stopped, sent = drafts[:5]
    task = begun(drafts)
    with transaction():
        programme.remove_role(db.session.get_one(Invitation, gone).part_asked)
        actions.revoke(db.session.get_one(Invitation, withdrawn))
        person = db.session.get_one(Invitation, without).person
        person.email, person.email_normalised = "", None
        notifications.suppress("e3@example.org", "refused")
        actions.send([db.session.get_one(Invitation, sent)], RESPOND_BY)
    running.run_due()
    assert problems(task) == {
        gone: sending.Problem.GONE,
        withdrawn: sending.Problem.WITHDRAWN,
        without: sending.Problem.NO_ADDRESS,
        stopped: sending.Problem.STOPPED,
        sent: sending.Problem.SENT_ALREADY,
    }
    assert len(told()) == 23
    assert as_stored(stopped).is_draft and as_stored(without).is_draft


def test_a_session_cancelled_meanwhile_and_a_deadline_gone_by_write_to_nobody(
    session: ForumSession, drafts: list[int], september: "object"
) -> None:
    task = begun(drafts)
    with transaction():
        programme.cancel(db.session.get_one(ForumSession, session.id))
    running.run_due()
    assert set(problems(task).values()) == {sending.Problem.CALLED_OFF}
    with transaction():
        programme.restore(db.session.get_one(ForumSession, session.id))
    late = begun(drafts, "late")
    september.move_to(RESPOND_BY)  # type: ignore[attr-defined]
    running.run_due()
    assert set(problems(late).values()) == {sending.Problem.TOO_LATE} and told() == set()


def test_the_audit_names_who_pressed_the_button(organiser: ReadingClient, slug: str, drafts: list[int]) -> None:
    page = organiser.get(f"/manage/{slug}/invitations/send")
    organiser.submit(page.form("Send 27 invitations"), count="27")
    running.run_due()
    who = {actor for (actor,) in db.session.query(AuditEntry.actor).filter_by(action="invitation sent")}
    assert len(who) == 1 and who.pop().startswith("member ")


def test_the_page_shows_how_far_it_is_and_looks_again_by_itself(
    organiser: ReadingClient, slug: str, drafts: list[int]
) -> None:
    form = organiser.get(f"/manage/{slug}/invitations/send").form("Send 27 invitations")
    page = organiser.submit(form, count="27")
    assert "0 of 27, begins in a moment" in page.text and page.response.headers["Refresh"] == "3"
    assert "0 of 27 invitations are sent" in organiser.get(f"/manage/{slug}/invitations/send").text
    again = organiser.submit(form, count="27")
    assert again.url == page.url and "nothing was sent twice" in again.text
    running.run_due()
    page = organiser.get(page.url)
    assert "27 of 27, finished" in page.text and "All 27 are done." in page.text
    assert "Refresh" not in page.response.headers


def test_what_is_left_can_be_cancelled_and_waits_as_draft(
    organiser: ReadingClient, slug: str, drafts: list[int]
) -> None:
    page = organiser.submit(organiser.get(f"/manage/{slug}/invitations/send").form("Send 27 invitations"), count="27")
    running.run_due(should_stop=lambda: bool(told()))
    page = organiser.get(page.url)
    cancel = page.form("Cancel the 7 that are left")
    page = organiser.submit(cancel)
    assert "20 of 27 were done before it was cancelled." in page.text
    assert "nothing is left to cancel" in organiser.submit(cancel).text
    running.run_due()
    assert len(told()) == 20
    assert organiser.get(f"/manage/{slug}/invitations/send").form("Send 7 invitations")


def test_who_was_left_out_stands_on_the_page_in_words(organiser: ReadingClient, slug: str, drafts: list[int]) -> None:
    page = organiser.get(f"/manage/{slug}/invitations/send")
    page = organiser.submit(page.form("Send 27 invitations"), count="27")
    with transaction():
        notifications.suppress("e3@example.org", "refused")
    running.run_due()
    page = organiser.get(page.url)
    assert "Expert 3" in page.links() and "Letters to this address are stopped" in page.text


def test_only_who_may_invite_sees_the_task(
    team: Team, session: ForumSession, organiser: ReadingClient, slug: str, drafts: list[int]
) -> None:
    page = organiser.get(f"/manage/{slug}/invitations/send")
    url = organiser.submit(page.form("Send 27 invitations"), count="27").url
    viewer = team.signed_in_as("viewer", session.edition)
    assert viewer.get(url).status == 404
    token = viewer.get("/manage/-/account").form("language").values["csrf_token"]
    assert viewer.post(f"{url}/cancel", {"csrf_token": token}).status == 404


def test_a_stuck_task_needs_somebody_on_the_overview(
    organiser: ReadingClient, slug: str, drafts: list[int], september: "object"
) -> None:
    overview = f"/manage/{slug}/"
    task = begun(drafts)
    assert "27 of 27 are left" in organiser.get(overview).text
    september.shift(360)  # type: ignore[attr-defined]
    page = organiser.get(overview)
    assert "Stuck" in page.text
    assert "Nothing has moved since" in organiser.get(page.links()["Look into it"]).text
    running.run_due()
    assert "Stuck" not in organiser.get(overview).text and stored(task).state == State.FINISHED


def test_the_work_asks_the_same_of_the_database_for_few_and_many(session: ForumSession) -> None:
    counts = []
    for number in (2, 12):
        few = [
            invitations.invitation(session, printed_name=f"E {number}-{one}", state="draft").id for one in range(number)
        ]
        begun(few, str(number))
        with Queries() as queries:
            running.run_due()
        counts.append(queries.count / number)
    assert counts[1] < counts[0], "what is read once for a batch is read once"
