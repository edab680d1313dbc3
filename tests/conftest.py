"""What every test stands on: compiled catalogues, and an empty site with the rules that ship with the product."""

from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation
from django.utils.translation.reloader import translation_file_changed

from shared.regulations.actions import load_regulations


def pytest_sessionstart(session):
    """Chinese pages are tested in Chinese; every process compiles what is stale, none reads half a file."""
    from portal import catalogues

    for app in catalogues.our_apps():
        catalogues.compile_catalogue(app)
    translation_file_changed(None, Path("compiled.mo"))  # what Django has read before is read anew


@pytest.fixture(scope="session", autouse=True)
def emptying():
    """Tests with real transactions empty the tables afterwards: no way of the product, so the gate stands open then.

    On SQLite rows are deleted one by one, which the gate would refuse; what comes after the emptying shuts it again.
    """
    from django.db import connection
    from django.test import TransactionTestCase

    from cms.release.triggers import drop

    empty = TransactionTestCase._fixture_teardown

    def drop_and_empty(self):
        drop(connection)
        empty(self)

    TransactionTestCase._fixture_teardown = drop_and_empty
    yield
    TransactionTestCase._fixture_teardown = empty


@pytest.fixture(autouse=True)
def chinese():
    """Every test begins in the default language, whichever a request or an act of the one before has left behind."""
    translation.activate(settings.LANGUAGE_CODE)
    yield
    translation.deactivate()


@pytest.fixture
def regulations(db):
    load_regulations()


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
