from flask_babel import lazy_gettext as _
from wtforms import HiddenField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from forumapp.agenda.models import Label
from forumapp.web.forms import BaseForm, LineField, TextLanguagesField


class ReleaseForm(BaseForm):
    """``expected_number`` is the number on the button; a second press carries the first one's."""

    expected_number = HiddenField()
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

    @property
    def number(self) -> int:
        """The release this form was opened for; 0 for nonsense, which no release has."""
        text = self.expected_number.data or ""
        return int(text) if text.isdecimal() and len(text) < 9 else 0
