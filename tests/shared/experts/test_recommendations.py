"""One side recommends an expert to the other's pool, and the answer is on record (N44)."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from shared.audit.actions import NotAllowedNow
from shared.experts import actions
from shared.experts.models import Membership, Recommendation
from shared.experts.queries import todos
from shared.notices.models import Notice
from tests.factories.experts import ExpertFactory, MembershipFactory, PoolFactory, QualificationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(house):
    expert = ExpertFactory(agency=house.ip, outside_name="单明")
    pool = PoolFactory(agency=house.proc, name="检察专家库")
    return actions.recommend_expert(expert, pool=pool, reason="熟悉化工专利。", by=house.keeper)


def test_the_other_side_is_told_and_accepts_for_a_term(client, house, asked):
    proof = QualificationFactory(expert=asked.expert)
    client.force_login(house.keeper_p)
    page = client.get(asked.expert.get_absolute_url())
    assert [row for row, *_rest in page.context["qualifications"]] == [proof]
    last = timezone.localdate() + dt.timedelta(days=300)
    assert [todo.note for todo in todos(house.keeper_p)] == ["单明 → 检察专家库"]
    assert "熟悉化工专利。" in client.get(reverse("experts:desk")).content.decode()

    term = {"valid_from": timezone.localdate(), "valid_to": last, "answer": "同意。"}
    client.post(reverse("experts:recommendation-accept", args=[asked.pk]), term)

    asked.refresh_from_db()
    assert (asked.state, asked.answered_by, asked.answer) == ("accepted", house.keeper_p, "同意。")
    assert Membership.objects.get().origin == "recommended"
    assert todos(house.keeper_p) == []
    told = Notice.objects.order_by("pk").values_list("user", "kind")
    assert list(told) == [
        (house.keeper_p.pk, "experts.recommended"), (house.keeper.pk, "experts.recommendation_answered"),
    ]  # fmt: skip
    client.force_login(house.keeper)
    assert "同意。" in client.get(reverse("experts:desk")).content.decode()


def test_a_refusal_has_its_reason_and_stays_on_record(client, house, asked):
    client.force_login(house.keeper_p)
    step = reverse("experts:recommendation-step", args=[asked.pk, "decline"])
    client.post(step, {"answer": " "})
    assert Recommendation.objects.get().state == "open"
    client.post(step, {"answer": "领域已满。"})

    asked.refresh_from_db()
    assert (asked.state, asked.answer) == ("declined", "领域已满。")
    with pytest.raises(NotAllowedNow):
        actions.take_back_recommendation(asked, by=house.keeper)
    assert actions.recommend_expert(asked.expert, pool=asked.pool, reason="再荐", by=house.keeper).pk != asked.pk


def test_only_the_pools_office_answers_and_only_the_own_office_takes_back(client, house, asked):
    def status(user, step):
        client.force_login(user)
        return client.post(reverse("experts:recommendation-step", args=[asked.pk, step])).status_code

    accept = reverse("experts:recommendation-accept", args=[asked.pk])
    assert status(house.keeper, "decline") == status(house.keeper_p, "take-back") == 403
    assert client.get(accept).status_code == 200
    assert status(house.colleague_p, "decline") == status(house.colleague, "take-back") == 404
    assert status(house.keeper, "unknown") == 404
    assert client.get(accept).status_code == 403
    assert status(house.keeper, "take-back") == 302
    assert Recommendation.objects.get().state == "taken_back"


def test_an_acceptance_that_cannot_be_leaves_everything_as_it_was(house, asked):
    today = timezone.localdate()

    with pytest.raises(NotAllowedNow):
        actions.accept_recommendation(asked, valid_from=today, valid_to=today - dt.timedelta(days=1), by=house.keeper_p)

    assert Recommendation.objects.get().state == "open"
    assert not Membership.objects.exists()


def test_nobody_is_recommended_twice_nor_to_the_own_side_nor_where_she_stands(house, asked):
    expert, pool = asked.expert, asked.pool
    own = PoolFactory(agency=house.ip)
    member_of = MembershipFactory(expert=expert, pool=PoolFactory(agency=house.proc)).pool
    closed = PoolFactory(agency=house.proc, valid_to=timezone.localdate() - dt.timedelta(days=1))

    for other, words in [(pool, "等待答复"), (own, "由您管理"), (member_of, "已在该库"), (closed, "未启用")]:
        with pytest.raises(NotAllowedNow, match=words):
            actions.recommend_expert(expert, pool=other, reason="荐", by=house.keeper)
    with pytest.raises(IntegrityError), transaction.atomic():
        Recommendation.objects.filter(pk=asked.pk).update(state="declined")


def test_a_manager_recommends_to_pools_of_others_alone(client, house):
    expert, own, other = ExpertFactory(agency=house.ip), PoolFactory(agency=house.ip), PoolFactory(agency=house.proc)
    client.force_login(house.keeper)
    address = reverse("experts:recommend", args=[expert.pk])

    assert list(client.get(address).context["form"].fields["pool"].queryset) == [other]
    assert client.post(address, {"pool": own.pk, "reason": "熟悉领域"}).status_code == 422
    assert client.post(address, {"pool": other.pk, "reason": "熟悉领域"}).status_code == 302
    assert Recommendation.objects.get().pool == other


def test_a_withdrawal_takes_open_recommendations_back(house, asked):
    actions.withdraw_expert(asked.expert, reason="本人申请", by=house.keeper)

    assert Recommendation.objects.get().state == "taken_back"
