"""Needs for lodging, food and access say much of a person: nothing is kept without her own consent."""

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from courses.training.models import ClassNeeds
from tests.courses.training.test_classroom import attending, session  # noqa: F401  the fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]


def test_needs_are_kept_only_with_a_consent_of_their_own_that_is_on_record(client, session):  # noqa: F811
    someone = attending(session)
    client.force_login(someone.person.user)
    url = reverse("training:own-needs", args=[session.slug])

    refused = client.post(url, {"diet": "清真"}).content.decode()

    assert "请勾选同意" in refused
    assert 'value="清真"' in refused  # what was typed is still there
    assert not ClassNeeds.objects.exists()
    for lodging in ("", "单间"):
        client.post(url, {"diet": "清真", "lodging": lodging, "agreed": "on"})
    agreed = ModelLogEntry.objects.filter(action="training.needs.agree", object_id=str(someone.pk))
    assert [row.user for row in agreed] == [someone.person.user]
    assert "清真" not in str([row.data for row in agreed])
