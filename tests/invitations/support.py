"""What several of these tests ask."""

from email.message import EmailMessage

from sqlalchemy import event, select

from forumapp.extensions import db
from forumapp.invitations.models import Invitation
from forumapp.notifications.models import Message
from tests.support.browser_like import Page, ReadingClient
from tests.support.mail_sink import Received, Sink


def letters() -> list[tuple[str, str, str]]:
    """Every letter that is not cancelled: kind, to whom, state."""
    db.session.rollback()
    rows = db.session.scalars(select(Message).where(Message.state != "cancelled").order_by(Message.id))
    return [(row.kind, row.recipient, str(row.state)) for row in rows]


def told() -> set[tuple[str, str]]:
    """Who is written to what."""
    return {(kind, recipient) for kind, recipient, _ in letters()}


def answer(browser: ReadingClient, link: str, answer: str, **values: str) -> Page:
    """Open the link of the letter, choose, press the button."""
    return browser.submit(browser.get(link).form("answer"), answer=answer, **values)


def as_stored(invitation_id: int) -> Invitation:
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Invitation, invitation_id)


def newest_to(sink: Sink, address: str) -> Received:
    return sink.to(address)[-1]


def entry_of(letter: Received) -> dict[str, str]:
    """The calendar entry that came with a letter, line by line."""
    message: EmailMessage = letter.message
    part = next(part for part in message.walk() if part.get_content_type() == "text/calendar")
    lines = str(part.get_content()).replace("\r\n", "\n").replace("\n ", "").split("\n")
    inside = lines[lines.index("BEGIN:VEVENT") :]
    pairs = (line.partition(":") for line in [*lines[:6], *inside])
    return {name.partition(";")[0]: value for name, _, value in pairs}


class Queries:
    """Counts what is read from the database inside the block."""

    def __enter__(self) -> "Queries":
        self.count = 0
        event.listen(db.engine, "before_cursor_execute", self._note)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(db.engine, "before_cursor_execute", self._note)

    def _note(self, *args: object) -> None:
        self.count += str(args[2]).lstrip().upper().startswith("SELECT")
