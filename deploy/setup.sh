#!/bin/sh
# Finds a Python, makes .venv and installs what `requirements.txt` (or, with the argument `dev`, also
# `requirements-dev.txt`) names. Does nothing when that is already installed.
set -eu
cd "$(dirname "$0")/.."
want="${1:-run}"

suits() { "$1" -c 'import ssl, sqlite3, sys, venv, ensurepip; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1; }

find_python() {
    # A command may be there and yet not run (the shims of a version manager): only what runs counts.
    for name in ${PYTHON:-} python3.14 python3.13 python3.12 python3 python; do
        if command -v "$name" >/dev/null 2>&1 && suits "$name"; then command -v "$name"; return; fi
    done
    for root in "${PYENV_ROOT:-$HOME/.pyenv}/versions" "$HOME/.local/share/mise/installs/python" "$HOME/.asdf/installs/python"; do
        for path in $(ls -d "$root"/*/bin/python 2>/dev/null | sort -rV); do
            if suits "$path"; then echo "$path"; return; fi
        done
    done
    if command -v uv >/dev/null 2>&1; then
        path=$(uv python find '>=3.12' 2>/dev/null || { uv python install 3.13 >&2 && uv python find 3.13; } || true)
        if [ -n "$path" ] && suits "$path"; then echo "$path"; return; fi
    fi
    return 1
}

if [ ! -x .venv/bin/python ] || ! suits .venv/bin/python; then
    python=$(find_python) || {
        echo "Tongtang needs Python 3.12 or newer with its venv module: install python3.12 and python3.12-venv (or any newer pair), or name one with PYTHON=/path/to/python." >&2
        exit 1
    }
    echo "Making .venv with $("$python" --version) ($python)"
    rm -rf .venv
    "$python" -m venv .venv
fi

digest_run=$(cksum < requirements.txt | tr -c '0-9\n' -)
digest_dev=$(cat requirements.txt requirements-dev.txt | cksum | tr -c '0-9\n' -)
if [ "$want" = dev ]; then
    file=requirements-dev.txt stamp=".venv/.dev-$digest_dev"
else
    file=requirements.txt stamp=".venv/.run-$digest_run"
fi
if [ ! -e "$stamp" ]; then
    echo "Installing the packages of $file (one to three minutes, once)"
    {
        .venv/bin/python -m pip install --disable-pip-version-check --no-input --progress-bar off -r "$file" 2>&1 ||
            echo "PIP FAILED"
    } | awk '
        {log_[NR] = $0}
        /^Collecting/ {printf "  %3d  %s\n", ++n, $2; fflush()}
        /^Installing/ {printf "  unpacking %d packages …\n", n; fflush()}
        /^PIP FAILED/ {for (i = (NR > 25 ? NR - 25 : 1); i < NR; i++) print log_[i]; exit 1}' || {
        echo "The packages could not be installed: see pip's message above." >&2
        exit 1
    }
    rm -f .venv/.run-* .venv/.dev-*
    touch ".venv/.run-$digest_run" "$stamp"
fi
