"""What the letter says, when it leaves by itself, and that it leaves now."""

from typing import Any

from flask import request
from flask_babel import lazy_gettext as _
from flask_babel import ngettext
from wtforms import HiddenField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional

from forumapp import names
from forumapp.announcements.actions import Whom
from forumapp.announcements.models import LONGEST, MOST_DAYS, Announcement
from forumapp.database import new_public_id
from forumapp.invitations.sending_forms import Counted
from forumapp.web.forms import BaseForm, EditingForm, TextLanguagesField, TextRequired, WholeNumberField

LOOK = "look"


class AnnouncementForm(EditingForm):
    """``obj``: the letter as kept, or an empty one."""

    words = TextLanguagesField(_("What the letter says"), [TextRequired()], maximum=LONGEST, multiline=True)
    online_words = TextLanguagesField(
        _("Instead, to whoever takes part online"), [Optional()], maximum=LONGEST, multiline=True
    )
    days = WholeNumberField(_("Days"), [Optional(), NumberRange(1, MOST_DAYS)])

    @property
    def only_looks(self) -> bool:
        """Whether the letters are to be shown, and nothing kept."""
        return LOOK in request.form

    def values(self) -> dict[str, Any]:
        """What ``actions.save`` takes."""
        return {"words": self.words.data, "online_words": self.online_words.data, "days": self.days.data}


class SendForm(Counted, BaseForm):
    """Who gets it, counted; ``once`` makes a second press the same as the first."""

    whom = RadioField(_("Who gets it"), [InputRequired(_("Choose one."))])
    once = HiddenField(default=new_public_id)
    seen = HiddenField()
    """Which wording was looked at."""

    def __init__(self, announcement: Announcement, counts: dict[Whom, int]) -> None:
        super().__init__()
        # The forum's own words, such as its practical notes, stand in the letter, too.
        self._counts, self._version = counts, f"{announcement.version}/{announcement.edition.version}"
        self.whom.choices = [SelectChoice(whom.value, words) for whom, words in _choices(counts)]
        if not self.is_submitted():
            self.seen.data = self._version
            self.whom.data = self.whom.choices[0].value if self.whom.choices else None

    @property
    def letters(self) -> int:
        return self._counts.get(self.chosen, 0) if self.whom.data in list(Whom) else 0

    @property
    def chosen(self) -> Whom:
        return Whom(self.whom.data)

    @property
    def was_seen(self) -> bool:
        """Whether nobody wrote other words meanwhile."""
        return bool(self.seen.data == self._version)

    def show_anew(self) -> None:
        self.seen.data = self._version

    @property
    def sent_as(self) -> str:
        return names.one_line(self.once.data or "")[:12] or new_public_id()


def _choices(counts: dict[Whom, int]) -> list[tuple[Whom, str]]:
    new, everybody = counts[Whom.NEW], counts[Whom.ALL]
    offered = []
    if new:
        words = ngettext(
            "whoever does not have it yet: %(num)s letter", "whoever does not have it yet: %(num)s letters", new
        )
        offered.append((Whom.NEW, words))
    if everybody > new:
        words = ngettext(
            "everybody, also who has it already: %(num)s letter",
            "everybody, also who has it already: %(num)s letters",
            everybody,
        )
        offered.append((Whom.ALL, words))
    return offered
