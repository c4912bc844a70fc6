#!/bin/sh
# Brings this installation up to date: first a backup, then the new code, then the database. As root.
#
# When something fails before the end, the old data are in the backup that was named first.
set -eu
cd "$(dirname "$0")/../.."
before=/var/backups/forumapp/before-upgrade-$(date -u +%Y%m%dT%H%M%SZ).sqlite3

runuser -u forumapp -- .venv/bin/flask backup "$before"
git pull --ff-only
make install
.venv/bin/python -m compileall -q forumapp config.py wsgi.py
systemctl stop forumapp.service
runuser -u forumapp -- .venv/bin/flask db upgrade
systemctl start forumapp.service
