"""Every page of the account area answers, in both languages, with and without a second factor."""

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.urls import reverse

from tests.factories.directory import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
PUBLIC = [
    "account_login", "account_signup", "account_inactive", "account_reset_password", "account_reset_password_done",
    "account_reset_password_from_key_done",
]  # fmt: skip
OWN = [
    "accounts:overview", "usersessions_list", "account_change_password", "account_logout", "account_reauthenticate",
    "mfa_index", "mfa_list_webauthn", "mfa_add_webauthn",
]  # fmt: skip
WITHOUT_FACTOR = [*OWN, "mfa_activate_totp"]
WITH_FACTOR = [
    *OWN, "mfa_reauthenticate", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
]  # fmt: skip


@pytest.fixture
def member_client(client):
    """Signed in by the page, and confirmed a moment ago."""
    cache.clear()
    client.user = UserFactory(username="Z-100", password=PASSWORD)
    client.post(reverse("account_login"), {"login": "Z-100", "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", PUBLIC)
def test_public_page_answers(client, db, name, language):
    assert client.get(reverse(name), headers={"accept-language": language}).status_code == 200


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", WITHOUT_FACTOR)
def test_own_page_answers_without_a_second_factor(member_client, name, language):
    assert member_client.get(reverse(name), headers={"accept-language": language}).status_code == 200


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", WITH_FACTOR)
def test_own_page_answers_with_a_second_factor(member_client, name, language):
    TOTP.activate(member_client.user, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(member_client.user)

    assert member_client.get(reverse(name), headers={"accept-language": language}).status_code == 200


def test_removing_the_second_factor_removes_the_codes_too(member_client):
    TOTP.activate(member_client.user, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(member_client.user)

    member_client.post(reverse("mfa_deactivate_totp"))

    assert not member_client.user.authenticator_set.exists()
