"""Joining online: our own address leads to the meeting while the seat is hers and the door is open."""

from flask import abort, redirect, url_for
from werkzeug.wrappers import Response

from forumapp.programme import online
from forumapp.registrations import joining, queries
from forumapp.registrations.views import Answer, blueprint
from forumapp.registrations.views.mine import ended_link
from forumapp.web.access import link_holder
from forumapp.web.outside import leave_for


@blueprint.get("/<lang:lang>/r/<token:token>/join/<code:code>")
@link_holder
def join(token: str, code: str) -> Answer | Response:
    return _enter(token, code)


@blueprint.get("/<lang:lang>/r/<token:token>/join/<code:code>/test")
@link_holder
def join_test(token: str, code: str) -> Answer | Response:
    return _enter(token, code, to_test=True)


def _enter(token: str, code: str, *, to_test: bool = False) -> Answer | Response:
    registration = queries.by_link(token)
    if registration is None:
        return ended_link()
    session = next((one for one in joining.sessions_of(registration) if one.code == code), None) or abort(404)
    address = online.way_in(session, to_test=to_test)
    return leave_for(address) if address else redirect(url_for(".mine", token=token, _anchor="online"), code=302)
