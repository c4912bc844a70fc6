from typing import Any

from flask_babel import lazy_gettext as _
from flask_babel import ngettext
from wtforms import HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from forumapp import names
from forumapp.agenda.models import Label, Whom
from forumapp.agenda.telling import Audience
from forumapp.database import new_public_id
from forumapp.formatting import join_words
from forumapp.invitations.sending_forms import Counted
from forumapp.programme.models import ForumSession
from forumapp.programme.roles import SessionRole
from forumapp.programme.vocabulary import PART_WORDS, Part
from forumapp.programme.when_form import WhenForm, place_of
from forumapp.web.forms import BaseForm, LineField, TextLanguagesField, TextRequired
from forumapp.words import N_, language_at_hand, translated


class NumberedForm(BaseForm):
    """``expected_number`` is the number on the button; a second press carries the first one's."""

    expected_number = HiddenField()

    @property
    def number(self) -> int:
        """The release this form was opened for; 0 for nonsense, which no release has."""
        text = self.expected_number.data or ""
        return int(text) if text.isdecimal() and len(text) < 9 else 0


class QuietForm(NumberedForm):
    """Mended wording, released by one press."""


class ReleaseForm(Counted, NumberedForm):
    tell = RadioField(_("Who is told"), [InputRequired(_("Choose one."))], default=Whom.NOBODY.value)
    label = RadioField(
        _("This release is"),
        [InputRequired(_("Choose one."))],
        choices=[
            SelectChoice(Label.PROVISIONAL.value, _("provisional: the programme may still change")),
            SelectChoice(Label.FINAL.value, _("final")),
        ],
        default=Label.PROVISIONAL.value,
    )
    note = TextLanguagesField(
        _("Note"),
        [Optional()],
        maximum=500,
        description=_("A line for the public, such as what is still open."),
    )
    override_reason = LineField(
        _("Why it is released in spite of this"),
        [Optional()],
        maximum=500,
        description=_("Kept for the organisers; the public does not see it."),
    )

    def __init__(self, audience: Audience, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._audience = audience
        self.tell.choices = choices_of_whom(audience)
        if self.is_submitted() and not self.tell.raw_data:  # sent without: nobody is written to unasked
            self.tell.data = Whom.NOBODY.value

    @property
    def letters(self) -> int:
        """As many as were counted for this choice."""
        return self._audience.letters(self.tell.data) if self.tell.data in list(Whom) else 0


def choices_of_whom(audience: Audience) -> list[SelectChoice]:
    """With the number of letters behind each."""
    affected, everybody = audience.letters(Whom.AFFECTED), audience.letters(Whom.EVERYBODY)
    offered = [SelectChoice(Whom.NOBODY.value, translated(N_("nobody")))]
    if affected:
        offered.append(SelectChoice(Whom.AFFECTED.value, words_of_affected(audience)))
    if everybody > affected:
        words = ngettext(
            "everybody, also those registered: %(num)s letter",
            "everybody, also those registered: %(num)s letters",
            everybody,
        )
        offered.append(SelectChoice(Whom.EVERYBODY.value, words))
    return offered


def words_of_affected(audience: Audience) -> str:
    """How many have a part, were asked for one, have a seat, or come as guests."""
    asked, seats = audience.asked_count + audience.guests_waiting, len(audience.seated)
    guests = len(audience.guests) - audience.guests_waiting
    parts = len(audience.own) - audience.asked_count
    people = []
    if parts:
        people.append(ngettext("%(num)s person with a part", "%(num)s people with a part", parts))
    if guests:
        people.append(ngettext("%(num)s guest", "%(num)s guests", guests))
    if asked:
        people.append(ngettext("%(num)s person who has not answered", "%(num)s people who have not answered", asked))
    if seats:
        people.append(
            ngettext(
                "%(num)s person with a seat or waiting for one", "%(num)s people with a seat or waiting for one", seats
            )
        )
    return translated(N_("those affected: %(people)s"), people=join_words(people, language_at_hand()))


class _Told(NumberedForm):
    """Why, and who is told: nothing is chosen beforehand."""

    reason = TextLanguagesField(
        _("Why"),
        [TextRequired()],
        maximum=500,
        description=_("Stands in the letters and beside the release, for everybody to read."),
    )
    tell = RadioField(_("Who is told"), [InputRequired(_("Choose one."))])

    def __init__(self, audience: Audience, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tell.choices = choices_of_whom(audience)


class UrgentForm(_Told, WhenForm):
    """One session: another time or room, or somebody who cannot come."""

    leaving = SelectField(_("Who cannot come"), validate_choice=False)
    override_reason = LineField(
        _("Why it is released in spite of the clash"),
        [Optional()],
        maximum=500,
        description=_("Kept for the organisers; the public does not see it."),
    )

    def __init__(self, audience: Audience, session: ForumSession) -> None:
        place = place_of(session) | {"version": session.version}
        super().__init__(audience, edition=session.edition, data=place)
        self._roles = {str(role.id): role for role in session.roles if role.is_confirmed}
        named = [
            SelectChoice(key, f"{role.printed_name}, {translated(PART_WORDS[Part(role.part)])}")
            for key, role in self._roles.items()
        ]
        self.leaving.choices = [SelectChoice("", translated(N_("everybody comes"))), *named]

    @property
    def who_leaves(self) -> SessionRole | None:
        return self._roles.get(self.leaving.data or "")


class CallOffForm(_Told):
    """Postponed or cancelled; ``once`` makes a second press the same as the first."""

    what = RadioField(
        _("What happens"),
        [InputRequired(_("Choose one of the two."))],
        choices=[
            SelectChoice("postponed", _("postponed: new dates follow")),
            SelectChoice("cancelled", _("cancelled: it does not take place")),
        ],
    )
    once = HiddenField(default=new_public_id)

    @property
    def sent_as(self) -> str:
        return names.one_line(self.once.data or "")[:24] or new_public_id()
