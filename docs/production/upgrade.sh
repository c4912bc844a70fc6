#!/bin/sh
# Brings this installation up to date: first a backup, then the new code, then the database. As root.
#
# When something fails before the end, the former version goes on with the data as they are: a migration happens
# whole or not at all. The backup is for what turns out later. Another folder for it: upgrade.sh FOLDER
set -eu
cd "$(dirname "$0")/../.."
backups=${1:-/var/backups/forumapp}
former=$(git rev-parse HEAD)

prepare() {
  make install
  .venv/bin/python -m compileall -q forumapp config.py wsgi.py
}

go_back() {
  trap - EXIT
  echo "The upgrade failed. Going back to the version before it, $former." >&2
  git reset -q --keep "$former"
  prepare
  systemctl start forumapp.service
  exit 1
}

runuser -u forumapp -- .venv/bin/flask backup "$backups/before-upgrade-$(date -u +%Y%m%dT%H%M%SZ).sqlite3"
trap go_back EXIT
git pull -q --ff-only
prepare
systemctl stop forumapp.service
runuser -u forumapp -- .venv/bin/flask db upgrade
trap - EXIT
systemctl start forumapp.service
echo "The forum is at $(git rev-parse --short HEAD), up to date."
