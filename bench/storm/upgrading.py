"""Upgrades that begin in milliseconds: forked from a process that has imported the app, see ``warm``.

``python -m bench.storm.upgrading wsgi`` is that process: each line on its input is the address of a database, which a
child brings to the newest revision as ``flask db upgrade`` does. It says its number, when it begins, and how it ended.
"""

import os
import sys
from collections.abc import Mapping
from importlib import import_module

from config import from_environment
from forumapp import create_app, migrating


def _say(words: object) -> None:
    print(words, flush=True)


def _upgrade(build: str, url: str) -> None:
    os.environ["DATABASE_URL"] = url
    app = import_module(build).app
    _say("begins")
    try:
        with app.app_context():
            migrating.upgrade()
    except Exception as error:
        _say(f"{type(error).__name__}: {error}".splitlines()[0])
    else:
        _say("done")


def _serve(build: str, environment: Mapping[str, str]) -> None:
    create_app(from_environment(environment))  # imports what an app is made of
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _upgrade(build, line.strip())
            os._exit(0)
        _say(child)
        os.waitpid(child, 0)
        _say("ended")


if __name__ == "__main__":
    _serve(sys.argv[1], os.environ)
