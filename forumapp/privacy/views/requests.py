"""The team fulfils a request to be erased: whose, what is about to go, and then at once."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forumapp import names
from forumapp.forums.models import Edition
from forumapp.privacy import actions, traces
from forumapp.privacy.actions import Receipt
from forumapp.privacy.forms import RequestForm
from forumapp.privacy.traces import Traces
from forumapp.privacy.views import Answer, blueprint, mine
from forumapp.refusals import Refused
from forumapp.rights import Permission
from forumapp.web.access import member, requires
from forumapp.words import N_


class NotHere(Refused):
    """The same words for an address that nobody has: who is known to other forums is theirs to tell."""

    words = N_(
        "Nobody can be erased here by this address: either nobody in this forum has it, or other forums are "
        "concerned, too, and the administrator of the site does it."
    )


@blueprint.route("/manage/<edition:edition>/privacy/erase", methods=["GET", "POST"])
@requires(Permission.MANAGE_TEAM)
def erase_on_request(edition: Edition) -> Answer | Response:
    form, counts = RequestForm(), None
    if form.validate_on_submit():
        found = traces.of(form.email.data)
        try:
            if not _may_erase(found, edition):
                raise NotHere
            counts = actions.counted(form.email.data)
            if form.again.data and _same(form.again.data, form.email.data):
                return _erased(found, form.email.data, edition)
            if form.again.data:
                form.again.errors = [_("This is another address than the one above.")]
        except Refused as refusal:
            form.refuse(refusal)
    return render_template("privacy/erase_on_request.html", edition=edition, form=form, counts=counts), form.status


def _may_erase(found: Traces, edition: Edition) -> bool:
    """All forums that know her are in the hands of who asks."""
    concerned = traces.editions_of(found)
    theirs = all(member().may(Permission.MANAGE_TEAM, one) for one in traces.editions(concerned))
    return edition.id in concerned and theirs


def _erased(found: Traces, address: str, edition: Edition) -> Response:
    erased = actions.erase(address, Receipt(edition.id, traces.language_of(found)))
    flash(
        _(
            "Erased: %(registrations)s registrations, %(invitations)s invitations, %(letters)s letters, "
            "%(mentions)s mentions. A last letter says so.",
            registrations=erased.registrations,
            invitations=erased.invitations,
            letters=erased.letters,
            mentions=erased.mentions,
        )
    )
    answer = redirect(url_for(".manage_notice", edition=edition), code=303)
    mine.tidy_after(answer)
    return answer


def _same(one: str, other: str) -> bool:
    return names.normalise_email(one) == names.normalise_email(other)
