"""The addresses of a meeting: written, replaced and taken away, never shown again."""

from typing import Any
from urllib.parse import urlsplit

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, ValidationError
from wtforms.validators import Optional

from forumapp import outside_links
from forumapp.programme.online import OnlineAddress
from forumapp.web.forms import BaseForm, LineField
from forumapp.words import N_, translated


class OnlineForm(BaseForm):
    join_address = LineField(_("Address of the meeting"), [Optional()], maximum=2000)
    forget_join = BooleanField(_("Take the address away"))
    test_address = LineField(_("Address for trying picture and sound"), [Optional()], maximum=2000)
    forget_test = BooleanField(_("Take this address away, too"))

    def __init__(self, kept: OnlineAddress | None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.join_hint = _hint(kept.join_address if kept else "")
        self.test_hint = _hint(kept.test_address if kept else "")
        if not (kept and kept.join_address):
            del self.forget_join
        if not (kept and kept.test_address):
            del self.forget_test

    @property
    def joining(self) -> str | None:
        return self._meant("forget_join", self.join_address)

    @property
    def testing(self) -> str | None:
        return self._meant("forget_test", self.test_address)

    def validate_join_address(self, field: LineField) -> None:
        _check(field)

    def validate_test_address(self, field: LineField) -> None:
        _check(field)

    def _meant(self, forget: str, field: LineField) -> str | None:
        """None: what is there stays."""
        return field.data or ("" if forget in self and self[forget].data else None)


def _check(field: LineField) -> None:
    if field.data:
        try:
            outside_links.checked(field.data)
        except outside_links.NoSafeAddress as refusal:
            raise ValidationError(refusal.sentence()) from refusal


def _hint(address: str) -> str:
    """Enough to recognise it."""
    if not address:
        return ""
    return translated(N_("One at %(host)s is kept. Another one replaces it."), host=urlsplit(address).hostname)
