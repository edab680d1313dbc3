# Every command of the house. Each makes its own .venv on first use; nothing needs root, Docker, Node or a database server.
#   make demo [PORT=8000] [HOST=127.0.0.1] [RESET=1]     the whole product with believable data
#   make test                                            everything that must hold, as continuous integration runs it
HOST ?= 127.0.0.1
PORT ?= 8000
PYTHON_ := .venv/bin/python
MANAGE := $(PYTHON_) manage.py
export PYTHONPATH := site:.
unexport MAKEFLAGS MFLAGS MAKELEVEL

.PHONY: help setup demo test check fix run worker seed bench lock backup restore

help:
	@sed -n 's/^#   //p' Makefile
	@echo "setup · demo · test · check · fix · run · worker · seed · bench · lock · backup · restore"

# The set-up alone: an interpreter, .venv with everything, compiled message catalogues.
setup:
	@sh deploy/setup.sh dev
	@$(MANAGE) messages compile

demo:
	@sh deploy/setup.sh run
	@exec $(MANAGE) demo --host "$(HOST)" --port "$(PORT)" $(if $(RESET),--reset)

test:
	@sh deploy/setup.sh dev
	@exec bash deploy/test.sh

# What is quick: style, types, contracts.
check:
	@sh deploy/setup.sh dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy site cms courses exchanges
	.venv/bin/lint-imports
	.venv/bin/djlint --lint --quiet site cms courses exchanges
	DJANGO_SETTINGS_MODULE=portal.settings.test $(MANAGE) makemigrations --check --dry-run
	DJANGO_SETTINGS_MODULE=portal.settings.test $(MANAGE) messages check

fix:
	@sh deploy/setup.sh dev
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

# The web process alone, reloading; the worker alone, with its clock.
run:
	@sh deploy/setup.sh dev
	@$(MANAGE) migrate -v0
	@exec $(MANAGE) runserver "$(HOST):$(PORT)"

worker:
	@sh deploy/setup.sh dev
	@exec $(PYTHON_) -m celery --app portal worker --beat --concurrency 1 --loglevel INFO

seed:
	@sh deploy/setup.sh run
	@$(MANAGE) migrate -v0
	@$(MANAGE) load_regulations
	@$(MANAGE) seed

bench:
	@sh deploy/setup.sh dev
	@exec $(MANAGE) bench $(BENCH)

# deploy/requirements.lock: the exact versions of a clean installation of requirements.txt.
lock:
	@sh deploy/lock.sh

# Database and uploads into one file, and back: make backup TO=folder, make restore FROM=file
backup:
	@exec $(MANAGE) backup "$(TO)"

restore:
	@exec $(MANAGE) restore "$(FROM)"
