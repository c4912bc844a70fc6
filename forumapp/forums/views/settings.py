"""What a forum is, and telling the public that it will be."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from forumapp.forums import actions
from forumapp.forums.forms import AsTyped, SettingsForm
from forumapp.forums.models import MODE_WORDS, REGISTRATION_WITH_WORDS, Edition, Mode, RegistrationWith, ZoneAnnounced
from forumapp.forums.views.blueprint import Answer, blueprint
from forumapp.rights import Permission
from forumapp.web.access import member, requires
from forumapp.web.forms import BaseForm


@blueprint.route("/manage/<edition:edition>/settings", methods=["GET", "POST"])
@requires(Permission.EDIT_EDITION)
def settings(edition: Edition) -> Answer:
    stored = AsTyped(edition)
    form = SettingsForm(obj=stored)
    if form.validate_on_submit() and not form.overtaken_by(stored):
        zone_before = edition.time_zone
        try:
            actions.change(edition, **form.values())
        except ZoneAnnounced as refusal:
            form.refuse(refusal, form.time_zone)
        else:
            _say_what_was_saved(edition, zone_before)
            return redirect(url_for("forums.settings", edition=edition), code=303)
    return render_template(
        "forums/settings.html",
        form=form,
        may_create=member().may(Permission.CREATE_FORUM),
        may_manage_series=member().may(Permission.MANAGE_SERIES),
    ), form.status


@blueprint.route("/manage/<edition:edition>/announce", methods=["GET", "POST"])
@requires(Permission.EDIT_EDITION)
def announce(edition: Edition) -> Answer:
    form = BaseForm()
    if form.validate_on_submit():
        actions.announce(edition)
        flash(_("The forum is announced. Everybody can find its page now."))
        return redirect(url_for("forums.settings", edition=edition), code=303)
    return render_template(
        "forums/announce.html",
        form=form,
        mode_words=MODE_WORDS[Mode(edition.mode)],
        registration_words=REGISTRATION_WITH_WORDS[RegistrationWith(edition.registration)],
    )


def _say_what_was_saved(edition: Edition, zone_before: str) -> None:
    flash(_("Saved."))
    if edition.time_zone != zone_before:
        flash(
            _("The time zone is another one now. Sessions keep their moment: look at their times in the programme."),
            "waiting",
        )
