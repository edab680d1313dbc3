#!/bin/bash
# Everything `make test` proves. Runs all steps even when one fails, and closes with pytest's summary lines.
cd "$(dirname "$0")/.." || exit 1
export DJANGO_SETTINGS_MODULE=portal.settings.test PYTHONPATH=site:. LANG=C.UTF-8
mkdir -p var/test
rm -f var/test/migrated.*
failed=()
summaries=()

step() { # step "what it proves" command…
    local name=$1
    shift
    echo
    echo "── $name"
    "$@" || failed+=("$name")
}

tests() { # tests "where" command…
    local name=$1 log="var/test/$1.log" code
    shift
    echo
    echo "── tests: $name"
    "$@" 2>&1 | tee "$log"
    code=${PIPESTATUS[0]}
    [ "$code" = 0 ] || failed+=("tests: $name")
    summaries+=("── $name" "$(grep -E '[0-9]+ (passed|failed|errors?|deselected).* in [0-9.]+s' "$log" | tail -1)")
}

pytest=".venv/bin/python -m pytest"
step "message catalogues compile" .venv/bin/python manage.py messages compile
step "ruff" .venv/bin/ruff check .
step "ruff format" .venv/bin/ruff format --check .
step "mypy" .venv/bin/mypy site cms courses exchanges
step "import contracts" .venv/bin/lint-imports
step "djlint" .venv/bin/djlint --lint --quiet site cms courses exchanges
step "migrations are complete" .venv/bin/python manage.py makemigrations --check --dry-run
step "every sentence is translated" .venv/bin/python manage.py messages check
export MIGRATED=var/test/migrated # made by the first process, copied by the others (tests/migrated.py)
tests "SQLite" env -u DATABASE_URL $pytest -n 2 -m "not browser"
if [ -n "${DATABASE_URL:-}" ]; then
    tests "PostgreSQL" $pytest -n 2 -m "database and not browser"
else
    tests "PostgreSQL" .venv/bin/python manage.py with_postgres $pytest -n 2 -m "database and not browser"
fi
if CHROMIUM=$(sh deploy/chromium.sh); then
    export CHROMIUM
    tests "browser" env -u DATABASE_URL $pytest -n 2 --dist loadfile --durations=10 -m browser tests/browser
else
    failed+=("browser tests: no Chromium")
fi

echo
if [ ${#failed[@]} -gt 0 ]; then printf 'FAILED: %s\n' "${failed[@]}"; fi
printf '%s\n' "${summaries[@]}"
[ ${#failed[@]} -eq 0 ]
