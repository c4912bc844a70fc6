"""Series, editions, hosts, rooms, tracks, topics, place names per series, the edition's team."""

from flask import Flask

from forumapp.forums import brand, queries, views
from forumapp.rights import Permission
from forumapp.web import rail
from forumapp.web.access import finds_editions
from forumapp.words import N_


def init_app(app: Flask) -> None:
    finds_editions(app, queries.by_slug)
    brand.init_app(app)
    app.register_blueprint(views.blueprint)
    rail.add(
        app,
        position=80,
        words=N_("Team"),
        endpoint="forums.team",
        permission=Permission.MANAGE_TEAM,
        pages=("forums.team", "forums.invite", "forums.role", "forums.end_access"),
    )
    rail.add(
        app,
        position=90,
        words=N_("Settings"),
        endpoint="forums.settings",
        permission=Permission.EDIT_EDITION,
        pages=(
            *("forums.settings", "forums.announce", "forums.rooms", "forums.room", "forums.remove_room"),
            *("forums.tracks", "forums.track", "forums.remove_track"),
            *("forums.notes", "forums.hosts", "forums.host"),
        ),
    )
