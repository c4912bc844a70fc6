"""Pages of registration: ``register`` for everybody, ``mine`` for who holds the link, ``manage`` for the team."""

from flask import Blueprint

blueprint = Blueprint("registrations", __name__)

Answer = str | tuple[str, int]
