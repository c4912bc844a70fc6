"""One blueprint for all pages of profiles."""

from flask import Blueprint

blueprint = Blueprint("profiles", __name__)
