"""What the desk types."""

import secrets
from collections.abc import Sequence

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Optional

from forumapp.registrations.categories.models import RegistrationCategory
from forumapp.web.forms import AddressField, BaseForm, LineField
from forumapp.words import language_at_hand


class ArrivalForm(BaseForm):
    """One button; the session is the room in which it is pressed."""

    session = HiddenField(default="")


class WalkInForm(BaseForm):
    """``categories``: those that may be given at the desk; hidden until there are two (decision 37)."""

    once = HiddenField(default=lambda: secrets.token_urlsafe(16))
    name = LineField(_("Name"), [DataRequired(_("Write the name."))])
    organisation = LineField(_("Organisation"), [Optional()])
    email = AddressField(_("E-mail"), [Optional()], maximum=254)
    category = RadioField(_("Category"), validators=[DataRequired(_("Choose a category."))])

    def __init__(self, categories: Sequence[RegistrationCategory]) -> None:
        super().__init__()
        self._categories = {one.key: one for one in categories}
        if len(categories) > 1:
            language = language_at_hand()
            self.category.choices = [SelectChoice(one.key, one.name.in_language(language)) for one in categories]
        else:
            del self.category

    @property
    def chosen(self) -> RegistrationCategory | None:
        """Only after validation; the only one there is, or none where everybody registers alike."""
        key = self.category.data if self.category else next(iter(self._categories), "")
        return self._categories.get(key)
