"""What every test stands on: an empty site with the rules that ship with the product."""

import pytest

from shared.regulations.actions import load_regulations


@pytest.fixture
def regulations(db):
    load_regulations()
