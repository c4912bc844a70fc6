"""People who sign in: members, roles, sign-in, recovery."""

from flask import Flask, request

from forumapp.accounts import cli, sessions, views
from forumapp.accounts.models import Member
from forumapp.audit.actions import acting
from forumapp.extensions import login_manager
from forumapp.web.access import member_or_none
from forumapp.web.transactions import SAFE_METHODS


def init_app(app: Flask) -> None:
    app.register_blueprint(views.blueprint)
    app.cli.add_command(cli.group)
    login_manager.user_loader(_load)
    app.before_request(_say_who_acts)


def _load(token: str) -> Member | None:
    return sessions.member_of(token)


def _say_who_acts() -> None:
    if request.method in SAFE_METHODS:
        return  # nothing is recorded, and public pages are served without asking the database
    member = member_or_none()
    acting.set(f"member {member.id}" if member else "visitor")
