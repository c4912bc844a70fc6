"""Forms of signing in and of one's own account."""

from flask_babel import lazy_gettext as _
from wtforms import PasswordField, SelectField
from wtforms.validators import InputRequired, Length

from forumapp.accounts import passwords
from forumapp.web.forms import AddressField, BaseForm, LineField, worded
from forumapp.words import LANGUAGE_NAMES


class SignInForm(BaseForm):
    email = AddressField(_("E-mail"), [InputRequired(_("Write your e-mail address."))])
    password = PasswordField(_("Password"), [Length(max=500)])


class AddressForm(BaseForm):
    email = AddressField(_("E-mail"), [InputRequired(_("Write your e-mail address."))])


class PasswordForm(BaseForm):
    name = LineField(_("Your name"), [InputRequired(_("Write your name."))])
    password = PasswordField(
        _("New password"),
        [
            Length(
                min=passwords.MINIMUM_LENGTH,
                max=500,
                message=_("Use twelve characters or more; a short sentence is good."),
            )
        ],
    )


class AccountForm(BaseForm):
    name = LineField(_("Your name"), [InputRequired(_("Write your name."))])
    language = SelectField(_("Language of these pages and of letters to you"), choices=worded(LANGUAGE_NAMES))
