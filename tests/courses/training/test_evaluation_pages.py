"""The pages of an evaluation: who opens which, and what stands on them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from courses.training.models import EvaluationRemark, EvaluationTally
from shared.directory.enums import RoleCode
from tests.courses.training.test_evaluation import AskedClass
from tests.factories.directory import AgencyFactory, member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]


@pytest.fixture
def klass():
    return AskedClass()


def test_hiding_a_remark_keeps_the_reason_on_record_and_the_words_off_the_page(client, klass):
    for place, enrolment in enumerate(klass.people):
        klass.answer(enrolment, words=f"某案当事人{place}")
    klass.close()
    remark = EvaluationRemark.objects.filter(part__slot=None).first()
    client.force_login(klass.organiser)

    client.post(reverse("training:evaluation-hide", args=[klass.session.slug, remark.key]), {"reason": "涉及案情"})
    page = client.get(reverse("training:evaluation", args=[klass.session.slug])).content.decode()

    entry = ModelLogEntry.objects.filter(action="training.evaluation.hide").get()
    assert entry.data["reason"] == "涉及案情"
    assert remark.text not in str(entry.data)
    assert page.count(remark.text) == 1, "the same words about the first lecture stay"
    assert "涉及案情" in page


def test_results_are_for_the_hosts_and_each_lecturer_reads_her_own(client, klass):
    for enrolment in klass.people:
        klass.answer(enrolment, words="老师讲得清楚")
    klass.close()
    page = reverse("training:evaluation", args=[klass.session.slug])
    lectures = reverse("training:evaluation-lectures", args=[klass.session.slug])

    def status(user, url):
        client.force_login(user)
        return client.get(url).status_code

    lecturer = klass.first.lecturer_person.user
    strangers = [klass.people[0].person.user, member(AgencyFactory(), RoleCode.ORGANISER), lecturer]
    assert [status(user, page) for user in (klass.organiser, klass.planner)] == [200, 200]
    assert [status(user, page) for user in strangers] == [403, 403, 403]
    assert [status(user, lectures) for user in (lecturer, klass.organiser)] == [200, 404]
    client.force_login(lecturer)
    shown = client.get(lectures).content.decode()
    assert "第一讲" in shown
    assert "第二讲" not in shown
    assert "总体评价" not in shown
    sheet = b"".join(client.get(f"{lectures}?format=csv").streaming_content).decode()
    assert "老师讲得清楚" in sheet


def test_the_page_of_answers_is_hers_alone(client, klass):
    url = reverse("training:evaluation-answer", args=[klass.session.slug])

    def status(user):
        client.force_login(user)
        return client.get(url).status_code

    assert [status(u) for u in (klass.people[0].person.user, klass.absent.person.user, klass.organiser)] == [
        200,
        404,
        404,
    ]


def test_answering_on_the_page_counts_and_says_thanks(client, klass):
    user = klass.people[0].person.user
    client.force_login(user)
    url = reverse("training:evaluation-answer", args=[klass.session.slug])
    part = klass.round.parts.get(slot=None)
    question = klass.round.questions.filter(scope="class").first()

    answer = client.post(url, {f"p{part.pk}-q{question.pk}": "1"}, follow=True)

    assert "谢谢" in answer.content.decode()
    assert EvaluationTally.objects.get(part=part, question=question, choice=1).count == 1
    assert klass.ticket(klass.people[0]).has_answered


def test_the_results_page_costs_the_same_with_many_answers(client, klass):
    klass.answer(klass.people[0])
    client.force_login(klass.organiser)
    url = reverse("training:evaluation", args=[klass.session.slug])

    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        return len(queries)

    for enrolment in klass.people[1:]:
        klass.answer(enrolment)
    klass.close()
    client.get(url)
    first = cost()
    EvaluationRemark.objects.create(
        part=klass.round.parts.get(slot=None), question=klass.round.questions.filter(kind="text").first(), text="又一条"
    )

    assert cost() == first
    assert first <= 25


def test_questionnaires_belong_to_their_agency(client, klass):
    questionnaire = klass.round.questionnaire
    url = reverse("training:questionnaire", args=[questionnaire.pk])

    def status(user):
        client.force_login(user)
        return client.get(url).status_code

    assert [status(u) for u in (klass.planner, member(AgencyFactory(), RoleCode.TRAINING_PLANNER))] == [200, 404]
    client.force_login(klass.planner)
    data = {"title": "新问卷", "q0-text": "总体评价", "q0-scope": "class", "q0-kind": "scale", "q0-choices": ""}
    client.post(url, data)
    questionnaire.refresh_from_db()
    assert questionnaire.title == "标准问卷", "every row of the page has to come back"
    for place in range(1, questionnaire.items.count() + 3):
        data |= {f"q{place}-text": "", f"q{place}-scope": "class", f"q{place}-kind": "scale", f"q{place}-choices": ""}
    client.post(url, data)
    questionnaire.refresh_from_db()
    assert (questionnaire.title, [i.text for i in questionnaire.items.all()]) == ("新问卷", ["总体评价"])
    assert klass.round.questions.count() == 10, "a class keeps the copy it was asked with"
