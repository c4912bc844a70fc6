"""The organisers' rail: each feature names its own entry, the layout shows those the member may open."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, request, url_for

from forumapp.rights import Permission
from forumapp.web.access import member_or_none
from forumapp.words import N_, translated


@dataclass(frozen=True, order=True)
class Entry:
    position: int
    words: str
    endpoint: str
    permission: Permission
    pages: tuple[str, ...] = ()
    """Endpoints that belong under it, where a feature has several entries; else all of its feature."""
    only_if: str = ""
    """A property of the edition without which there is nothing to do there."""

    def is_current(self, endpoint: str) -> bool:
        if self.pages:
            return endpoint in self.pages
        return endpoint.split(".")[0] == self.endpoint.split(".")[0]


def init_app(app: Flask) -> None:
    app.extensions["rail"] = []
    app.context_processor(lambda: {"rail": _rail(), "account": _account()})


def add(
    app: Flask,
    *,
    position: int,
    words: str,
    endpoint: str,
    permission: Permission,
    pages: tuple[str, ...] = (),
    only_if: str = "",
) -> None:
    """Hang an entry into the rail of an edition; ``words`` is marked with N_."""
    app.extensions["rail"].append(Entry(position, words, endpoint, permission, pages, only_if))
    app.extensions["rail"].sort()


def _rail() -> list[dict[str, Any]]:
    edition, member = (request.view_args or {}).get("edition"), member_or_none()
    if edition is None or member is None or isinstance(edition, str):
        return []
    return [
        {
            "words": translated(entry.words),
            "url": url_for(entry.endpoint, edition=edition),
            "count": None,
            "current": entry.is_current(request.endpoint or ""),
        }
        for entry in current_app.extensions["rail"]
        if member.may(entry.permission, edition) and (not entry.only_if or getattr(edition, entry.only_if))
    ]


def _account() -> dict[str, Any] | None:
    member = member_or_none()
    if member is None or not request.path.startswith("/manage"):
        return None  # public pages are the same for everybody (decision 10)
    return {
        "words": member.name or member.email,
        "links": [
            {"words": translated(N_("Forums")), "url": url_for("forums.mine")},
            {"words": translated(N_("My account")), "url": url_for("accounts.account")},
        ],
        "sign_out_url": url_for("accounts.sign_out"),
    }
