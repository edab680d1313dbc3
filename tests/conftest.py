"""What every test stands on: compiled catalogues, and an empty site with the rules that ship with the product."""

import json
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.utils import translation
from django.utils.translation.reloader import translation_file_changed
from factory.django import DjangoModelFactory

from cms.library.models.schemes import section_names
from shared.regulations.actions import TABLES, load_regulations
from shared.regulations.models import CalendarDay
from shared.regulations.queries import forget
from tests import migrated


def pytest_sessionstart(session):
    """Chinese pages are tested in Chinese; every process compiles what is stale, none reads half a file."""
    from portal import catalogues

    for app in catalogues.our_apps():
        catalogues.compile_catalogue(app)
    migrated.share()
    translation_file_changed(None, Path("compiled.mo"))  # what Django has read before is read anew


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark the tests that ask a database. `make test` runs all on SQLite, and on PostgreSQL these: no other test can
    see which of the two it is, since pytest-django keeps it from both.
    """
    for item in items:
        if {"django_db", "processes"} & {mark.name for mark in item.iter_markers()} or "db" in item.fixturenames:
            item.add_marker(pytest.mark.database)


def fill_in_content_types(connection):
    """Numbers of content types first: a workflow task that is filled in before them asks for its own and makes one."""
    from django.contrib.contenttypes.models import ContentType
    from django.core import serializers

    ContentType.objects.clear_cache()
    rows = json.loads(getattr(connection, "_test_serialized_contents", "[]"))
    kinds = [row for row in rows if row["model"] == "contenttypes.contenttype"]
    for row in serializers.deserialize("json", json.dumps(kinds)):
        row.save()


@pytest.fixture(scope="session", autouse=True)
def emptying():
    """Tests with real transactions empty the tables and fill in the first rows again: no ways of the product.

    The gate would refuse both, so it stands open meanwhile and is shut again for the test itself.
    """
    from django.db import connection
    from django.test import TransactionTestCase

    from cms.release.triggers import drop, install

    fill, empty = TransactionTestCase.__dict__["_fixture_setup"], TransactionTestCase._fixture_teardown

    def fill_with_open_gate(cls):
        drop(connection)
        if cls.serialized_rollback:
            fill_in_content_types(connection)
        fill.__func__(cls)
        install(connection)

    def empty_with_open_gate(self):
        drop(connection)
        empty(self)
        install(connection)

    TransactionTestCase._fixture_setup = classmethod(fill_with_open_gate)
    TransactionTestCase._fixture_teardown = empty_with_open_gate
    yield
    TransactionTestCase._fixture_setup, TransactionTestCase._fixture_teardown = fill, empty


@pytest.fixture(autouse=True)
def default_language():
    """Every test begins in the default language, whichever a request or an act of the one before has left behind."""
    translation.activate(settings.LANGUAGE_CODE)
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def fresh_numbers():
    """Made-up names count from nought in every test. Counted on, they were other names in every order of the tests,
    and sooner or later one of them held a number that a test says must not be shown.
    """
    for made in DjangoModelFactory.__subclasses__():
        made.reset_sequence(0)


@pytest.fixture(autouse=True)
def fresh_headings():
    """What a test before has read of tables that are its own is not known to this one."""
    section_names.forget()


RULES: list[tuple[str, Any]] = []  # the statements that fill the tables of rules, as the first test had them


@pytest.fixture
def regulations(db):
    """The rules that ship with the product; most tests want them, so making their statements is done once."""
    if not RULES:
        is_whole = not any(model._default_manager.exists() for _file, model, _key in TABLES[:3])
        with connection.execute_wrapper(keep_inserts) if is_whole else nullcontext():
            load_regulations()
        return
    with connection.cursor() as cursor:
        for statement, values in RULES:
            cursor.execute(statement, values)
    for _file, model, _key in TABLES:
        forget(model)
    forget(CalendarDay)


def keep_inserts(execute, sql, params, many, context):
    if sql.startswith("INSERT"):
        RULES.append((sql, params))
    return execute(sql, params, many, context)


@pytest.fixture
def run_jobs(db):
    """Run what `later()` has queued, and what that queues in turn; return how many jobs ran. An error is the test's."""
    from shared.jobs.actions import run_job
    from shared.jobs.models import Job

    def run() -> int:
        count = 0
        while job := Job.objects.due().order_by("pk").first():
            run_job(job.pk, reraise=True)
            count += 1
        return count

    return run
