"""Whether the forum gives certificates, from when, and who signs; how many may have one."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forumapp.certificates import actions, queries
from forumapp.certificates.forms import TermsForm
from forumapp.certificates.views.blueprint import Answer, blueprint
from forumapp.forums.models import Edition
from forumapp.rights import Permission
from forumapp.web.access import requires


@blueprint.route("/manage/<edition:edition>/certificates", methods=["GET", "POST"])
@requires(Permission.EDIT_EDITION)
def terms(edition: Edition) -> Answer | Response:
    kept = actions.of_or_new(edition)
    form = TermsForm(kept)
    if form.validate_on_submit() and not form.overtaken_by(kept):
        actions.set_terms(edition, **form.values())
        flash(_("Saved."))
        return redirect(url_for(".terms", edition=edition), code=303)
    return render_template(
        "certificates/terms.html", form=form, edition=edition, terms=kept, counts=queries.counts(edition)
    ), form.status
