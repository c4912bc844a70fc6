"""What letters say beside the part, and that they are to leave: of drafts, and of people just chosen."""

import hashlib
from collections.abc import Collection, Sequence
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from forumapp import clock, names
from forumapp.database import new_public_id
from forumapp.forums.models import Edition
from forumapp.invitations import deadlines
from forumapp.invitations.actions import Terms
from forumapp.invitations.forms import DeadlineForm
from forumapp.people.models import SECTOR_WORDS
from forumapp.programme.models import ForumSession
from forumapp.programme.vocabulary import PART_WORDS, Part
from forumapp.web.forms import BaseForm, LineField, TextLanguagesField, WholeNumberField, worded
from forumapp.words import N_, Text, language_at_hand, translated

FORUM = "*"
"""Stands for the forum as a whole where a session is chosen: people are asked to attend, without a part."""
GUEST = "guest"
"""Stands for no part where one is chosen: people are asked to attend the session, with a seat of it."""
COUNT_TYPED_ABOVE = 25
"""More letters than this leave only when somebody typed their number (trust.md 6.9)."""


class Counted:
    """Many letters leave only with their number typed."""

    count = WholeNumberField(_("Number of letters"))

    @property
    def letters(self) -> int:
        raise NotImplementedError

    @property
    def needs_count(self) -> bool:
        return self.letters > COUNT_TYPED_ABOVE

    def validate_count(self, field: WholeNumberField) -> None:
        if self.needs_count and field.data != self.letters:
            raise ValidationError(translated(N_("Type %(count)s to send that many letters."), count=self.letters))


class LettersForm(Counted, DeadlineForm):
    """By when to reply, what else the letters say, and how many there are."""

    costs = TextLanguagesField(_("Costs"), [Optional()])
    with_words = TextLanguagesField(_("The others, in your own words"), [Optional()])
    personal = BooleanField(_("Personal: nobody may be named as representative"))
    once = HiddenField(default=new_public_id)
    letters = 0
    """Set by whoever knows whom they are for, before the form is checked."""

    def __init__(self, edition: Edition, **kwargs: Any) -> None:
        super().__init__(edition, deadlines.suggested(edition, clock.now()), **kwargs)

    @property
    def terms(self) -> Terms:
        return Terms(self.costs.data or Text(), self.with_words.data or Text(), not self.personal.data)

    @property
    def sent_as(self) -> str:
        """What makes a second press of the button the same as the first."""
        return names.one_line(self.once.data or "")[:40] or new_public_id()


class SendForm(LettersForm):
    """The letters that were looked at."""

    invitations = HiddenField()

    def __init__(self, edition: Edition, seen: list[str]) -> None:
        super().__init__(edition)
        if not self.is_submitted():
            self.invitations.data = " ".join(seen)

    @property
    def chosen(self) -> set[str]:
        """Public ids of those that stood on the page; a draft that came later is not sent unseen."""
        return set((self.invitations.data or "").split())


class InviteForm(LettersForm):
    """Who is to be asked for which part, or to attend: searched for, ticked, looked at, sent."""

    q = LineField(_("Name or organisation"), [Optional()])
    sector = SelectField(_("Sector"), [Optional()], default="")
    everybody = BooleanField()
    session = SelectField(_("What for"), [InputRequired(_("Choose the session, or the whole forum."))])
    part = SelectField(_("Part"), default=Part.PANELLIST)
    seen = HiddenField()

    def __init__(self, edition: Edition, sessions: Sequence[ForumSession], *, to_forum: bool) -> None:
        """``to_forum``: whether she may ask people to the forum as a whole."""
        super().__init__(edition)
        given = request.form if self.is_submitted() else request.args
        self.ticked = {part for value in given.getlist("people") for part in value.replace(",", " ").split()}
        self.sector.choices = [SelectChoice("", translated(N_("all"))), *worded(SECTOR_WORDS)()]
        whole = [SelectChoice(FORUM, translated(N_("The whole forum: to attend, without a part")))] if to_forum else []
        self.session.choices = [SelectChoice("", translated(N_("Choose"))), *whole, *map(_as_choice, sessions)]
        seated = [SelectChoice(GUEST, translated(N_("guest of this session: attends, with a seat")))]
        self.part.choices = [*worded(PART_WORDS)(), *(seated if edition.registers_here else [])]
        if not self.is_submitted():
            self._prefill([one.code for one in sessions] or [choice.value for choice in whole])

    @property
    def act(self) -> str:
        """Which button was pressed: ``search``, ``look`` or ``send``."""
        return request.form.get("act", "search") if self.is_submitted() else ""

    @property
    def asks_to_attend(self) -> bool:
        return bool(self.session.data == FORUM)

    @property
    def asks_guests_of_session(self) -> bool:
        return bool(self.session.data != FORUM and self.part.data == GUEST)

    def mark_seen(self, people: Collection[str]) -> None:
        self.seen.data = self._fingerprint(people)

    def was_seen(self, people: Collection[str]) -> bool:
        """Whether what is to be sent is what the page last showed."""
        return bool(self.seen.data == self._fingerprint(people))

    def validate_count(self, field: WholeNumberField) -> None:
        if self.act == "send":
            super().validate_count(field)

    def _fingerprint(self, people: Collection[str]) -> str:
        terms = self.terms
        said = (
            *sorted(people),
            self.letters,
            self.session.data,
            self.part.data,
            f"{self.respond_on.data} {self.respond_at.data}",
            *terms.costs.items(),
            *terms.with_words.items(),
            terms.may_be_represented,
        )
        return hashlib.sha256(repr(said).encode()).hexdigest()[:32]

    def _prefill(self, values: Sequence[str]) -> None:
        self.q.data = names.one_line(request.args.get("q", ""))[:200]
        sector, code = request.args.get("sector", ""), request.args.get("session", "")
        self.sector.data = sector if sector in set(SECTOR_WORDS) else ""
        self.session.data = values[0] if len(values) == 1 and code != FORUM else code
        if request.args.get("part") in {*Part, GUEST}:
            self.part.data = request.args["part"]


def _as_choice(session: ForumSession) -> SelectChoice:
    return SelectChoice(session.code, f"{session.code} · {session.title.in_language(language_at_hand())}")


class CalendarForm(Counted, BaseForm):
    """Exactly the changes that were looked at."""

    seen = HiddenField()
    letters = 0

    def __init__(self, count: int, seen: str) -> None:
        super().__init__()
        self.letters, self._shown = count, seen
        if not self.is_submitted():
            self.seen.data = seen

    def show_anew(self) -> None:
        """What stands on the page now is what the next press sends."""
        self.seen.data = self._shown
