"""Files that somebody sent to be imported: kept until they were looked at and confirmed, one day at most."""

from flask import Flask

from forumapp.uploads import models  # noqa: F401 - the models become known


def init_app(_app: Flask) -> None:
    """Nothing to hang in: the pages belong to what is imported."""
