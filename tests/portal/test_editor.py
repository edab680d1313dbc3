"""The editor's desk and the administration carry the site's name and look."""

import pytest
from wagtail.users.models import UserProfile

from shared.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def superuser(client):
    user = User.objects.create_superuser(username="root", email="root@unit.example", name="管理员", password="x" * 12)
    client.force_login(user)
    return user


def test_the_desk_is_branded_and_in_chinese(client, superuser):
    page = client.get("/editor/").content.decode()

    assert "同堂 · 编辑台" in page
    assert "portal/seal.svg" in page
    assert "portal/editor.css" in page
    assert "从草稿到发布" in page
    assert 'lang="zh-hans"' in page


def test_switching_the_language_carries_over_to_the_desk(client, superuser):
    client.post("/language/", {"language": "en", "next": "/help/"})

    assert UserProfile.objects.get(user=superuser).preferred_language == "en"
    assert "Tongtang · editor's desk" in client.get("/editor/").content.decode()


def test_an_unknown_language_changes_nothing(client, superuser):
    client.post("/language/", {"language": "xx", "next": "/help/"})

    assert not UserProfile.objects.filter(user=superuser, preferred_language="xx").exists()


def test_the_administration_has_our_name(client, superuser):
    assert "同堂 · 系统管理" in client.get("/django-admin/").content.decode()
