"""What all pages share: who may open them, transactions, errors, forms, languages, theme."""

from flask import Flask

from forumapp.web import (
    access,
    converters,
    errors,
    languages,
    logs,
    rail,
    session_cookie,
    stylesheets,
    templates,
    theme,
    transactions,
)


def init_app(app: Flask) -> None:
    converters.init_app(app)
    session_cookie.init_app(app)
    logs.init_app(app)
    transactions.choose_locks(app)
    # What runs after a request runs in the reverse of this order: the transaction ends first.
    languages.init_app(app)
    transactions.init_app(app)
    access.init_app(app)
    errors.init_app(app)
    templates.init_app(app)
    rail.init_app(app)
    app.register_blueprint(stylesheets.blueprint)
    app.register_blueprint(theme.blueprint)
