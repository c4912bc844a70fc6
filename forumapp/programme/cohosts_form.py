"""The sessions of a co-host, to be ticked."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from forumapp.programme.models import ForumSession
from forumapp.web.forms import BaseForm
from forumapp.words import language_at_hand


class CohostedForm(BaseForm):
    sessions = SelectMultipleField(
        _("Sessions"), [Optional()], widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )

    def __init__(self, *, sessions: Sequence[ForumSession], present: Sequence[str], **kwargs: Any) -> None:
        super().__init__(data={"sessions": list(present)}, **kwargs)
        language = language_at_hand()
        self.sessions.choices = [
            SelectChoice(one.code, f"{one.code} · {one.title.in_language(language)}") for one in sessions
        ]
