"""The overview of an edition."""

from flask import Blueprint, render_template

from forumapp.forums.models import Edition
from forumapp.panels import shortfalls
from forumapp.reports import needs, queries
from forumapp.rights import Permission
from forumapp.web.access import member, requires

blueprint = Blueprint("reports", __name__)


@blueprint.get("/manage/<edition:edition>/")
@requires(Permission.SEE_EDITION)
def overview(edition: Edition) -> str:
    return render_template(
        "reports/overview.html",
        lines=needs.of_edition(edition, member()),
        invitations=queries.invitations_by_state(edition),
        registrations=queries.registrations_by_state(edition),
        places=queries.places(edition),
        short_panels=shortfalls.count(edition) if member().may(Permission.SEE_INVITATIONS, edition) else 0,
    )
