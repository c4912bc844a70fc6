"""Forms of a person's own data."""

from flask_babel import lazy_gettext as _
from wtforms.validators import DataRequired, Optional

from forumapp.web.forms import AddressField, BaseForm, TextLanguagesField


class RequestForm(BaseForm):
    """Whose data; and, once the team has seen what goes, the address once more."""

    email = AddressField(_("E-mail address"), [DataRequired(_("Write the address."))], maximum=254)
    again = AddressField(_("The address once more"), [Optional()], maximum=254)


class NoticeForm(BaseForm):
    words = TextLanguagesField(_("Your words"), multiline=True, maximum=4000)


class AddressForm(BaseForm):
    email = AddressField(_("New e-mail address"), [DataRequired(_("Write your e-mail address."))], maximum=254)


class EraseForm(BaseForm):
    email = AddressField(_("Your e-mail address"), [DataRequired(_("Write your e-mail address."))], maximum=254)
