import pytest
from django.contrib.auth.models import AnonymousUser

from shared.search.actions import rebuild
from shared.search.models import Entry
from shared.search.queries import Filters, search
from tests.factories.cms import block, case


@pytest.fixture
def titles(db):
    """Search over what is there now; returns the titles of the hits in their order."""

    def find(typed, user=None, **narrowed):
        found = search(typed, user or AnonymousUser(), Filters(**narrowed))
        entries = Entry.objects.in_bulk(found.ids)
        return [entries[pk].title for pk in found.ids]

    return find


@pytest.fixture
def write_case(db):
    def write(title, text="无", live=True, **fields):
        names = ["基本案情", "检察机关履职情况", "典型意义"]
        sections = [block("section", {"name": name, "text": f"<p>{text}</p>"}) for name in names]
        return case(title=title, sections=sections, live=live, **fields)

    return write


@pytest.fixture
def indexed(db):
    return rebuild
