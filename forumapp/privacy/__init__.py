"""A person's own data: erasing them everywhere, and keeping nothing longer than it is needed."""

from flask import Flask

from forumapp.outbox import kinds
from forumapp.privacy import cli, models, notice  # noqa: F401
from forumapp.privacy.views import blueprint, mine, notices, requests  # noqa: F401
from forumapp.registrations import further
from forumapp.rights import Permission
from forumapp.setup import signals
from forumapp.web import rail
from forumapp.words import N_


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)
    app.cli.add_command(cli.group)
    kinds.add(app, "consent_withdrawn", N_("Consent taken back"))
    kinds.add(app, "data_erased", N_("Own data erased"))
    kinds.add(app, "speaker_erased", N_("A speaker's data erased"))
    rail.add(
        app,
        position=95,
        words=N_("Privacy"),
        endpoint="privacy.manage_notice",
        permission=Permission.EDIT_EDITION,
        pages=("privacy.manage_notice", "privacy.edit_notice", "privacy.erase_on_request"),
    )
    signals.made_like_another.connect(notice.take_over)
    further.add(app, endpoint="privacy.mine", words=N_("My data and what I agree to"), offered_to=bool)
