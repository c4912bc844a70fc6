"""Forms of participants and of the team."""

import hashlib
import re
import secrets
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, RadioField, ValidationError
from wtforms.validators import DataRequired, NumberRange, Optional

from forumapp import clock, names
from forumapp.forums.models import Edition, Mode
from forumapp.web.forms import AddressField, BaseForm, LineField, LinesField, WholeNumberField, worded
from forumapp.words import N_

_LINKS = re.compile(r"://|www\.|@", re.IGNORECASE)


class NoLinks:
    """Names travel in letters to whoever was typed as address; they advertise nothing there (trust.md T6)."""

    def __call__(self, form: Any, field: LineField) -> None:
        if _LINKS.search(field.data or ""):
            raise ValidationError(str(_("Write this without a web or e-mail address.")))


class RegisterForm(BaseForm):
    """The public form. Without a cookie and its token: there is no signed-in visitor whom it could betray."""

    class Meta(BaseForm.Meta):
        csrf = False

    form_token = HiddenField(default=lambda: secrets.token_urlsafe(16))
    name = LineField(_("Name"), [DataRequired(_("Write your name.")), NoLinks()])
    email = AddressField(_("E-mail"), [DataRequired(_("Write your e-mail address."))], maximum=254)
    organisation = LineField(_("Organisation"), [Optional(), NoLinks()])
    mode = RadioField(
        _("How you take part"),
        choices=worded({Mode.IN_PERSON: N_("In person"), Mode.ONLINE: N_("Online")}),
        default=Mode.IN_PERSON.value,
    )

    @classmethod
    def for_edition(cls, edition: Edition) -> "RegisterForm":
        """Asks how to take part only where one can choose."""
        form = cls()
        if edition.mode != Mode.HYBRID:
            del form.mode
        return form

    @property
    def number(self) -> int:
        """The same for a form that was sent twice. One without token counts as the same for an hour."""
        token = self.form_token.data if self.form_token.raw_data else ""
        sent = token or f"{names.normalise_email(self.email.data)} {clock.now():%Y-%m-%dT%H}"
        return int.from_bytes(hashlib.sha256(sent.encode()).digest()[:7])


class LinkAgainForm(BaseForm):
    class Meta(BaseForm.Meta):
        csrf = False

    email = AddressField(_("E-mail"), [DataRequired(_("Write your e-mail address."))], maximum=254)


class ChangeForm(BaseForm):
    name = LineField(_("Name"), [DataRequired(_("Write your name.")), NoLinks()])
    organisation = LineField(_("Organisation"), [Optional(), NoLinks()])


class ActForm(BaseForm):
    """One button: nothing to fill in."""


class CancelOnBehalfForm(BaseForm):
    reason = LinesField(
        _("Reason"),
        [DataRequired(_("Write a sentence; the letter gives it."))],
        maximum=1000,
        description=_("Stands in the letter as you write it here."),
    )


class CapacityForm(BaseForm):
    capacity = WholeNumberField(
        _("Places"),
        [Optional(), NumberRange(min=0, max=1_000_000, message=_("Write a number from 0 to 1,000,000."))],
        description=_("Empty: as many as come. Speakers and people who follow online need no place."),
    )
