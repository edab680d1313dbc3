"""Readers without an account: they ask, confirm, are told once, and leave without a trace (E28)."""

import contextlib
import datetime as dt
import re
import smtplib

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from shared.accounts.models import User
from shared.jobs.models import Job
from shared.notices import actions, topics
from shared.notices.models import Publication, PublicationMail, Subscriber, Subscription
from shared.notices.queries import Wish, leave_token, wish_behind
from tests.factories.directory import UserFactory

pytestmark = pytest.mark.django_db
ADDRESS = "reader@unit.example"


@pytest.fixture(autouse=True)
def source(monkeypatch):
    """Two topics; what is named in `withdrawn` is not public."""
    withdrawn = set()
    names = [("papers", "白皮书"), ("cases", "案例")]
    one = topics.Source("library", lambda: names, lambda key: key not in withdrawn)
    monkeypatch.setattr(topics, "SOURCES", {"library": one})
    monkeypatch.setattr(actions, "SOURCES", {"library": one})
    cache.clear()
    return withdrawn


def reader(*wanted, email=ADDRESS, language="zh-hans"):
    return actions.subscribe(Wish(email, list(wanted or ["papers"]), language))


def publish(key="1", *wanted, title="年度白皮书"):
    return actions.announce("library", key, title=title, url=f"/white-papers/{key}/", topics=wanted or ["papers"])


def ask(client, email=ADDRESS, chosen=("papers",)):
    return client.post("/subscriptions/", {"email": email, "topics": list(chosen)})


def link_in(message, name):
    return re.search(rf"{settings.BASE_URL}(/subscriptions/{name}/\S+)", message.body)[1]


def test_asking_keeps_nothing_and_sends_a_link(client):
    answer = ask(client, chosen=("papers", "cases"))

    assert (answer.status_code, answer.url) == (302, "/subscriptions/asked/")
    assert not Subscriber.objects.exists()
    assert not Job.objects.exists()
    [message] = mail.outbox
    assert (message.to, message.subject) == ([ADDRESS], "请确认您的订阅")
    assert "· 白皮书\n· 案例\n" in message.body


def test_following_the_link_alone_subscribes_nobody(client):
    ask(client)

    page = client.get(link_in(mail.outbox[0], "confirm")).content.decode()

    assert "是的，为我订阅" in page
    assert not Subscriber.objects.exists()


def test_pressing_the_button_subscribes(client):
    ask(client, email="Reader@Unit.Example", chosen=("papers", "cases"))

    page = client.post(link_in(mail.outbox[0], "confirm")).content.decode()

    subscriber = Subscriber.objects.get()
    assert "您已订阅" in page
    assert (subscriber.email, subscriber.language) == (ADDRESS, "zh-hans")
    assert set(subscriber.subscriptions.values_list("topic", flat=True)) == {"papers", "cases"}


def test_link_works_twice_and_subscribes_once(client):
    ask(client)
    for _ in range(2):
        assert client.post(link_in(mail.outbox[0], "confirm")).status_code == 200

    assert Subscription.objects.count() == 1


def test_link_expires_after_three_days(client):
    with time_machine.travel(timezone.now() - dt.timedelta(days=3, seconds=5)):
        ask(client)

    answer = client.post(link_in(mail.outbox[0], "confirm"))

    assert answer.status_code == 410
    assert not Subscriber.objects.exists()


@pytest.mark.parametrize("token", ["nothing", "a:b:c", "x" * 500])
def test_link_that_is_not_ours_subscribes_nobody(client, token):
    assert client.post(f"/subscriptions/confirm/{token}/").status_code == 410
    assert client.post(f"/subscriptions/leave/{token}/").status_code == 404


def test_topic_that_is_gone_falls_away():
    assert wish_behind(Wish(ADDRESS, ["papers", "gone"], "en").token()).topics == ["papers"]
    assert wish_behind(Wish(ADDRESS, ["gone"], "en").token()) is None


def test_answer_is_the_same_whether_the_address_is_known(client):
    reader("papers")

    known, unknown = ask(client), ask(client, email="other@unit.example")

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    first, second = mail.outbox
    assert first.subject == second.subject
    assert re.sub(r"confirm/\S+", "", first.body) == re.sub(r"confirm/\S+", "", second.body)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"email": "no address", "topics": ["papers"]}, "输入一个有效的 Email 地址"),
        ({"email": ADDRESS}, "请至少选择一个主题"),
        ({"email": ADDRESS, "topics": ["nothing"]}, "nothing"),
        ({"email": "a@b.example\nBcc: c@d.example", "topics": ["papers"]}, "输入一个有效的 Email 地址"),
    ],
)
def test_form_says_what_is_wrong(client, data, sentence):
    answer = client.post("/subscriptions/", data)

    assert sentence in answer.content.decode()
    assert mail.outbox == []


def test_topic_of_the_page_one_comes_from_is_chosen(client):
    html = client.get("/subscriptions/?topic=cases&topic=nothing").content.decode()

    assert re.search(r'value="cases"[^>]* checked', html)
    assert not re.search(r'value="papers"[^>]* checked', html)


def test_one_mailbox_gets_three_links_a_day_and_nobody_is_told(client):
    answers = [ask(client) for _ in range(4)]

    assert {answer.status_code for answer in answers} == {302}
    assert len(mail.outbox) == 3


def test_one_network_address_sends_ten_forms_in_ten_minutes(client):
    codes = [ask(client, email=f"r{n}@unit.example").status_code for n in range(11)]

    assert codes == [302] * 10 + [429]
    assert len(mail.outbox) == 10


def test_mail_server_that_refuses_is_said_in_the_form(client, monkeypatch):
    def refuse(message):
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr(actions, "deliver", refuse)

    assert "邮件暂时无法发送" in ask(client).content.decode()


def test_followers_of_a_topic_are_told_of_a_publication(run_jobs):
    reader("papers")
    reader("cases", email="other@unit.example")
    publish()

    run_jobs()

    [message] = mail.outbox
    assert (message.to, message.subject) == ([ADDRESS], "新发布：年度白皮书")
    assert f"年度白皮书\n{settings.BASE_URL}/white-papers/1/" in message.body
    assert "您关注的主题有新发布" in message.body


def test_reader_of_english_is_told_in_english(run_jobs):
    reader("papers", language="en")
    publish()

    run_jobs()

    assert mail.outbox[0].subject == "New: 年度白皮书"


def test_publications_that_come_out_together_are_one_email(run_jobs):
    reader("papers", "cases")
    with transaction.atomic():
        publish("1", "papers", "cases")
        publish("2", title="另一白皮书")

    run_jobs()

    [message] = mail.outbox
    assert message.subject == "2 项新发布：年度白皮书等"
    assert message.body.count("白皮书\n") == 2


def test_nobody_is_told_twice_when_the_task_runs_again(run_jobs):
    reader("papers", "cases")
    publish("1", "papers", "cases")
    run_jobs()
    Publication.objects.update(sent_at=None)

    assert actions.send_publications() == 0
    assert publish("1") is False
    run_jobs()
    assert len(mail.outbox) == 1


def test_database_refuses_a_second_claim(run_jobs):
    subscriber = reader()
    publish()
    run_jobs()
    row = PublicationMail.objects.get()

    with pytest.raises(IntegrityError), transaction.atomic():
        PublicationMail.objects.create(publication=row.publication, subscriber=subscriber, claim=row.claim)


def test_mail_server_that_refuses_gives_the_claim_back(monkeypatch):
    reader(), reader(email="z@unit.example")
    deliver, tries = actions.deliver, []

    def refuse_the_second(message):
        tries.append(message.to[0])
        if len(tries) == 2:
            raise smtplib.SMTPServerDisconnected
        deliver(message)

    monkeypatch.setattr(actions, "deliver", refuse_the_second)
    Publication.objects.create(source="library", key="1", title="白皮书", url="/x/", topics=["papers"])

    with pytest.raises(smtplib.SMTPServerDisconnected):
        actions.send_publications()
    actions.send_publications()

    assert sorted(message.to[0] for message in mail.outbox) == [ADDRESS, "z@unit.example"]
    assert tries == [ADDRESS, "z@unit.example", "z@unit.example"]


@pytest.mark.parametrize(("code", "tries"), [(550, 1), (450, 2)])
def test_subscriber_whose_address_is_refused_keeps_nobody_from_hearing(code, tries, monkeypatch):
    reader(email="a@unit.example"), reader(email="z@unit.example")
    deliver, tried = actions.deliver, []

    def refuse_one(message):
        if message.to == ["a@unit.example"]:
            tried.append(message)
            raise smtplib.SMTPRecipientsRefused({message.to[0]: (code, b"refused")})
        deliver(message)

    monkeypatch.setattr(actions, "deliver", refuse_one)
    Publication.objects.create(source="library", key="1", title="白皮书", url="/x/", topics=["papers"])

    for _run in range(2):
        with contextlib.suppress(smtplib.SMTPRecipientsRefused):
            actions.send_publications()

    assert [message.to for message in mail.outbox] == [["z@unit.example"]]
    assert len(tried) == tries


def test_withdrawn_publication_is_told_to_nobody(source):
    reader()
    source.add("1")
    Publication.objects.create(source="library", key="1", title="已撤下", url="/x/", topics=["papers"])

    assert actions.send_publications() == 0
    assert mail.outbox == []


def test_publication_that_nobody_follows_asks_for_no_work():
    reader("cases")

    assert publish("1", "papers") is True
    assert not Job.objects.exists()
    assert Publication.objects.get().sent_at is not None


def test_what_came_out_before_is_not_news():
    Publication.objects.create(source="library", key="1", title="旧", url="/x/", topics=["papers"])
    reader()

    assert actions.send_publications() == 0


@pytest.mark.parametrize("url", ["//evil.example/", "https://evil.example/"])
def test_publication_is_a_page_of_this_site(url):
    with pytest.raises(ValueError, match="page of this site"):
        actions.announce("library", "1", title="x", url=url, topics=["papers"])


def test_mail_program_leaves_with_one_click(client, run_jobs):
    reader("papers", "cases")
    publish()
    run_jobs()
    headers = mail.outbox[0].extra_headers
    client.handler.enforce_csrf_checks = True

    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = headers["List-Unsubscribe"].strip("<>").removeprefix(settings.BASE_URL)
    assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Subscriber.objects.exists()
    assert not Subscription.objects.exists()
    assert not PublicationMail.objects.exists()


def test_link_to_leave_shows_a_button_and_changes_nothing(client):
    subscriber = reader()

    html = client.get(f"/subscriptions/leave/{leave_token(subscriber)}/").content.decode()

    assert "退订并删除我的地址" in html
    assert ADDRESS not in html
    assert Subscriber.objects.exists()


def test_reader_keeps_some_topics(client):
    subscriber = reader("papers", "cases")

    client.post(f"/subscriptions/leave/{leave_token(subscriber)}/", {"keep": "1", "topics": ["cases"]})

    assert list(subscriber.subscriptions.values_list("topic", flat=True)) == ["cases"]


def test_leaving_twice_is_answered_the_same(client):
    address = f"/subscriptions/leave/{leave_token(reader())}/"

    first, second = client.post(address), client.post(address)

    assert first.content == second.content
    assert "您已退订" in client.get(address).content.decode()


def test_who_left_and_came_back_hears_of_new_things_alone(run_jobs):
    subscriber = reader()
    publish("1")
    run_jobs()
    actions.unsubscribe(subscriber.key)
    reader()
    publish("2", title="新白皮书")

    run_jobs()

    assert [message.subject for message in mail.outbox] == ["新发布：年度白皮书", "新发布：新白皮书"]


def test_no_role_sees_who_reads_what():
    reader()
    root = UserFactory(is_superuser=True)

    for model in (Subscriber, Subscription):
        assert model.objects.visible_to(root).count() == 1
        assert not model.objects.visible_to(UserFactory(is_staff=True)).exists()
        root_left = User(is_superuser=True, is_active=False)
        assert not model.objects.visible_to(root_left).exists()


def test_subject_with_line_breaks_is_one_line(run_jobs):
    reader()
    publish(title="甲\nBcc: x@y.example")

    run_jobs()

    assert mail.outbox[0].subject == "新发布：甲 Bcc: x@y.example"


def test_pages_of_a_subscription_are_complete_in_english(client):
    with translation.override("en"):
        client.post("/language/", {"language": "en", "next": "/"})
        assert "Publications by e-mail" in client.get("/subscriptions/").content.decode()
        assert "One more step" in client.get("/subscriptions/asked/").content.decode()
