"""Forms of participants and of the team."""

import hashlib
import re
import secrets
from collections.abc import Sequence
from typing import Any, Self

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, RadioField, SelectField, SelectMultipleField, ValidationError
from wtforms.validators import DataRequired, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from forumapp import clock, names
from forumapp.forums.models import Edition, Mode
from forumapp.registrations.categories.models import RegistrationCategory
from forumapp.registrations.models import Registration
from forumapp.web.forms import AddressField, BaseForm, EditingForm, LineField, LinesField, WholeNumberField, worded
from forumapp.words import LANGUAGE_NAMES, N_

_SEATS = NumberRange(min=0, max=1_000_000, message=_("Write a number from 0 to 1,000,000."))
MODE_WORDS = {Mode.IN_PERSON: N_("In person"), Mode.ONLINE: N_("Online")}
_LINKS = re.compile(r"://|www\.|@", re.IGNORECASE)


class NoLinks:
    """Names travel in letters to whoever was typed as address; they advertise nothing there (trust.md T6)."""

    def __call__(self, form: Any, field: LineField) -> None:
        if _LINKS.search(field.data or ""):
            raise ValidationError(str(_("Write this without a web or e-mail address.")))


def new_token() -> str:
    """Tells a form that was sent twice from two forms; 22 characters."""
    return secrets.token_urlsafe(16)


class RegisterForm(BaseForm):
    """The public form. Without a cookie and its token: there is no signed-in visitor whom it could betray."""

    class Meta(BaseForm.Meta):
        csrf = False

    form_token = HiddenField(default=new_token)
    name = LineField(_("Name"), [DataRequired(_("Write your name.")), NoLinks()])
    email = AddressField(_("E-mail"), [DataRequired(_("Write your e-mail address."))], maximum=254)
    organisation = LineField(_("Organisation"), [Optional(), NoLinks()])
    mode = RadioField(
        _("How you take part"),
        choices=worded(MODE_WORDS),
        default=Mode.IN_PERSON.value,
    )

    @classmethod
    def for_edition(cls, edition: Edition) -> "RegisterForm":
        """Asks how to take part only where one can choose."""
        form = cls()
        if edition.mode != Mode.HYBRID:
            del form.mode
        return form

    @classmethod
    def base_for(cls, edition: Edition) -> type["RegisterForm"]:
        """The same as a class, to which questions can be added."""
        return cls if edition.mode == Mode.HYBRID else type(cls.__name__, (cls,), {"mode": None})

    @property
    def number(self) -> int:
        """The same for a form that was sent twice. One without token counts as the same for an hour."""
        token = self.form_token.data if self.form_token.raw_data else ""
        sent = token or f"{names.normalise_email(self.email.data)} {clock.now():%Y-%m-%dT%H}"
        return int.from_bytes(hashlib.sha256(sent.encode()).digest()[:7])


class PreviewForm(RegisterForm):
    """The same in the hands of the team, whose pages carry a token."""

    class Meta(BaseForm.Meta):
        csrf = True


class LinkAgainForm(BaseForm):
    class Meta(BaseForm.Meta):
        csrf = False

    email = AddressField(_("E-mail"), [DataRequired(_("Write your e-mail address."))], maximum=254)


class ChangeForm(BaseForm):
    name = LineField(_("Name"), [DataRequired(_("Write your name.")), NoLinks()])
    organisation = LineField(_("Organisation"), [Optional(), NoLinks()])
    mode = RadioField(_("How you take part"), choices=worded(MODE_WORDS))
    language = SelectField(_("Language of your letters"), choices=LANGUAGE_NAMES)

    @classmethod
    def of(cls, registration: Registration) -> Self:
        """Asks how to take part only where one can choose."""
        form = cls(obj=registration)
        if not registration.may_choose_mode:
            del form.mode
        return form

    @property
    def wanted(self) -> dict[str, Any]:
        """What ``actions.change`` takes of it. Only after validation."""
        return {
            "name": self.name.data,
            "organisation": self.organisation.data or "",
            "mode": self.mode.data if self.mode else None,
            "language": self.language.data,
        }


class CorrectForm(ChangeForm, EditingForm):
    """The same in the hands of the team."""

    mode = RadioField(_("Takes part"), choices=worded(MODE_WORDS))
    language = SelectField(_("Letters in"), choices=LANGUAGE_NAMES)
    email = AddressField(_("E-mail"), [DataRequired(_("Write the e-mail address."))], maximum=254)

    @classmethod
    def of(cls, registration: Registration) -> Self:
        form = super().of(registration)
        if not registration.keeps_own_address:
            del form.email
        return form


class RegisterForForm(BaseForm):
    """In the hands of the team, for somebody who called or wrote."""

    name = LineField(_("Name"), [DataRequired(_("Write the name.")), NoLinks()])
    email = AddressField(_("E-mail"), [DataRequired(_("Write the e-mail address."))], maximum=254)
    organisation = LineField(_("Organisation"), [Optional(), NoLinks()])
    mode = RadioField(_("Takes part"), choices=worded(MODE_WORDS), default=Mode.IN_PERSON.value)
    category = SelectField(_("Category"), choices=[])
    language = SelectField(_("Letters in"), choices=LANGUAGE_NAMES)

    @classmethod
    def of(cls, edition: Edition, categories: Sequence[RegistrationCategory], language: str) -> Self:
        """Asks how to take part and in which category only where one can choose."""
        form = cls(language=language)
        if edition.mode != Mode.HYBRID:
            del form.mode
        if len(categories) > 1:
            form.category.choices = [(one.key, one.name.in_language(language)) for one in categories]
        else:
            del form.category
        return form


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
    """Places online are asked for only where one can choose to be there."""

    capacity = WholeNumberField(
        _("Places"), [Optional(), _SEATS], description=_("Empty: as many as come. Speakers need none.")
    )
    online_capacity = WholeNumberField(
        _("Places online"), [Optional(), _SEATS], description=_("Empty: as many as come. Counted apart from the room.")
    )


class PromoteForm(BaseForm):
    reason = LinesField(_("Reason"), [DataRequired(_("Write a sentence."))], maximum=1000)


class _TicksField(SelectMultipleField):
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class SeatingForm(BaseForm):
    """How a session gives its seats. Online seats are asked only where one can take part online."""

    version = HiddenField()
    is_open = BooleanField(
        _("Participants can ask for seats"),
        description=_("They then see the session with its title and time on their personal page."),
    )
    seats = WholeNumberField(_("Seats in the room"), [Optional(), _SEATS], description=_("Empty: as the room holds."))
    online_seats = WholeNumberField(_("Seats online"), [Optional(), _SEATS], description=_("Empty: no limit."))
    limited_to = _TicksField(_("Only for"), choices=[], description=_("Nothing ticked: for everybody."))
    kept_for_experts = WholeNumberField(_("Kept for experts"), [Optional(), _SEATS])
    kept_for_members = WholeNumberField(
        _("Kept for members and groups"),
        [Optional(), _SEATS],
        description=_("Of the seats in the room. Whoever is known for certain as such is asked first."),
    )


class SeatReasonForm(BaseForm):
    reason = LinesField(_("Reason"), [DataRequired(_("Write a sentence."))], maximum=1000)
