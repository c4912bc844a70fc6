"""``flask backup`` and ``flask restore``: the whole database as one SQLite file, whichever database it came from.

So a backup of PostgreSQL can be restored into SQLite and the other way round: it is also the way to move.
"""

from flask import Flask

from forumapp.backups.cli import backup, restore


def init_app(app: Flask) -> None:
    app.cli.add_command(backup)
    app.cli.add_command(restore)
