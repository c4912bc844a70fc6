from flask import Blueprint

Answer = str | tuple[str, int]
blueprint = Blueprint("certificates", __name__)
