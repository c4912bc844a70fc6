"""Who signs letters on paper for a host."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import ValidationError
from wtforms.validators import Optional

from forumapp.forums.models import EditionHost
from forumapp.web.forms import EditingForm, TextLanguagesField
from forumapp.words import N_, Text, translated


class SignatoryAsTyped:
    """A host as this form shows it; its logo is given elsewhere."""

    def __init__(self, host: EditionHost) -> None:
        self.version = host.signatory_version
        self.name, self.title = host.signatory, host.signatory_title


class SignatoryForm(EditingForm):
    name = TextLanguagesField(_("Name as it is printed"), [Optional()])
    title = TextLanguagesField(_("Functional title"), [Optional()])

    def validate_title(self, field: TextLanguagesField) -> None:
        if field.data and not self.name.data:
            raise ValidationError(translated(N_("Write whose title this is, or leave it empty.")))

    def values(self) -> dict[str, Any]:
        """What ``actions.set_signatory`` takes."""
        return {"name": self.name.data or Text(), "title": self.title.data or Text()}
