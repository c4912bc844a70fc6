"""Long work, such as writing to hundreds: begun by a press, done by the worker, shown while it goes on.

``actions.begin`` writes down what is to be done; ``running`` does it in batches, the first of them before the press
is answered (``pressed``). A feature whose work this is
names its kind with ``kinds.add``.
"""

from flask import Flask

from forumapp.tasks import kinds, pressed, views
from forumapp.web import transactions


def init_app(app: Flask) -> None:
    kinds.init_app(app)
    transactions.after_commit(app, pressed.work_on)
    app.register_blueprint(views.blueprint)
