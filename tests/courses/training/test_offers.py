"""Classes that would earn somebody the hours she lacks, shown beside her ledger (A20)."""

import pytest

from courses.training.actions.hours import post_hours_of
from courses.training.enums import EnrolmentState, SessionState
from courses.training.queries import class_offers, enrolment_addresses
from shared.credits.enums import Category
from shared.credits.models import CreditEntry
from shared.credits.sources import addresses_of
from shared.directory.models import Absence
from tests.factories.directory import AgencyFactory, PersonFactory, PostingFactory, UserFactory
from tests.factories.training import EnrolmentFactory, SessionFactory, seated

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]


@pytest.fixture
def person():
    return PostingFactory(person=PersonFactory(user=UserFactory()), agency=AgencyFactory()).person


def test_open_classes_with_a_seat_for_her_side_are_offered_in_the_order_of_their_days(person):
    late, soon = SessionFactory(), SessionFactory(is_lecture=True)
    soon.starts_on = soon.ends_on = late.starts_on.replace(day=1)
    soon.save()
    SessionFactory(seats=(0, 5, 0), title="对方名额")
    SessionFactory(seats=(0, 0, 0), title="没有名额")
    SessionFactory(state=SessionState.CLOSED)

    found = class_offers(person)

    assert [(offer.title, offer.category) for offer in found] == [
        (soon.title, Category.LECTURE),
        (late.title, Category.OFF_JOB),
    ]
    assert (found[1].url, found[1].hours, found[1].days) == (late.get_absolute_url(), 14, 2)


def test_what_she_has_applied_for_or_is_full_is_not_offered(person):
    EnrolmentFactory(session=SessionFactory(), person=person, agency=AgencyFactory())
    seated(SessionFactory(seats=(1, 5, 0)))

    assert class_offers(person) == []


def test_what_clashes_with_a_seat_or_an_absence_is_not_offered(person):
    session = SessionFactory()
    other = SessionFactory(state=SessionState.CLOSED, starts_on=session.ends_on, ends_on=session.ends_on)
    assert [offer.title for offer in class_offers(person)] == [session.title]
    taken = seated(other, person=person)
    assert class_offers(person) == []

    type(taken).objects.filter(pk=taken.pk).update(state=EnrolmentState.WITHDRAWN)
    assert [offer.ends_on for offer in class_offers(person)] == [session.ends_on]
    day = session.starts_on
    Absence.objects.create(person=person, starts_on=day, ends_on=day, entered_by=UserFactory())

    assert class_offers(person) == []


def test_a_person_without_a_posting_or_an_account_is_offered_nothing():
    SessionFactory()

    assert class_offers(PersonFactory(user=UserFactory())) == []
    assert class_offers(PostingFactory().person) == []


def test_many_classes_cost_as_much_as_one(person, django_assert_num_queries):
    SessionFactory()
    class_offers(person)

    with django_assert_num_queries(6):
        class_offers(person)
    for _n in range(3):
        SessionFactory()
    with django_assert_num_queries(6):
        assert len(class_offers(person)) == 4


def test_posted_hours_carry_the_days_of_the_class_and_lead_back_to_it():
    session = SessionFactory()
    enrolment = seated(session, state=EnrolmentState.ATTENDING)
    type(enrolment).objects.update(state=EnrolmentState.COMPLETED)

    post_hours_of(session, by=UserFactory())

    entry = CreditEntry.objects.get()
    assert (entry.starts_on, entry.occurred_on) == (session.starts_on, session.ends_on)
    assert addresses_of([entry.source]) == {entry.source: session.get_absolute_url()}
    assert enrolment_addresses(["training:enrolment:0", "training:enrolment:x"]) == {}
