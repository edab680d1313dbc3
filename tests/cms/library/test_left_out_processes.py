"""Real processes: a chapter is left out at the moment in which its paper is sent to review."""

import pytest

from shared.directory.enums import RoleCode
from shared.regulations.actions import load_regulations
from tests.factories.cms import chapter, paper
from tests.factories.directory import AgencyFactory, member
from tests.processes import shared_database, together

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
SEND = """
from cms.library.actions import submit_for_review
from cms.library.models import WhitePaperPage
from shared.accounts.models import User
submit_for_review(WhitePaperPage.objects.get(slug="2026"), by=User.objects.get(pk={pk}))
print("sent")
"""
LEAVE = """
from cms.library.actions import leave_out
from cms.library.models import WhitePaperChapterPage
from shared.accounts.models import User
leave_out(WhitePaperChapterPage.objects.get(slug="two"), by=User.objects.get(pk={pk}))
print("left out")
"""
STATE = """
from cms.library.models import LeftOutChapter
from cms.release.models import Route
open = Route.objects.open().first()
print(LeftOutChapter.objects.count(), sorted(item.page.slug for item in open.items.all()) if open else "ended")
"""


@pytest.fixture
def editor():
    load_regulations()
    agency = AgencyFactory(proc=True)
    user = member(agency, RoleCode.EDITOR)
    page = paper(agency, slug="2026", by=user)
    for slug in ("one", "two"):
        chapter(page, slug=slug, title=slug, by=user)
    return user


def test_no_route_reads_a_chapter_that_is_left_out(editor, tmp_path):
    url = shared_database(tmp_path)

    answers = together(url, SEND.format(pk=editor.pk), LEAVE.format(pk=editor.pk))

    assert answers == ["sent", "left out"]
    assert together(url, STATE)[0] in {"1 ended", "1 ['2026', 'one']"}
