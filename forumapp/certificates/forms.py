"""On which terms a forum gives certificates; and a code that somebody reads from one."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, Field, ValidationError
from wtforms.validators import NumberRange, Optional

from forumapp import formatting
from forumapp.certificates.models import MOST_HOURS, CertificateTerms
from forumapp.web.forms import EditingForm, TextLanguagesField, WholeNumberField
from forumapp.words import N_, language_at_hand, translated


class TermsForm(EditingForm):
    is_on = BooleanField(_("Whoever was checked in can have a certificate"))
    signatory = TextLanguagesField(_("Who signs"), maximum=120)
    signatory_title = TextLanguagesField(_("Functional title"), [Optional()], maximum=200)
    available_on = DateField(_("From"), [Optional()])
    hours = WholeNumberField(_("Hours"), [Optional(), NumberRange(1, MOST_HOURS)])

    def __init__(self, obj: CertificateTerms, **kwargs: Any) -> None:
        super().__init__(obj=obj, **kwargs)
        self._first_day = obj.first_day

    def values(self) -> dict[str, Any]:
        """What ``actions.set_terms`` takes."""
        return {field.short_name: field.data for field in self if field.short_name not in ("version", "csrf_token")}

    def validate_signatory(self, field: Field) -> None:
        if self.is_on.data and not field.data:
            raise ValidationError(translated(N_("Write who signs, in at least one language.")))

    def validate_available_on(self, field: Field) -> None:
        if field.data and field.data < self._first_day:
            first = formatting.day(self._first_day, language_at_hand())
            raise ValidationError(translated(N_("The forum has to be over: %(day)s at the earliest."), day=first))
