import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from courses.training.models import SeatBlock, Session
from shared.directory.models import Absence, Posting
from shared.notices.models import Notice
from shared.ui.prepared import KEPT, Prepared
from tests.factories.directory import AgencyFactory, PersonFactory, UserFactory
from tests.factories.training import SessionFactory

FIRST, LAST = dt.date(2026, 12, 1), dt.date(2026, 12, 3)


def absence(person, starts_on, ends_on):
    return Absence.objects.create(person=person, starts_on=starts_on, ends_on=ends_on, entered_by=UserFactory())


def test_the_statement_is_written_once_and_the_values_change(db, django_assert_num_queries):
    written = []
    one, other = PersonFactory(), PersonFactory()
    absence(one, FIRST, LAST)
    absence(other, LAST, LAST)

    def write(person, day):
        written.append(person)
        return Absence.objects.filter(person=person, starts_on__lte=day).order_by().values_list("person", "starts_on")

    prepared = Prepared(write)

    with django_assert_num_queries(3):
        assert prepared(one.pk, FIRST) == [(one.pk, FIRST)]
        assert prepared(other.pk, FIRST) == []
        assert prepared(other.pk, LAST) == [(other.pk, LAST)]
    assert len(written) == 1


def test_a_list_may_hold_nobody_one_or_many(db, django_assert_num_queries):
    people = PersonFactory.create_batch(KEPT + 1)
    for person in people:
        absence(person, FIRST, FIRST)
    prepared = Prepared(
        lambda ids, day: (
            Absence.objects.filter(person__in=ids, ends_on__gte=day).order_by("person").values_list("person")
        )
    )

    with django_assert_num_queries(3):
        assert prepared([], FIRST) == []
        assert prepared([people[1].pk], FIRST) == [(people[1].pk,)]
        assert prepared([p.pk for p in people[:3]], FIRST) == [(p.pk,) for p in people[:3]]
        assert prepared([p.pk for p in people], FIRST) == [(p.pk,) for p in people]
    assert len(prepared.statements) == 2


def test_rows_read_as_the_orm_reads_them(db):
    session = SessionFactory(direct_entry=True, opens_at=dt.datetime(2026, 11, 1, 9, tzinfo=ZoneInfo("Asia/Shanghai")))
    columns = ("pk", "title", "direct_entry", "opens_at", "starts_on", "hours")
    prepared = Prepared(lambda slug: Session.objects.filter(slug=slug).order_by().values_list(*columns))

    assert prepared(session.slug) == list(Session.objects.filter(slug=session.slug).order_by().values_list(*columns))


def test_models_come_whole_and_with_those_they_were_selected_with(db, django_assert_num_queries):
    posting = Posting.objects.create(person=PersonFactory(), agency=AgencyFactory(), post="审查员")
    prepared = Prepared(
        lambda person: Posting.objects.filter(person=person).select_related("person", "agency").order_by()
    )

    with django_assert_num_queries(1):
        (found,) = prepared(posting.person_id)
        assert found == posting
        assert (found.post, found.person, found.agency) == ("审查员", posting.person, posting.agency)
        assert found._state.adding is False
        assert found.get_deferred_fields() == set()


def test_a_missing_relation_is_none_without_another_query(db, django_assert_num_queries):
    session = SessionFactory()
    block = session.blocks.get(side="pool")
    prepared = Prepared(lambda pk: SeatBlock.objects.filter(pk=pk).with_scope().order_by())

    with django_assert_num_queries(1):
        (found,) = prepared(block.pk)
        assert (found.seats, found.agency, found.region) == (block.seats, None, None)


def test_a_saved_instance_changes_its_own_row(db):
    notice = Notice.objects.create(user=UserFactory(), kind="x", params={"a": ["b"]})
    prepared = Prepared(lambda pk: Notice.objects.filter(pk=pk).order_by())

    (found,) = prepared(notice.pk)
    found.read_at = timezone.now()
    found.save()

    assert found.params == {"a": ["b"]}
    assert Notice.objects.get().read_at == found.read_at


@pytest.mark.parametrize("value", [None, True, 1.5, dt.datetime(2026, 1, 1, tzinfo=dt.UTC)])
def test_a_value_of_another_kind_is_refused(db, value):
    prepared = Prepared(lambda person: Absence.objects.filter(person=person))

    with pytest.raises(ValueError, match="is no whole number, day or text"):
        prepared(value)


def test_a_value_that_does_not_stand_in_the_statement_is_refused(db):
    prepared = Prepared(lambda text: Session.objects.filter(title__startswith=text))

    with pytest.raises(ValueError, match="does not stand in the prepared statement"):
        prepared("知识产权")


def test_what_is_neither_a_model_nor_a_list_of_values_is_refused(db):
    prepared = Prepared(lambda pk: Session.objects.filter(pk=pk).values("title"))

    with pytest.raises(ValueError, match="can be prepared"):
        prepared(1)
