#!/bin/sh
# Sets this folder up as the forum of one address, from a bare Debian with git, make and python3-venv.
#
#   docs/production/install.sh https://forum.example.org 'smtp://user:password@mail.example.org:587?starttls=1'
#
# As root: a user of its own, settings in .env, data in /var/lib/forumapp, services started now and at each boot, a
# backup every night. With --only-here as first word nothing outside this folder is touched. Running it again
# keeps settings and data.
set -eu
cd "$(dirname "$0")/../.."
here=$(pwd)

only_here=
if [ "${1-}" = --only-here ]; then
  only_here=yes
  shift
fi
if [ $# -ne 2 ]; then
  sed -n 's/^# \{0,1\}//p' "$0" | sed -n 4p >&2
  exit 2
fi
if [ -z "$only_here" ] && [ "$(id -u)" -ne 0 ]; then
  echo "This needs root: it makes a user and services. To try it out: --only-here." >&2
  exit 1
fi

if [ -n "$only_here" ]; then
  data=$here/instance
  as_forum=
else
  data=/var/lib/forumapp
  backups=/var/backups/forumapp
  as_forum='runuser -u forumapp --'
  id forumapp >/dev/null 2>&1 ||
    useradd --system --user-group --home-dir "$data" --no-create-home --shell /usr/sbin/nologin forumapp
  install -d -o forumapp -g forumapp -m 0700 "$data" "$backups"
fi

make install
.venv/bin/python -m compileall -q forumapp config.py wsgi.py

if [ ! -e .env ]; then
  (
    umask 077
    {
      echo "SECRET_KEY=$(.venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(48))')"
      echo "BASE_URL=$1"
      echo "SMTP_URL='$2'"
      echo "DATA_DIR=$data"
      echo "TRUSTED_PROXIES=1"
    } >.env
  )
fi
[ -n "$only_here" ] || { chgrp forumapp .env && chmod 0640 .env; }

# shellcheck disable=SC2086 # words, or none
$as_forum .venv/bin/flask db upgrade

if [ -z "$only_here" ]; then
  for unit in docs/production/systemd/*; do
    sed "s,/opt/forumapp,$here,g" "$unit" >"/etc/systemd/system/$(basename "$unit")"
  done
  systemctl daemon-reload
  systemctl enable --now forumapp.service forumapp-backup.timer
fi
echo "The forum is set up in $here; its data are in $data."
