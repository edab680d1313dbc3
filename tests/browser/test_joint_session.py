"""A joint class from the approved plan to the certificate, by everybody who has a part in it."""

import datetime as dt

import pytest
from django.utils import timezone

from courses.certificates.models import Certificate
from courses.training.enums import SessionState
from courses.training.models import Enrolment, Session, TimetableSlot
from shared.credits.models import CreditEntry
from shared.directory.enums import RoleCode
from tests.factories.directory import AgencyFactory, PostingFactory, member
from tests.factories.training import SessionFactory, SlotFactory

pytestmark = pytest.mark.browser


@pytest.fixture
def cast(site):
    """A plan of both hosts, and the people around it."""
    ip, proc = AgencyFactory(name="示例省知识产权局"), AgencyFactory(name="示例省人民检察院", proc=True)
    unit = AgencyFactory(name="示例市市场监督管理局", parent=ip)
    session = SessionFactory(state=SessionState.PLAN_REVIEW, ip_host=ip, proc_host=proc, title="商业秘密证据规则同堂班")
    SlotFactory(session=session)
    PostingFactory(agency=unit, person__name="尚未选派")
    return {
        "session": session,
        "planner": member(ip, RoleCode.TRAINING_PLANNER),
        "planner-p": member(proc, RoleCode.TRAINING_PLANNER),
        "organiser": member(ip, RoleCode.ORGANISER),
        "hr": member(unit, RoleCode.UNIT_HR),
        "leader": member(unit, RoleCode.UNIT_LEADER),
        "trainee": member(unit, RoleCode.TRAINEE, name="林晓晓"),
        "head": member(ip, RoleCode.CLASS_HEAD),
    }


def hold_today(session):
    """The class's days have come."""
    today = timezone.localdate()
    Session.objects.filter(pk=session.pk).update(starts_on=today, ends_on=today)
    TimetableSlot.objects.filter(session=session).update(day=today)


def test_a_class_goes_from_the_plan_to_the_certificate(page, site, sign_in, check_page, cast, run_jobs):
    session = cast["session"]
    home = f"{site}{session.get_absolute_url()}"
    desk = f"{home}desk/"

    def as_(who, address):
        sign_in(page, cast[who])
        page.goto(address)

    def press(name):
        with page.expect_navigation():
            page.get_by_role("button", name=name, exact=True).click()

    for planner in ("planner", "planner-p"):
        as_(planner, desk)
        press("批准计划")
    as_("organiser", desk)
    check_page(page)
    page.goto(f"{home}notices/")
    check_page(page)
    press("发出通知并开放报名")
    page.get_by_text("通知已编号，PDF 正在生成。").wait_for()

    as_("hr", home)
    check_page(page)
    with page.expect_navigation():
        page.get_by_role("link", name="选派本单位人员").click()
    page.get_by_label("姓名", exact=True).fill("林晓")
    press("搜索")
    check_page(page)
    page.get_by_role("checkbox", name="林晓晓").check()
    press("选派所选人员")
    assert page.get_by_text("待单位审核").is_visible()

    as_("leader", f"{site}/training/unit/")
    check_page(page)
    press("同意")

    as_("organiser", desk)
    page.get_by_role("checkbox", name="林晓晓").check()
    press("录取")
    check_page(page)
    assert Enrolment.objects.get().state == "accepted"

    as_("trainee", home)
    check_page(page)
    press("确认参加")
    page.goto(f"{site}/training/my/")
    check_page(page)
    assert page.get_by_text("已确认").is_visible()

    as_("organiser", desk)
    press("截止报名")
    press("确认学员名单")
    hold_today(session)
    press("开班")

    as_("head", f"{home}attendance/")
    check_page(page)
    page.get_by_role("checkbox", name="林晓晓").check()
    press("所选人员已报到")
    check_page(page)
    page.get_by_role("radio", name="出勤", exact=True).check()
    page.get_by_role("button", name="保存本半天", exact=True).click()  # saved by the page itself
    page.locator("[data-status]", has_text="已保存").wait_for()

    as_("organiser", desk)
    press("结束教学")
    press("按本班结业条件评定结果")
    press("确定结论")
    as_("planner", desk)
    press("结班并登记学时")
    assert CreditEntry.objects.get().hours == session.hours

    as_("organiser", desk)
    page.get_by_role("link", name="结业证书").or_(page.get_by_role("link", name="证书", exact=True)).first.click()
    with page.expect_navigation():
        page.locator("form button.btn").first.click()
    run_jobs()
    certificate = Certificate.objects.get()
    page.goto(f"{site}{certificate.get_absolute_url()}")
    check_page(page)
    assert certificate.name == "林晓晓"
    assert Session.objects.get().state == SessionState.COMPLETED


def test_list_and_forms_are_open_to_everyone(page, site, sign_in, check_page, cast):
    page.goto(f"{site}/training/?period=all")
    check_page(page)
    page.get_by_label("搜索").fill("没有这样的班")
    page.get_by_role("button", name="筛选").click()
    check_page(page)
    assert page.get_by_text("没有符合条件的班次").is_visible()
    sign_in(page, cast["organiser"])
    for address in ("/training/sessions/new/", f"{cast['session'].get_absolute_url()}timetable/"):
        page.goto(f"{site}{address}")
        check_page(page)
    page.goto(f"{site}{cast['session'].get_absolute_url()}sign-in-sheet/")
    check_page(page)


def test_a_class_is_applied_for_without_javascript(page_without_javascript, site, sign_in, cast):
    tab = page_without_javascript
    session = SessionFactory(ip_host=cast["session"].ip_host, direct_entry=True, seats=(1, 0, 0))
    sign_in(tab, cast["trainee"])

    tab.goto(f"{site}{session.get_absolute_url()}")
    with tab.expect_navigation():
        tab.get_by_role("button", name="申请报名").click()

    assert tab.get_by_text("您已被录取").is_visible()
    assert Enrolment.objects.get(session=session).confirm_by >= timezone.localdate() + dt.timedelta(days=3)
