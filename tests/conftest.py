"""What every test stands on: compiled catalogues, and an empty site with the rules that ship with the product."""

import pytest

from shared.regulations.actions import load_regulations


def pytest_sessionstart(session):
    """Chinese pages are tested in Chinese; every process compiles what is stale, none reads half a file."""
    from portal import catalogues

    for app in catalogues.our_apps():
        catalogues.compile_catalogue(app)


@pytest.fixture
def regulations(db):
    load_regulations()
