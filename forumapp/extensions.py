"""The Flask extensions, each made once and tied to the app in ``create_app``."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, current_app, g, request
from flask_babel import Babel
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_mail import Mail
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect
from sqlalchemy.exc import DBAPIError

from forumapp.database import Base, prepare_engine, writing
from forumapp.words import LOCALES, language_or_default


class Csrf(CSRFProtect):
    """Takes the token from the form or from a header.

    The library also looks through the names of all parts of a form, and stumbles over parts without a name.
    """

    def _get_csrf_token(self) -> str | None:
        headers = (request.headers.get(name) for name in current_app.config["WTF_CSRF_HEADERS"])
        return request.form.get(current_app.config["WTF_CSRF_FIELD_NAME"]) or next(filter(None, headers), None)


class Limits(Limiter):
    """Counts where a view asks for it.

    The library also looks before each request whether all pages have limits in common; here none have.
    """

    def _check_request_limit(self, callable_name: str | None = None, in_middleware: bool = True) -> None:
        if not in_middleware:
            super()._check_request_limit(callable_name, in_middleware)


# Passing the metadata instead of the class keeps models free of Flask and survives SQLAlchemy 2.1.
db = SQLAlchemy(metadata=Base.metadata)
login_manager = LoginManager()
csrf = Csrf()
mail = Mail()
babel = Babel()
limiter = Limits(key_func=get_remote_address, default_limits=[])


def init_app(app: Flask) -> None:
    db.init_app(app)
    login_manager.init_app(app)
    csrf.init_app(app)
    mail.init_app(app)
    babel.init_app(app, locale_selector=_locale)
    limiter.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)


def _locale() -> str:
    return LOCALES[language_or_default(g.get("language"))]


@contextmanager
def transaction(durable: bool = True) -> Iterator[None]:
    """All or nothing, outside a request: worker, command line, tests. ``durable`` as in ``database.writing``."""
    db.session.remove()  # a read begun earlier would keep its weaker lock
    with writing(durable):
        try:
            yield
            db.session.commit()
        except BaseException:
            db.session.rollback()
            raise
        finally:
            db.session.remove()


def roll_back() -> None:
    """End a request's transaction and keep nothing.

    A database that went away has rolled back by itself; that it cannot be told so is no further error.
    """
    try:
        db.session.rollback()
    except DBAPIError:
        db.session.remove()
