"""Real processes at the minute of a release: it goes once and whole, whatever else happens at that moment."""

import datetime as dt

import pytest
from django.utils import timezone

from cms.library.models import CasePage
from cms.release.actions import add_page, plan_release
from cms.release.enums import ReleaseState
from cms.release.models import Release
from shared.directory.enums import RoleCode
from shared.regulations.actions import load_regulations
from tests.factories.cms import case
from tests.factories.directory import AgencyFactory, member
from tests.factories.release import reviewed
from tests.processes import shared_database, together

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
LAUNCH = """
from cms.release.actions import launch_release
from cms.release.models import Release
print(launch_release(Release.objects.get(pk={pk})))
"""
RELEASE = """
from cms.release.actions import release_route
from cms.release.models import Route
from shared.audit.actions import NotAllowedNow
try:
    print(bool(release_route(Route.objects.get(pk={pk}), by=None).live))
except NotAllowedNow:
    print("refused")
"""
EDIT = """
from cms.library.models import CasePage
from shared.accounts.models import User
page = CasePage.objects.get(slug="two")
page.title = "改在发布的同一刻"
page.save_revision(user=User.objects.get(pk={pk}))
print("edited")
"""
COUNT = """
from cms.library.models import CasePage
from cms.release.models import Release, Route
release = Release.objects.get()
print(release.state, CasePage.objects.live().count(), Route.objects.used().filter(kind="review").count())
"""


@pytest.fixture
def author():
    load_regulations()
    return member(AgencyFactory(proc=True), RoleCode.EDITOR)


@pytest.fixture
def release(author):
    agency = author.person.postings.get().agency
    later = timezone.now() + dt.timedelta(hours=1)
    release = plan_release(title="同一刻", agency=agency, planned_at=later, by=author)
    for slug in ("one", "two", "three"):
        page = case(by=author, agency=agency, slug=slug, title=f"案例{slug}")
        add_page(release, page, by=author)
        reviewed(page, opened_by=author)
    due = {"state": ReleaseState.CONFIRMED, "confirmed_by": author, "planned_at": timezone.now()}
    Release.objects.filter(pk=release.pk).update(**due)
    return release


def test_four_workers_bring_a_release_live_once(release, tmp_path):
    url = shared_database(tmp_path)

    answers = together(url, *[LAUNCH.format(pk=release.pk)] * 4)

    assert sorted(answers) == ["False", "False", "False", "True"]
    assert together(url, COUNT) == ["released 3 3"]


def test_an_edit_at_the_same_moment_comes_after_it_or_holds_everything_back(release, author, tmp_path):
    url = shared_database(tmp_path)

    launched, *_edited = together(url, LAUNCH.format(pk=release.pk), *[EDIT.format(pk=author.pk)] * 2)

    expected = {"True": "released 3 3", "False": "held 0 0"}
    assert together(url, COUNT) == [expected[launched]]


def test_one_route_is_used_once_by_four_processes(author, tmp_path):
    agency = author.person.postings.get().agency
    route = reviewed(case(by=author, agency=agency, slug="alone"), opened_by=author)

    answers = together(shared_database(tmp_path), *[RELEASE.format(pk=route.pk)] * 4)

    assert sorted(answers) == ["True", "refused", "refused", "refused"]
    assert CasePage.objects.filter(slug="alone").exists()
