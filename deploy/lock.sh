#!/bin/sh
# Writes deploy/requirements.lock: exact versions of a clean installation of requirements.txt, without any index address.
set -eu
cd "$(dirname "$0")/.."
[ -x .venv/bin/python ] || sh deploy/setup.sh run
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
.venv/bin/python -m venv "$room/venv"
"$room/venv/bin/python" -m pip install --disable-pip-version-check --no-input --quiet -r requirements.txt
{
    echo "# Made by \`make lock\` from requirements.txt with $(.venv/bin/python --version); not edited by hand."
    "$room/venv/bin/python" -m pip freeze --exclude pip --exclude setuptools
} > "$room/lock"
if grep -E '://|@ ' "$room/lock"; then echo "These lines name a place instead of a version: nothing was written." >&2; exit 1; fi
mv "$room/lock" deploy/requirements.lock
echo "$(grep -c == deploy/requirements.lock) packages locked in deploy/requirements.lock"
