"""The notice for everybody, a person's own data behind her link, and what the team does when somebody asks."""

from flask import Blueprint

blueprint = Blueprint("privacy", __name__)

Answer = str | tuple[str, int]
