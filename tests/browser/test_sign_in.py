"""Sign-in as people do it: password, authenticator app, passkey; signing out elsewhere; the idle warning."""

import datetime as dt
import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.utils import timezone
from wagtail.models import ModelLogEntry

from shared.accounts.actions import invite_account
from shared.accounts.models import User
from tests.factories.directory import UserFactory

pytestmark = pytest.mark.browser
PASSWORD = "correct horse battery"


@pytest.fixture
def user(site, regulations):
    cache.clear()
    return UserFactory(username="Z-100", name="周敏", email="zhou@unit.example", password=PASSWORD)


@pytest.fixture
def passkey(page):
    """A fingerprint reader in this tab, by Chromium's debugger."""
    debugger = page.context.new_cdp_session(page)
    debugger.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    debugger.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return debugger


def sign_in(page, site, password=PASSWORD):
    page.goto(f"{site}/accounts/login/")
    page.get_by_label("电子邮箱或工号").fill("zhou@unit.example")
    page.get_by_label("密码").fill(password)
    with page.expect_navigation():
        page.get_by_role("button", name="登录", exact=True).click()


def confirm(page):
    """The password once more, before anything about security changes."""
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="确认").click()


def present_code(secret):
    _earlier, present, _later = yield_hotp_counters_from_time()
    return format_hotp_value(hotp_value(secret, present))


def sign_out(page, site):
    page.goto(f"{site}/accounts/logout/")
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name="退出").click()


def test_sign_in_page_and_its_refusal(page, site, user, check_page):
    page.goto(f"{site}/accounts/login/")
    check_page(page)

    sign_in(page, site, "not my password")

    assert page.get_by_role("alert").first.inner_text().count("电子邮箱或工号与密码不匹配。") == 1
    check_page(page)


def test_authenticator_app_from_set_up_to_sign_in(page, site, user, check_page):
    sign_in(page, site)
    page.goto(f"{site}/accounts/")
    check_page(page)
    page.get_by_role("link", name="管理二次验证").click()
    check_page(page)
    page.get_by_role("link", name="设置验证器应用").click()
    check_page(page)
    confirm(page)
    check_page(page)
    secret = page.get_by_label("无法扫描时手工输入的密钥").input_value()
    page.locator("input[name=code]").fill(present_code(secret))
    page.get_by_role("button", name="确认并启用").click()
    page.wait_for_url(re.compile("recovery-codes"))
    check_page(page)
    codes = page.locator(".codes li").all_inner_texts()
    assert len(codes) == 10

    sign_out(page, site)
    cache.clear()  # the code of the present half minute was used for the set-up
    sign_in(page, site)
    check_page(page)
    page.locator("input[name=code]").fill(present_code(secret))
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(re.compile("/my/"))

    sign_out(page, site)
    sign_in(page, site)
    page.locator("input[name=code]").fill(codes[0])
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(re.compile("/my/"))


def test_passkey_from_set_up_to_sign_in_without_a_password(page, site, user, passkey, check_page):
    sign_in(page, site)
    page.goto(f"{site}/accounts/2fa/")
    page.get_by_role("link", name="添加通行密钥或安全密钥").click()
    confirm(page)
    check_page(page)
    page.locator("input[name=name]").fill("办公电脑")
    page.locator("input[name=passwordless]").check()
    page.get_by_role("button", name="添加", exact=True).click()
    page.wait_for_url(re.compile("recovery-codes"))
    page.goto(f"{site}/accounts/2fa/webauthn/")
    assert "办公电脑" in page.get_by_role("table").inner_text()
    assert "可单独登录" in page.get_by_role("table").inner_text()
    check_page(page)

    sign_out(page, site)
    page.goto(f"{site}/accounts/login/")
    page.get_by_role("button", name="使用通行密钥登录").click()
    page.wait_for_url(re.compile("/my/"))

    page.goto(f"{site}/accounts/sessions/")
    assert "使用通行密钥" in page.get_by_role("table").last.inner_text()
    check_page(page)


def test_passkey_as_second_step_then_renamed_and_removed(page, site, user, passkey, check_page):
    sign_in(page, site)
    page.goto(f"{site}/accounts/2fa/webauthn/add/")
    confirm(page)
    page.get_by_role("button", name="添加", exact=True).click()
    page.wait_for_url(re.compile("recovery-codes"))
    sign_out(page, site)

    sign_in(page, site)
    page.get_by_role("button", name="使用通行密钥或安全密钥").click()
    page.wait_for_url(re.compile("/my/"))

    page.goto(f"{site}/accounts/2fa/webauthn/")
    page.get_by_role("link", name="改名").click()
    page.get_by_role("link", name="使用安全密钥").click()
    check_page(page)
    page.get_by_role("button", name="使用通行密钥或安全密钥").click()
    page.locator("input[name=name]").fill("备用钥匙")
    check_page(page)
    page.get_by_role("button", name="保存").click()
    assert "备用钥匙" in page.get_by_role("table").inner_text()
    page.get_by_role("link", name="移除").click()
    check_page(page)
    page.get_by_role("button", name="移除密钥").click()
    page.wait_for_url(re.compile("webauthn/$"))
    assert not Authenticator.objects.filter(user=user).exists()
    kept = ModelLogEntry.objects.filter(action__startswith="accounts.factor_", user=user).order_by("pk")
    assert [entry.action.removeprefix("accounts.factor_") for entry in kept] == ["added", "added", "removed", "removed"]


def test_signing_out_elsewhere_takes_effect_at_once(page, site, user, new_context, check_page):
    other = new_context().new_page()
    sign_in(other, site)
    sign_in(page, site)

    page.goto(f"{site}/accounts/sessions/")
    check_page(page)
    page.get_by_role("button", name="退出该设备").click()

    assert page.locator("#devices + table tbody tr").count() == 1
    other.goto(f"{site}/accounts/")
    assert "/accounts/login/" in other.url


def test_warning_before_the_time_out_lets_the_person_stay(page, site, user, settings, check_page):
    settings.IDLE_SECONDS, settings.IDLE_WARNING_SECONDS = 1800, 1799
    sign_in(page, site)

    page.goto(f"{site}/accounts/")
    dialog = page.get_by_role("alertdialog")
    dialog.wait_for(timeout=15_000)
    check_page(page)
    assert "30" in dialog.inner_text()
    with page.expect_response("**/keep-alive/") as answer:
        dialog.get_by_role("button", name="保持登录").click()

    assert answer.value.status == 204


def test_page_says_so_when_the_time_is_over(page, site, user, settings):
    settings.IDLE_SECONDS, settings.IDLE_WARNING_SECONDS = 3, 2
    sign_in(page, site)

    page.goto(f"{site}/accounts/")
    page.get_by_role("link", name="重新登录").wait_for(timeout=15_000)
    page.get_by_role("link", name="重新登录").click()

    assert "没有操作" in page.locator(".messages").inner_text()


def test_activation_link_leads_to_the_first_sign_in(page, site, regulations, check_page):
    cache.clear()
    in_a_week = timezone.now() + dt.timedelta(days=7)
    invite_account("Z-100", name="周敏", email="zhou@unit.example", expires_at=in_a_week, by=None)
    token = User.objects.get(username="Z-100").activation.token

    page.goto(f"{site}/accounts/activate/{token}/")
    check_page(page)
    for field in page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    page.get_by_role("button", name="设置密码并激活").click()
    sign_in(page, site)
    page.wait_for_url(re.compile("/my/"))

    page.goto(f"{site}/accounts/activate/{token}/")
    check_page(page, status=410)


@pytest.mark.parametrize(
    "path", ["signup/", "password/reset/", "password/reset/done/", "inactive/", "password/reset/key/1-abc-def/"]
)
def test_pages_around_the_sign_in_keep_nobody_out(page, site, check_page, path):
    page.goto(f"{site}/accounts/{path}")

    check_page(page)


def test_sign_in_works_without_javascript(page_without_javascript, site, user):
    sign_in(page_without_javascript, site)

    assert page_without_javascript.url == f"{site}/my/"
