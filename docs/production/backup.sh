#!/bin/sh
# One backup more in a folder, and those that are older than some days away: backup.sh FOLDER [DAYS]
# What upgrades left there goes with them, since it holds everything personal, too.
#
# Old ones go only after the new one was made and checked.
set -eu
folder=$1
days=${2:-14}
cd "$(dirname "$0")/../.."
.venv/bin/flask backup "$folder/forumapp-$(date -u +%Y%m%dT%H%M%SZ).sqlite3"
find "$folder" -maxdepth 1 \( -name 'forumapp-*.sqlite3' -o -name 'before-upgrade-*.sqlite3' \) -mtime "+$days" -delete
