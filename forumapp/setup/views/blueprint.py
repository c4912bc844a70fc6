"""What the pages of this feature hang on."""

from flask import Blueprint
from werkzeug.wrappers import Response

blueprint = Blueprint("setup", __name__)

Answer = str | Response | tuple[str, int]
