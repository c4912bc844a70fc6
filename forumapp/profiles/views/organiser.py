"""What organisers see of profiles: each page shows only what those need who may open it."""

from flask import Response, abort, render_template
from werkzeug.wrappers import Response as BaseResponse

from forumapp.consents.purposes import WORDINGS
from forumapp.forums.models import Edition
from forumapp.people import queries as people
from forumapp.people.models import Person
from forumapp.profiles import actions, counting, queries, sheets
from forumapp.profiles.models import ACCESS_WORDS, DIET_WORDS
from forumapp.profiles.parts import MISSING_WORDS
from forumapp.profiles.views.blueprint import blueprint
from forumapp.registrations.questions import queries as questions
from forumapp.registrations.questions.models import Kind
from forumapp.rights import Permission
from forumapp.web.access import requires
from forumapp.words import language_at_hand

Page = str | BaseResponse


@blueprint.get("/manage/<edition:edition>/people/<id:person_id>/profile")
@requires(Permission.SEE_PEOPLE)
def of_person(edition: Edition, person_id: str) -> Page:
    """What is there and what is missing; of stay, access and food not even whether there is something."""
    person = _known(edition, person_id)
    return render_template(
        "profiles/of_person.html",
        edition=edition,
        person=person,
        sheet=sheets.of(edition, person),
        missing=[MISSING_WORDS[item] for item in queries.missing(edition, [person])[person.id]],
        purposes={purpose: WORDINGS[purpose].words for purpose in actions.ASKED},
    )


@blueprint.get("/manage/<edition:edition>/people/<id:person_id>/portrait/<id:photo_id>.jpg")
@requires(Permission.SEE_PEOPLE)
def portrait(edition: Edition, person_id: str, photo_id: str) -> Response:
    photo = queries.photo_of(_known(edition, person_id))
    if photo is None or photo.public_id != photo_id:
        abort(404)
    return Response(photo.content, mimetype="image/jpeg")


@blueprint.get("/manage/<edition:edition>/arrivals")
@requires(Permission.SEE_TRAVEL)
def arrivals(edition: Edition) -> Page:
    return render_template("profiles/arrivals.html", edition=edition, stays=queries.stays_in(edition))


@blueprint.get("/manage/<edition:edition>/needs")
@requires(Permission.SEE_NEEDS)
def needs(edition: Edition) -> Page:
    """For those who arrange it; there is no file of it and no search (INV-27)."""
    needs, answers = queries.needs_in(edition), questions.restricted_in(edition)
    has_place = any(one.question.kind == Kind.PLACE for _registration, some in answers for one in some)
    return render_template(
        "profiles/needs.html",
        edition=edition,
        needs=needs,
        answers=answers,
        files={one.id: questions.files_of(one) for one, some in answers if any(a.question.is_file for a in some)},
        places=people.places_of(edition.series, language_at_hand()) if has_place else {},
        counted=counting.everything(needs, answers),
        access_words=ACCESS_WORDS,
        diet_words=DIET_WORDS,
    )


@blueprint.get("/manage/<edition:edition>/needs/numbers")
@requires(Permission.SEE_NEEDS)
def numbers(edition: Edition) -> Page:
    """What may be passed on, to a caterer for instance: not a name, not a word of anybody."""
    counted = counting.everything(queries.needs_in(edition), questions.restricted_in(edition))
    return render_template("profiles/numbers.html", edition=edition, counted=counted)


def _known(edition: Edition, public_id: str) -> Person:
    return people.by_public_id_in(edition, public_id) or abort(404)
