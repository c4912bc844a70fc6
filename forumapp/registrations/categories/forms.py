"""The form of one category. Times are typed as on the wall of the edition's zone."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateTimeLocalField, Field, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from forumapp import wall_times
from forumapp.forums.models import Edition
from forumapp.programme.models import ForumSession
from forumapp.registrations.categories.actions import Rules
from forumapp.registrations.categories.models import RegistrationCategory
from forumapp.web import wall_time_fields
from forumapp.web.forms import EditingForm, TextLanguagesField, TextRequired, WholeNumberField
from forumapp.words import Text, language_at_hand


class CategoryForm(EditingForm):
    name = TextLanguagesField(_("Name"), [TextRequired()], maximum=60)
    description = TextLanguagesField(_("For whom it is"), [Optional()])
    opens_at = DateTimeLocalField(_("Opens"), [Optional()], format=wall_time_fields.TO_THE_SECOND)
    opens_fold = SelectField(_("Which of the two"), [Optional()], validate_choice=False)
    closes_at = DateTimeLocalField(_("Closes"), [Optional()], format=wall_time_fields.TO_THE_SECOND)
    closes_fold = SelectField(_("Which of the two"), [Optional()], validate_choice=False)
    quota = WholeNumberField(
        _("Places at most"),
        [Optional(), NumberRange(min=0, max=1_000_000, message=_("Write a number from 0 to 1,000,000."))],
        description=_("Empty: as many as the forum has. Who comes beyond them joins the waiting list."),
    )
    sessions = SelectMultipleField(
        _("Seats only in these sessions"),
        [Optional()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=_("Nothing ticked: in all that give seats."),
    )
    is_reviewed = BooleanField(
        _("The team says yes to each"),
        description=_("No place is taken until then. A changed name or organisation comes before the team again."),
    )
    is_asked_first = BooleanField(
        _("First in the waiting list"),
        description=_(
            "A place that becomes free is offered to them before the others. Who waits already keeps her turn."
        ),
    )
    by_link_only = BooleanField(
        _("Only by a secret link"),
        description=_("The public form does not show it. You make the link on the next page and can revoke it."),
    )

    def __init__(self, *, obj: "AsTyped", **kwargs: Any) -> None:
        self.zone = obj.edition.time_zone
        super().__init__(obj=obj, **kwargs)
        language = language_at_hand()
        self.sessions.choices = [
            SelectChoice(session.code, f"{session.code} · {session.title.in_language(language)}")
            for session in obj.sessions_to_choose
        ]
        for time, fold in self._times():
            fold.choices = wall_time_fields.two_readings(time, self.zone)

    @property
    def rules(self) -> Rules:
        """Only after validation."""
        opens, closes = (wall_time_fields.instant(*pair, self.zone) for pair in self._times())
        return Rules(
            name=self.name.data,
            description=self.description.data or Text(),
            opens_at=opens,
            closes_at=closes,
            quota=self.quota.data,
            is_reviewed=self.is_reviewed.data,
            is_asked_first=self.is_asked_first.data,
            by_link_only=self.by_link_only.data,
            sessions=tuple(self.sessions.data or ()),
        )

    def validate_opens_at(self, field: Field) -> None:
        wall_time_fields.check(field, self.opens_fold, self.zone)

    def validate_closes_at(self, _field: Field) -> None:
        wall_time_fields.check_order(*self._times(), self.zone)

    def _times(self) -> tuple[tuple[Field, Field], tuple[Field, Field]]:
        return (self.opens_at, self.opens_fold), (self.closes_at, self.closes_fold)


class AsTyped:
    """A category as its form shows it, or none yet; and of what there is to choose."""

    def __init__(
        self, edition: Edition, sessions: Sequence[ForumSession], category: RegistrationCategory | None = None
    ) -> None:
        self.edition, self.sessions_to_choose, self._category = edition, sessions, category

    def __getattr__(self, name: str) -> Any:
        if self._category is None:
            raise AttributeError(name)
        if name in ("opens_at", "closes_at"):
            instant = getattr(self._category, name)
            return wall_times.to_wall(instant, self.edition.time_zone) if instant else None
        if name in ("opens_fold", "closes_fold"):
            wall = self.__getattr__(name.replace("fold", "at"))
            return str(wall.fold) if wall and wall_time_fields.is_doubled(wall, self.edition.time_zone) else ""
        return getattr(self._category, name)
