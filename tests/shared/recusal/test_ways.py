"""Waivers, closed matters, declarations and who may read them."""

import datetime as dt

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from shared.directory.models import Region
from shared.recusal.actions import amend, check, declare, end_declaration, step_back, waive
from shared.recusal.models import Bar, Check, Declaration, Finding, Waiver
from shared.recusal.permissions import can_waive, is_barred
from shared.recusal.queries import last_check, open_hints, open_to
from shared.recusal.subjects import subject_of
from shared.regulations.models import LimitRule
from shared.regulations.queries import forget
from tests.factories.directory import AgencyFactory, UserFactory, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def organ():
    return AgencyFactory()


@pytest.fixture
def user():
    return member(AgencyFactory(), RoleCode.TRAINEE, name="周晓")


@pytest.fixture
def hint(matter, organ, user):
    """A file on which one hint stands against the user."""
    declare(user.person, kind="other", other_agency=organ, by=user)
    file = matter.open(parties=(organ,))
    return check(file, user.person, by=matter.officer).findings.get()


def test_a_waived_hint_stays_waived_in_the_same_matter_until_its_day(matter, hint, user, time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 28, 4, tzinfo=dt.UTC))
    file = Region.objects.get(pk=hint.check_row.subject_id)

    waiver = waive(hint, reason=" 仅为校友 ", by=matter.officer)
    waive(hint, reason="再说一次", by=matter.officer)

    assert (waiver.reason, waiver.expires_on) == ("仅为校友", dt.date(2027, 5, 27))
    assert Waiver.objects.count() == 1
    assert open_hints(check(file, user.person, by=None)) == []
    time_machine.move_to(dt.datetime(2027, 5, 28, 4, tzinfo=dt.UTC))
    assert len(open_hints(check(file, user.person, by=None))) == 1
    other = matter.open(parties=matter.about[file.pk]["parties"])
    assert len(open_hints(check(other, user.person, by=None))) == 1
    assert last_check(file, user.person).says_none is False


def test_the_days_of_a_waiver_come_from_the_rule_of_the_place(matter, hint, time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 28, 4, tzinfo=dt.UTC))
    LimitRule.objects.create(
        code="recusal.waiver_days", label="x", source="y", value=10, unit="day", jurisdiction="330000"
    )
    forget(LimitRule)

    assert waive(hint, reason="理由", by=matter.officer).expires_on == dt.date(2026, 12, 8)


def test_what_blocks_is_never_waived_and_a_reason_is_needed(matter, hint):
    with pytest.raises(NotAllowedNow, match="说明理由"):
        waive(hint, reason="  ", by=matter.officer)
    hint.severity = "hard"
    with pytest.raises(NotAllowedNow, match="不能豁免"):
        waive(hint, reason="理由", by=matter.officer)
    assert not Waiver.objects.exists()


def test_who_waives_is_the_officer_of_the_matter_or_the_role_of_the_rule(matter, hint, user):
    seen = hint.check_row
    hr, stranger = member(matter.agency, RoleCode.UNIT_HR), member(AgencyFactory(), RoleCode.SECONDMENT_OFFICER)
    herself = matter.officer

    assert can_waive(matter.officer, seen, hint)
    assert not any(can_waive(who, seen, hint) for who in (hr, stranger, user))
    hint.waived_by_role = RoleCode.UNIT_HR
    assert can_waive(hr, seen, hint)
    assert not can_waive(matter.officer, seen, hint)
    hint.waived_by_role = ""
    seen.person = herself.person
    assert not can_waive(herself, seen, hint)


def test_a_matter_that_a_rule_closes_is_in_no_list_and_opens_again_when_the_fact_is_gone(matter, organ, user):
    declared = declare(user.person, kind="interest", other_agency=organ, by=user)
    file, free = matter.open(parties=(organ,)), matter.open()

    check(file, user.person, by=None)
    check(file, user.person, by=None)

    everything = Region.objects.filter(pk__in=[file.pk, free.pk])
    assert list(open_to(everything, user, "matter")) == [free]
    assert set(open_to(everything, matter.officer, "matter")) == {file, free}
    assert set(open_to(everything, user, "another kind")) == {file, free}
    assert is_barred(user, subject_of(file))
    assert not is_barred(user, subject_of(free))
    Declaration.objects.filter(pk=declared.pk).delete()
    check(file, user.person, by=None)
    assert list(open_to(everything.order_by("pk"), user, "matter")) == [file, free]
    assert Bar.objects.get().lifted_at is not None


def test_who_steps_back_stays_out_whatever_a_later_check_finds(matter, user):
    file = matter.open()

    step_back(file, user.person, kind="other", by=user)
    row = check(file, user.person, by=None)

    assert is_barred(user, subject_of(file))
    assert [finding.rule_code for finding in row.findings.all()] == ["recusal.other"]
    assert list(Declaration.objects.visible_to(user)) == list(Declaration.objects.all())


def test_checks_waivers_and_closed_matters_are_read_by_the_officers_of_the_matter(matter, hint, user):
    waive(hint, reason="理由", by=matter.officer)
    step_back(Region.objects.get(pk=hint.check_row.subject_id), user.person, kind="other", by=user)
    others = [user, member(matter.agency, RoleCode.UNIT_HR), UserFactory(is_superuser=True)]
    others.append(member(AgencyFactory(proc=True), RoleCode.SECONDMENT_OFFICER))

    for model in (Check, Finding, Waiver, Bar):
        assert model.objects.visible_to(matter.officer).count() == 1
        assert [who for who in others if model.objects.visible_to(who)] == []


def test_an_officer_does_not_read_the_check_of_a_matter_that_is_closed_to_her(matter, hint):
    file = Region.objects.get(pk=hint.check_row.subject_id)

    step_back(file, matter.officer.person, kind="family", by=matter.officer)

    assert not Check.objects.visible_to(matter.officer)


def test_a_declaration_is_read_by_the_personnel_office_and_family_by_no_other(client, user, organ):
    unit = user.person.postings.get().agency
    hr, officer = member(unit, RoleCode.UNIT_HR), member(unit, RoleCode.SECONDMENT_OFFICER)
    stranger = member(organ, RoleCode.UNIT_HR, RoleCode.SECONDMENT_OFFICER)
    family = declare(user.person, kind="family", other_agency=organ, by=user)
    other = declare(user.person, kind="other", other_agency=organ, by=user)

    assert set(Declaration.objects.visible_to(user)) == {family, other}
    assert set(Declaration.objects.visible_to(hr)) == {family, other}
    assert set(Declaration.objects.visible_to(officer)) == {other}
    assert not Declaration.objects.visible_to(stranger)
    for who, status in ((hr, 200), (officer, 404), (stranger, 404)):
        client.force_login(who)
        assert client.get(reverse("recusal:declaration", args=[family.pk])).status_code == status
    reads = ModelLogEntry.objects.filter(action="recusal.read")
    assert [(row.user, row.object_id) for row in reads] == [(hr, str(family.pk))]


def test_the_list_of_the_personnel_office_hides_what_a_family_relation_points_to(client, user):
    hr = member(user.person.postings.get().agency, RoleCode.UNIT_HR)
    declare(user.person, kind="family", other_agency=AgencyFactory(name="独孤市知识产权局"), by=user)
    declare(user.person, kind="other", other_agency=AgencyFactory(name="慕容市知识产权局"), by=user)
    client.force_login(hr)

    text = client.get(reverse("recusal:people")).content.decode()

    assert "慕容市知识产权局" in text
    assert "独孤市知识产权局" not in text


def test_the_person_declares_amends_ends_and_sees_who_has_read_it(client, user, organ):
    client.force_login(user)
    url = reverse("recusal:declarations")
    said = {"kind": "family", "other_agency": organ.code, "valid_from": "2020-01-01"}

    assert client.post(url, said).status_code == 302
    first = Declaration.objects.get()
    changed = said | {"kind": "interest", "other_agency": organ.name}
    assert client.post(reverse("recusal:amend", args=[first.pk]), changed).status_code == 302
    second = Declaration.objects.standing().get()
    client.post(reverse("recusal:end", args=[second.pk]), {"last_day": "2024-05-06"})

    second.refresh_from_db()
    assert (second.replaces, second.kind, second.valid_to) == (first, "interest", dt.date(2024, 5, 6))
    shown = client.get(reverse("recusal:declaration", args=[second.pk])).content.decode()
    assert "申报事项已终止" in shown  # its history
    assert reverse("recusal:amend", args=[second.pk]) in shown
    kept = client.get(reverse("recusal:declaration", args=[first.pk])).content.decode()
    assert "该内容已变更，留存备查。" in kept
    assert reverse("recusal:amend", args=[first.pk]) not in kept
    with pytest.raises(NotAllowedNow):
        amend(first, kind="other", other_agency=organ, by=user)
    with pytest.raises(NotAllowedNow):
        end_declaration(second, last_day=dt.date(2024, 5, 6), by=user)
    with pytest.raises(NotAllowedNow):
        end_declaration(second, last_day=dt.date(2019, 5, 6), by=user)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"kind": "other"}, "请填写单位或人员。"),
        ({"kind": "other", "other_agency": "无此单位"}, "没有使用该代码或名称的单位。"),
        ({"kind": "other", "other_person": "nobody@unit.example"}, "平台上没有使用该电子邮箱的人员"),
        ({"kind": "other", "other_person": "OWN"}, "这是您本人的邮箱。"),
        ({"kind": "other", "other_agency": "CODE", "valid_from": "2024-02-02", "valid_to": "2024-02-01"}, "早于"),
    ],
)
def test_a_declaration_that_cannot_be_is_refused_in_words(client, user, organ, said, words):
    client.force_login(user)
    real = {"OWN": user.person.email, "CODE": organ.code}

    page = client.post(reverse("recusal:declarations"), {k: real.get(v, v) for k, v in said.items()})

    assert page.status_code == 422
    assert words in page.content.decode()
    assert not Declaration.objects.exists()


def test_nobody_changes_the_word_of_another(client, user, organ):
    row = declare(user.person, kind="other", other_agency=organ, by=user)
    hr = member(user.person.postings.get().agency, RoleCode.UNIT_HR)
    client.force_login(hr)

    for name in ("amend", "end"):
        assert client.post(reverse(f"recusal:{name}", args=[row.pk]), {"last_day": "2024-01-01"}).status_code == 403
    client.force_login(UserFactory())
    assert client.get(reverse("recusal:declarations")).status_code == 403
    assert client.get(reverse("recusal:amend", args=[row.pk])).status_code == 404


def test_a_check_is_shown_with_what_it_saw(client, matter, hint, user):
    url = reverse("recusal:check", args=[hint.check_row_id])
    client.force_login(matter.officer)

    text = client.get(url).content.decode()

    assert "周晓申报了与" in text
    assert "尚有提示事项待决定。" in text
    client.force_login(user)
    assert client.get(url).status_code == 404
