"""Research bases are listed by the side that set them up and shared by both (N44)."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from shared.experts.models import ResearchBase
from tests.factories.directory import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def base(house):
    return ResearchBase.objects.create(agency=house.proc, name="检察研究基地", host="示例大学法学院", topics="商业秘密")


def test_both_systems_see_a_base_and_nobody_else(client, house, base):
    seen = [
        ResearchBase.objects.visible_to(user).count()
        for user in (house.colleague, house.colleague_p, house.keeper, UserFactory(is_superuser=True))
    ]
    hidden = [ResearchBase.objects.visible_to(user).count() for user in (AnonymousUser(), house.policeman)]

    assert (seen, hidden) == ([1, 1, 1, 1], [0, 0])
    client.force_login(house.colleague)
    assert "示例大学法学院" in client.get(reverse("experts:bases")).content.decode()
    client.force_login(house.policeman)
    assert "示例大学法学院" not in client.get(reverse("experts:bases")).content.decode()


def test_the_side_that_set_it_up_keeps_it(client, house, base):
    edit = reverse("experts:base-edit", args=[base.pk])
    over = timezone.localdate() - dt.timedelta(days=1)
    client.force_login(house.keeper)
    assert client.get(edit).status_code == 403
    new = {"name": "保护研究基地", "host": "示例研究院", "agency": house.ip.pk}
    assert client.post(reverse("experts:base-new"), new).status_code == 302
    assert client.post(reverse("experts:base-new"), new).status_code == 422
    assert client.post(reverse("experts:base-new"), {**new, "name": "越界", "agency": house.proc.pk}).status_code == 422

    client.force_login(house.keeper_p)
    client.post(edit, {"name": base.name, "host": base.host, "topics": "数据", "valid_to": over})
    page = client.get(reverse("experts:bases")).content.decode()
    assert ("今日未启用" in page, "数据" in page) == (True, True)
    client.force_login(house.colleague_p)
    assert client.get(edit).status_code == client.get(reverse("experts:base-new")).status_code == 403


def test_the_list_costs_the_same_with_one_base_and_with_three(client, house, base, django_assert_max_num_queries):
    client.force_login(house.keeper_p)
    counts = []
    for more in ("甲", "乙", "丙"):
        with django_assert_max_num_queries(25) as queries:
            client.get(reverse("experts:bases"))
        counts.append(len(queries))
        ResearchBase.objects.create(agency=house.ip, name=more, host="示例研究院", region=house.ip.region)

    assert counts[1] == counts[2]
