"""Series, editions, hosts, rooms, topics, place names per series, the edition's team."""

from flask import Flask

from forumapp.forums import brand, queries
from forumapp.web.access import finds_editions


def init_app(app: Flask) -> None:
    finds_editions(app, queries.by_slug)
    brand.init_app(app)
