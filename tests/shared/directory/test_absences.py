"""Days on which somebody is away: entered by her personnel office, seen by the two of them alone."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils.translation import override

from shared.audit.actions import NotAllowedNow
from shared.directory.actions import drop_absence, enter_absence
from shared.directory.engagements import PROVIDERS, Engagement, engagements_of
from shared.directory.enums import AbsenceKind, RoleCode
from shared.directory.models import Absence, Person
from tests.factories.directory import AgencyFactory, PostingFactory, member

pytestmark = pytest.mark.django_db
FIRST, LAST = dt.date(2030, 12, 8), dt.date(2030, 12, 12)


@pytest.fixture
def unit():
    return AgencyFactory()


@pytest.fixture
def hr(unit):
    return member(unit, RoleCode.UNIT_HR)


@pytest.fixture
def lin(unit):
    return Person.objects.get(user=member(unit, name="林晓"))


def away(person, by, first=FIRST, last=LAST, **fields):
    values = {"kind": AbsenceKind.SICK, "note": "手术", **fields}
    return enter_absence(person, starts_on=first, ends_on=last, by=by, **values)


def test_hr_enters_and_takes_out_an_absence_on_the_persons_page(client, hr, lin):
    client.force_login(hr)
    data = {"kind": "sick", "first_day": "2030-12-08", "last_day": "2030-12-12", "note": "手术"}

    page = client.post(reverse("directory:absence-enter", args=[lin.pk]), data, follow=True).content.decode()

    assert ("已登记离岗" in page, "病假" in page, "手术" in page) == (True, True, True)
    absence = Absence.objects.get(person=lin)
    client.post(reverse("directory:absence-drop", args=[absence.pk]))
    assert not Absence.objects.exists()


@pytest.mark.parametrize(
    ("role", "sees"),
    [(RoleCode.UNIT_HR, True), (RoleCode.UNIT_LEADER, False), (RoleCode.TRAINING_PLANNER, False), ("", False)],
)
def test_the_reason_is_seen_by_hr_alone(client, unit, hr, lin, role, sees):
    away(lin, hr)
    viewer = member(unit, *([role] if role else []))
    client.force_login(viewer)

    page = client.get(reverse("directory:person", args=[lin.pk])).content.decode()

    assert ("手术" in page, Absence.objects.visible_to(viewer).exists()) == (sees, sees)


def test_she_sees_her_own_and_hr_elsewhere_sees_nothing(client, hr, lin):
    absence = away(lin, hr)
    other = member(AgencyFactory(), RoleCode.UNIT_HR)

    assert Absence.objects.visible_to(lin.user).get() == absence
    assert not Absence.objects.visible_to(other).exists()
    client.force_login(other)
    assert client.post(reverse("directory:absence-drop", args=[absence.pk])).status_code == 404
    assert client.post(reverse("directory:absence-enter", args=[lin.pk]), {}).status_code == 404
    client.force_login(lin.user)
    assert client.post(reverse("directory:absence-drop", args=[absence.pk])).status_code == 403


def test_nobody_enters_her_own_absence(client, unit):
    hr = member(unit, RoleCode.UNIT_HR)
    client.force_login(hr)

    answer = client.post(reverse("directory:absence-enter", args=[hr.person.pk]), {})

    assert answer.status_code == 403


def test_overlapping_or_reversed_days_are_refused(hr, lin):
    away(lin, hr)

    with pytest.raises(NotAllowedNow, match="请先撤销原登记"):
        away(lin, hr, LAST, LAST)
    with pytest.raises(NotAllowedNow, match="早于"):
        away(lin, hr, dt.date(2031, 1, 2), dt.date(2031, 1, 1))
    away(lin, hr, LAST + dt.timedelta(days=1), LAST + dt.timedelta(days=1))
    assert Absence.objects.count() == 2


def test_an_absence_engages_its_days_without_saying_why(hr, lin, django_assert_num_queries):
    absence = away(lin, hr)
    others = [PostingFactory().person.pk for _n in range(3)]

    with django_assert_num_queries(len(PROVIDERS)):  # one for all four people
        found = [row for row in engagements_of([lin.pk, *others], LAST, LAST)[lin.pk] if row.is_blocking]

    assert found == [Engagement(lin.pk, FIRST, LAST, found[0].label, True)]
    with override("zh-hans"):
        assert str(found[0].label) == "人事部门已登记离岗"
    assert engagements_of([lin.pk], LAST + dt.timedelta(days=1), LAST + dt.timedelta(days=9)) == {}
    drop_absence(absence, by=hr)
    assert engagements_of([lin.pk], FIRST, LAST) == {}


def test_nobody_asked_for_costs_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert engagements_of([], FIRST, LAST) == {}
