"""The audit as a read-out."""

from typing import Any

from flask import Blueprint, Response

from forumapp.audit import queries
from forumapp.rights import Permission
from forumapp.web.access import requires
from forumapp.web.downloads import csv_download

blueprint = Blueprint("audit", __name__)


@blueprint.get("/manage/<edition:edition>/audit.csv")
@requires(Permission.SEE_AUDIT)
def csv(edition: Any) -> Response:
    rows = ((e.at, e.actor, e.action, e.object, e.detail) for e in queries.of_edition(edition))
    return csv_download(f"{edition.slug}_audit.csv", ("at", "actor", "action", "object", "detail"), rows)
