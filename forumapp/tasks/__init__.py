"""Long work, such as writing to hundreds: begun by a press, done by the worker, shown while it goes on.

``actions.begin`` writes down what is to be done; ``running`` does it in batches. A feature whose work this is
names its kind with ``kinds.add``.
"""

from flask import Flask

from forumapp.tasks import kinds, views


def init_app(app: Flask) -> None:
    kinds.init_app(app)
    app.register_blueprint(views.blueprint)
