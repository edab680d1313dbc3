import smtplib

import pytest
from django.core import mail
from django.utils import translation
from django.utils.translation import gettext_lazy

from shared.notices.actions import choose_delivery, mark_all_read, mark_read, notify, send_emails
from shared.notices.kinds import KINDS, NoticeKind, register
from shared.notices.models import Notice, NoticePreference
from tests.factories.directory import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def kind():
    register(
        NoticeKind("test.called", "提醒", "%(title)s 开始报名", "请于 %(day)s 前办理。"),
        NoticeKind("test.quiet", "一般", "%(title)s", "", email_by_default=False),
    )
    yield "test.called"
    del KINDS["test.called"], KINDS["test.quiet"]


def test_each_person_is_told_once_under_a_key(kind):
    first, second = UserFactory(), UserFactory()

    assert notify(kind, to=[first, first], key="session-1", title="甲班", day="12 月 1 日") == 1
    assert notify(kind, to=[first, second], key="session-1", title="甲班", day="12 月 1 日") == 1

    assert sorted(Notice.objects.values_list("user_id", flat=True)) == sorted([first.pk, second.pk])


def test_without_a_key_everything_is_told(kind):
    user = UserFactory()

    notify(kind, to=[user], title="甲班", day="今天")
    notify(kind, to=[user], title="甲班", day="今天")

    assert Notice.objects.count() == 2


def test_text_is_filled_when_read_and_a_missing_place_shows(kind):
    user = UserFactory()
    notify(kind, to=[user], title="甲班")

    notice = Notice.objects.get()

    assert (notice.subject, notice.body, notice.label) == ("甲班 开始报名", "请于 … 前办理。", "提醒")


def test_inactive_accounts_are_told_nothing(kind):
    assert notify(kind, to=[UserFactory(is_active=False), None], title="甲班") == 0


def test_unknown_kinds_and_foreign_addresses_are_mistakes_of_the_program(kind):
    with pytest.raises(LookupError, match="not registered"):
        notify("test.unknown", to=[UserFactory()])
    with pytest.raises(ValueError, match="a page of this site"):
        notify(kind, to=[UserFactory()], url="https://elsewhere.example/")
    with pytest.raises(ValueError, match="a page of this site"):
        notify(kind, to=[UserFactory()], url="//elsewhere.example/")


def test_an_email_goes_out_once_in_text_and_html(kind, run_jobs, settings):
    user = UserFactory(name="林晓", email="lin@unit.example")
    notify(kind, to=[user], url="/help/", title="甲班", day="12 月 1 日")

    run_jobs()
    again = send_emails()

    assert again == 0
    [message] = mail.outbox
    assert message.to == ["lin@unit.example"]
    assert message.subject == "甲班 开始报名"
    assert "林晓：" in message.body
    assert "请于 12 月 1 日 前办理。" in message.body
    assert f"{settings.BASE_URL}/notices/{Notice.objects.get().pk}/open/" in message.body
    [(html, mimetype)] = message.alternatives
    assert mimetype == "text/html"
    assert '<html lang="zh-Hans">' in html
    assert Notice.objects.get().emailed_at is not None


def test_a_person_who_reads_english_gets_the_frame_in_english(kind, run_jobs):
    user = UserFactory(name="Lin Xiao")
    choose_delivery(by=user, wishes={}, language="en")
    notify(kind, to=[user], title="Class A", day="1 December")

    run_jobs()

    assert "Dear Lin Xiao," in mail.outbox[0].body


def test_preferences_and_the_default_of_the_kind_decide_about_email(kind, run_jobs):
    silent, eager = UserFactory(), UserFactory()
    choose_delivery(by=silent, wishes={"test.called": False}, language="zh-hans")
    choose_delivery(by=eager, wishes={"test.quiet": True}, language="zh-hans")

    notify("test.called", to=[silent], title="甲班")
    notify("test.quiet", to=[silent, eager], title="乙班")
    run_jobs()

    assert [message.to for message in mail.outbox] == [[eager.email]]
    assert Notice.objects.count() == 3


def test_a_mail_server_that_refuses_gives_the_claim_back(kind, monkeypatch):
    notify(kind, to=[UserFactory()], title="甲班")

    def refuse(message):
        raise ConnectionRefusedError("no mail server")

    monkeypatch.setattr("shared.notices.actions.deliver", refuse)
    with pytest.raises(ConnectionRefusedError):
        send_emails()

    monkeypatch.undo()
    assert send_emails() == 1
    assert len(mail.outbox) == 1


def refused(code: int, *, of: str):
    """A mail server that does not take one address."""

    def deliver(message):
        if message.to == [of]:
            raise smtplib.SMTPRecipientsRefused({of: (code, b"no such user")})
        message.send()

    return deliver


def test_an_address_that_is_refused_for_good_keeps_nobody_from_hearing(kind, monkeypatch):
    gone, other = UserFactory(), UserFactory()
    notify(kind, to=[gone], title="甲班")
    notify(kind, to=[other], title="甲班")
    monkeypatch.setattr("shared.notices.actions.deliver", refused(550, of=gone.email))

    assert [send_emails(), send_emails()] == [1, 0]
    assert [message.to for message in mail.outbox] == [[other.email]]


def test_an_address_that_is_refused_for_now_is_tried_again_after_the_others(kind, monkeypatch):
    full, other = UserFactory(), UserFactory()
    notify(kind, to=[full], title="甲班")
    notify(kind, to=[other], title="甲班")
    monkeypatch.setattr("shared.notices.actions.deliver", refused(452, of=full.email))

    with pytest.raises(smtplib.SMTPRecipientsRefused):
        send_emails()
    monkeypatch.undo()

    assert send_emails() == 1
    assert [message.to for message in mail.outbox] == [[other.email], [full.email]]


def test_a_notice_claimed_by_another_worker_is_left_to_it(kind, monkeypatch):
    notify(kind, to=[UserFactory()], title="甲班")
    monkeypatch.setattr("django.db.models.query.QuerySet.update", lambda self, **values: 0)

    assert send_emails() == 0
    assert mail.outbox == []


def test_reading_counts_once_and_only_for_oneself(kind):
    reader, other = UserFactory(), UserFactory()
    notify(kind, to=[reader, other], title="甲班")
    own, foreign = Notice.objects.get(user=reader), Notice.objects.get(user=other)

    mark_read(own, by=reader)
    first_time = Notice.objects.get(pk=own.pk).read_at
    mark_read(own, by=reader)
    mark_read(foreign, by=reader)

    assert Notice.objects.get(pk=own.pk).read_at == first_time
    assert Notice.objects.get(pk=foreign.pk).read_at is None


def test_all_read_leaves_others_alone(kind):
    reader, other = UserFactory(), UserFactory()
    notify(kind, to=[reader, other], title="甲班")
    notify(kind, to=[reader], title="乙班")

    assert mark_all_read(by=reader) == 2
    assert Notice.objects.unread().get().user == other


def test_choosing_again_replaces_the_choice(kind):
    user = UserFactory()

    choose_delivery(by=user, wishes={"test.called": False}, language="en")
    choose_delivery(by=user, wishes={"test.called": True}, language="zh-hans")

    assert NoticePreference.objects.get(user=user).by_email


def test_a_code_is_read_in_the_language_of_the_reader_whoever_caused_the_notice(monkeypatch):
    choices = {"step": {"first": gettext_lazy("Search"), "last": gettext_lazy("Notices")}}
    monkeypatch.setitem(KINDS, "test.step", NoticeKind("test.step", "x", "%(step)s: %(title)s", "x", choices=choices))
    user = UserFactory()
    with translation.override("en"):
        notify("test.step", to=[user], title="甲", step="last")
        notify("test.step", to=[user], title="乙", step="as it was said before")
    code, said = Notice.objects.order_by("pk")

    with translation.override("zh-hans"):
        assert (code.subject, said.subject) == ("通知: 甲", "as it was said before: 乙")
    with translation.override("en"):
        assert code.subject == "Notices: 甲"
