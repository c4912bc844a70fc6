"""What a forum like an earlier one needs to be asked: its title and its first day."""

from datetime import date, timedelta
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, HiddenField, ValidationError
from wtforms.validators import InputRequired, Optional

from forumapp import wall_times
from forumapp.database import new_public_id
from forumapp.forums.models import Edition
from forumapp.setup.last_year import Plan
from forumapp.web.forms import BaseForm, TextLanguagesField, TextRequired
from forumapp.words import N_, translated

_A_YEAR = timedelta(weeks=52)
"""On the same weekday."""


class LastYearForm(BaseForm):
    once = HiddenField(default=new_public_id)
    title = TextLanguagesField(_("Title"), [TextRequired()])
    theme = TextLanguagesField(_("Theme"), [Optional()])
    starts_on = DateField(_("First day"), [InputRequired(_("Choose the first day."))])
    with_sessions = BooleanField(_("Take over the sessions as drafts, without people"), default=True)

    def __init__(self, *args: Any, earlier: Edition, **kwargs: Any) -> None:
        self._earlier = earlier
        super().__init__(
            *args, data={"title": earlier.title, "starts_on": self.suggested, "with_sessions": True}, **kwargs
        )

    @property
    def suggested(self) -> date:
        return self._earlier.starts_on + _A_YEAR

    @property
    def plan(self) -> Plan:
        """Only after validation."""
        return Plan(
            earlier=self._earlier,
            title=self.title.data,
            theme=self.theme.data,
            starts_on=self.starts_on.data,
            with_sessions=bool(self.with_sessions.data),
            once=self.once.data or "",
        )

    def validate_starts_on(self, field: DateField) -> None:
        if field.data and not wall_times.is_within_reach(field.data):
            raise ValidationError(wall_times.YearOutOfReach(year=field.data.year).sentence())
        if field.data and field.data == self._earlier.starts_on:
            raise ValidationError(translated(N_("These are the days of the earlier forum.")))
