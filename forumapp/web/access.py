"""Who may open a page: a mark on every view, read by one guard.

A view without a mark answers nobody. Whether somebody holds a right is asked of the signed-in member;
this module knows no feature. Refusals look like "not found", because existence can be sensitive; only
somebody who has not signed in is sent to the sign-in page, for any address under ``/manage`` alike.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar, cast

from flask import Flask, abort, current_app, redirect, request, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from forumapp import edition_turns
from forumapp.rights import Permission
from forumapp.web.transactions import SAFE_METHODS

View = TypeVar("View", bound=Callable[..., Any])


class SignedInMember(Protocol):
    """What a page may ask of the person who signed in."""

    id: int
    name: str
    email: str
    language: str

    def may(self, permission: Permission, edition: Any | None = None) -> bool: ...


@dataclass(frozen=True)
class Access:
    """The rule of one view: its name, and the permission where one is asked for."""

    rule: str
    permission: Permission | None = None


EditionFinder = Callable[[str], Any]


def public(view: View) -> View:
    """Anybody; shows only what was announced or released."""
    return _mark(view, Access("public"))


def link_holder(view: View) -> View:
    """Whoever holds the secret link in the address; the view looks it up."""
    return _mark(view, Access("link_holder"))


def signed_in(view: View) -> View:
    """Any member, for what is her own."""
    return _mark(view, Access("signed_in"))


def development_only(view: View) -> View:
    """Anybody, but only where the app runs for development."""
    return _mark(view, Access("development_only"))


def requires(permission: Permission) -> Callable[[View], View]:
    """A member who holds the permission, in the edition of the address where there is one."""

    def mark(view: View) -> View:
        return _mark(view, Access("requires", permission))

    return mark


def member() -> SignedInMember:
    """The signed-in member; only for views whose mark asks for one."""
    return cast(SignedInMember, current_user._get_current_object())


def member_or_none() -> SignedInMember | None:
    if not session:
        return None  # before Flask-Login works out which browser this is
    return member() if current_user.is_authenticated else None


def access_of(view: Callable[..., Any]) -> Access | None:
    return getattr(view, "access", None)


def init_app(app: Flask) -> None:
    app.before_request(_guard)


def finds_editions(app: Flask, find: EditionFinder) -> None:
    """Tell the guard how to find an edition by its slug; said by the feature that owns editions."""
    app.extensions["edition_finder"] = find


def _mark(view: View, access: Access) -> View:
    view.access = access  # type: ignore[attr-defined]
    return view


def _guard() -> Response | None:
    if request.endpoint is None or request.endpoint == "static":
        return None  # Flask answers: no such page, wrong method, a file
    access = access_of(current_app.view_functions[request.endpoint])
    if access is None:
        current_app.logger.error("view without access mark", extra={"endpoint": request.endpoint})
        abort(404)
    if access.rule == "development_only" and not current_app.config["SETTINGS"].is_development:
        abort(404)
    if access.rule in ("signed_in", "requires") and not current_user.is_authenticated:
        return _to_sign_in()
    values = request.view_args or {}
    edition = _edition(values["edition"]) if "edition" in values else None
    if access.permission and not member().may(access.permission, edition):
        abort(404)
    if access.rule == "public" and edition is not None and not edition.is_announced:
        abort(404)
    if access.permission and edition is not None and request.method not in SAFE_METHODS:
        edition_turns.take(edition.id)
    if edition is not None:
        values["edition"] = edition  # not before: the page of a refusal would show its name
    return None


def _edition(slug: str) -> Any:
    edition = current_app.extensions["edition_finder"](slug)
    if edition is None:
        abort(404)
    return edition


def _to_sign_in() -> Response:
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("accounts.sign_in", next=wanted))
