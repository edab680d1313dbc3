"""One class of sixty people from eight agencies, from the call for needs to the transcript.

Everybody does her own job in the browser; what forty others do in the same way is done by the same actions.
"""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import translation
from pypdf import PdfReader

from courses.certificates.models import Certificate
from courses.training import actions
from courses.training.enums import EnrolmentState as E
from courses.training.models import AnnualPlan, Attendance, Enrolment, SeatBlock, Session
from courses.training.tasks import keep_time, remind, return_seats
from shared.credits.models import CreditEntry
from shared.directory.enums import RoleCode
from tests.browser.cast import build_cast
from tests.factories.directory import member

pytestmark = pytest.mark.browser
BEIJING = ZoneInfo("Asia/Shanghai")
YEAR = 2031  # far enough ahead that no cookie of the browser, which keeps its own time, has expired


def at(month, day, hour=9, minute=0):
    return dt.datetime(YEAR, month, day, hour, minute, tzinfo=BEIJING)


def zh(sentence, context=None):
    """As the page says it: the journey follows the words of the product."""
    with translation.override("zh-hans"):
        return translation.pgettext(context, sentence) if context else translation.gettext(sentence)


class Stage:
    """One browser in turn in everybody's hands."""

    def __init__(self, page, site, sign_in, check_page, clock, run_jobs):
        self.page, self.site, self.sign_in, self.look = page, site, sign_in, check_page
        self.clock, self.run_jobs = clock, run_jobs
        page.set_default_timeout(60_000)  # sixty people accepted by one press

    def as_(self, user, address):
        self.sign_in(self.page, user)
        self.page.goto(f"{self.site}{address}")

    def press(self, name, context=None):
        """A button that asks the house: the next step begins when the answer is on the screen."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=zh(name, context), exact=True).first.click()

    def tap(self, name):
        """A button that changes this page alone."""
        self.page.get_by_role("button", name=zh(name), exact=True).first.click()

    def fill(self, **values):
        """Fields by their names; a list of choices by what it says."""
        for name, value in values.items():
            box = self.page.locator(f"main [name={name}]").first
            if box.evaluate("e => e.tagName") == "SELECT":
                box.select_option(label=str(value))
            else:
                box.fill(str(value))

    def follow(self, name, context=None):
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=zh(name, context), exact=True).first.click()

    def sees(self, text):
        self.page.get_by_text(text).first.wait_for(timeout=10_000)

    def time_is(self, moment):
        """The clock of the house runs: what is due happens, letters go out."""
        self.clock.move_to(moment)
        for task in (return_seats, keep_time, remind):
            task()
        self.run_jobs()


@pytest.fixture
def stage(page, site, sign_in, check_page, run_jobs):
    with time_machine.travel(at(1, 11), tick=False) as clock:
        yield Stage(page, site, sign_in, check_page, clock, run_jobs)


def test_a_class_of_sixty_from_the_call_for_needs_to_the_transcript(stage):
    cast = build_cast()
    line = year_is_planned(stage, cast)
    session = class_is_drawn_up(stage, cast, line)
    units_put_forward(stage, cast, session)
    seats_are_given(stage, cast, session)
    unused_seats_return(stage, cast, session)
    somebody_else_comes(stage, cast, session)
    class_runs(stage, cast, session)
    class_is_evaluated_and_completed(stage, cast, session)
    papers_are_handed_out(stage, cast, session)


def year_is_planned(stage, cast):
    """The office calls for needs, a unit answers, a line is drawn, both sides approve."""
    stage.as_(cast.officers["planner"], "/training/plans/new/")
    stage.fill(year=YEAR, ip_office=cast.ip, proc_office=cast.proc)
    stage.look(stage.page)
    stage.press("Call for needs")
    plan = AnnualPlan.objects.get()
    stage.as_(cast.units[2].hr, plan.get_absolute_url())
    stage.follow("Submit a need of my unit")
    stage.fill(topic="商业秘密案件证据规则", people=9, reason="案件量上升，取证口径不一。")
    stage.look(stage.page)
    stage.press("Submit")
    stage.look(stage.page)
    stage.time_is(at(2, 17))
    stage.as_(cast.officers["planner"], plan.get_absolute_url())
    stage.press("End the collecting and draw up the lines")
    stage.follow("Add a line")
    stage.fill(title="商业秘密证据规则同堂班", ip_host=cast.ip, proc_host=cast.proc, quarter="第二季度", days=2)
    stage.fill(ip_seats=28, proc_seats=28, pool_seats=4, budget=66_001)
    stage.page.locator("main [name=needs]").first.check()
    stage.press("Save the line")
    stage.sees("66,000")
    stage.look(stage.page)
    stage.fill(budget=66_000)
    stage.press("Save the line")
    stage.press("Submit to both sides")
    for planner in ("planner", "planner-p"):
        stage.as_(cast.officers[planner], plan.get_absolute_url())
        stage.press("Approve the annual plan")
    stage.look(stage.page)
    plan.refresh_from_db()
    assert plan.state == "approved"
    return plan.lines.get()


def class_is_drawn_up(stage, cast, line):
    """From the line to a plan of the class that both hosts approve, officers, seats of a unit, the call-up notice."""
    stage.as_(cast.officers["organiser"], "/training/questionnaires/")
    stage.fill(title="同堂班评估问卷")
    stage.press("Begin with the standard questions")
    stage.look(stage.page)
    stage.as_(cast.officers["organiser"], line.plan.get_absolute_url())
    stage.follow("Draw up a class from this line")
    stage.fill(number="TT-JOURNEY", venue="示例培训中心", starts_on=f"{YEAR}-05-12", ends_on=f"{YEAR}-05-13")
    stage.fill(opens_at=f"{YEAR}-03-01T09:00", closes_at=f"{YEAR}-04-20T18:00", hours=14)
    stage.look(stage.page)
    stage.press("Save the draft")
    session = Session.objects.get()
    for half_day, topic in {"12am": "总论", "12pm": "证据保全", "13am": "鉴定", "13pm": "庭审"}.items():
        for name, value in {"topic": topic, "hours": 3.5, "lecturer": "专家丁"}.items():
            stage.page.locator(f"[name='{YEAR}05{half_day}-{name}']").fill(str(value))
    stage.look(stage.page)
    stage.press("Save the timetable")
    assert session.slots.count() == 4
    stage.follow("Desk")
    stage.press("Submit the plan")
    for planner in ("planner", "planner-p"):
        stage.as_(cast.officers[planner], f"{session.get_absolute_url()}desk/")
        stage.press("Approve the plan")
    home = session.get_absolute_url()
    stage.as_(cast.officers["organiser"], f"{home}officers/")
    stage.fill(person="班主任甲", duty=zh("class head"))
    stage.press("Appoint")
    stage.look(stage.page)
    stage.as_(cast.officers["organiser-p"], f"{home}seats/")
    stage.page.locator("summary", has_text=zh("Seats for an agency or a region")).click()
    block = stage.page.locator("form[action$='/add/']")
    side = block.locator("[name=source] option", has_text=zh("procuratorates")).first
    block.locator("[name=source]").select_option(side.get_attribute("value"))
    block.locator("[name=agency]").fill(cast.units[-1].agency.name)
    block.locator("[name=seats]").fill("8")
    block.locator("[name=returns_at]").fill(f"{YEAR}-04-10T18:00")
    with stage.page.expect_navigation():
        block.get_by_role("button").click()
    stage.page.locator("summary", has_text=zh("Cut-off date", "of seats")).click()
    cut_off = stage.page.locator("form[action$='/cut-off/']")
    for field, option in {"block": cast.units[-1].agency.name, "returns_to": "0/4"}.items():
        found = cut_off.locator(f"[name={field}] option", has_text=option).first
        cut_off.locator(f"[name={field}]").select_option(found.get_attribute("value"))
    cut_off.locator("[name=returns_at]").fill(f"{YEAR}-04-10T18:00")
    with stage.page.expect_navigation():
        cut_off.get_by_role("button").click()
    stage.look(stage.page)
    assert SeatBlock.objects.get(agency=cast.units[-1].agency).seats == 8
    stage.time_is(at(3, 3))
    stage.as_(cast.officers["organiser"], f"{home}notices/")
    stage.fill(contact="组班甲 0571-12345678")
    stage.press("Issue the notice and open enrolment")
    stage.run_jobs()
    stage.page.reload()
    stage.look(stage.page)
    with stage.page.expect_download() as download:
        stage.page.get_by_role("link", name=zh("Download")).click()
    assert download.value.path().read_bytes().startswith(b"%PDF")
    return session


def units_put_forward(stage, cast, session):
    """HR of eight agencies nominate and their leaders approve; one asks for herself; whoever is refused reads why."""
    home = session.get_absolute_url()
    for number, unit in enumerate(cast.units):
        stage.as_(unit.hr, f"{home}nominate/")
        stage.follow("Tick all who can")
        for person in (unit.hr, unit.leader, cast.herself):
            box = stage.page.get_by_role("checkbox", name=person.person.name, exact=True)
            if box.count():
                box.uncheck()
        if number in {0, 7}:
            stage.look(stage.page)
        stage.press("Nominate those ticked")
        stage.as_(unit.leader, "/training/unit/")
        if number == 0:
            stage.look(stage.page)
        stage.follow("Tick all that wait for me")
        stage.press("Approve all that are ticked")
    stage.as_(cast.herself, home)
    stage.press("Apply")
    stage.look(stage.page)
    stage.as_(cast.units[3].leader, "/training/unit/")
    stage.press("Approve")
    assert Enrolment.objects.filter(state=E.SUBMITTED).count() == 60


def seats_are_given(stage, cast, session):
    """The organiser accepts everybody ticked; two of the IP side wait and read the rule; the others confirm."""
    home = session.get_absolute_url()
    stage.as_(cast.officers["organiser"], f"{home}desk/")
    stage.look(stage.page)
    stage.follow("Tick all that wait for the organiser")
    stage.press("Accept")
    seated = Enrolment.objects.filter(state=E.ACCEPTED).order_by("pk")
    assert seated.count() == 58
    last = Enrolment.objects.filter(state=E.WAITLISTED).order_by("waitlisted_at", "pk").last()
    stage.as_(last.person.user, home)
    stage.sees("全部候补第 2 位")
    stage.look(stage.page)
    first, *others = seated.select_related("person__user", "session")
    stage.as_(first.person.user, home)
    stage.press("Confirm my seat")
    stage.look(stage.page)
    for enrolment in others:
        actions.confirm(enrolment, by=enrolment.person.user)


def unused_seats_return(stage, cast, session):
    """At the cut-off the two seats that one procuratorate has not used go on, and the two who wait move up."""
    cut_off = at(4, 10, 18)
    stage.time_is(cut_off)
    assert Enrolment.objects.filter(state=E.WAITLISTED).count() == 2
    stage.time_is(cut_off + dt.timedelta(seconds=1))
    stage.as_(cast.officers["organiser-p"], f"{session.get_absolute_url()}seats/")
    stage.look(stage.page)
    moved_up = Enrolment.objects.filter(state=E.ACCEPTED).select_related("person__user", "session")
    assert moved_up.count() == 2
    for enrolment in moved_up:
        stage.as_(enrolment.person.user, session.get_absolute_url())
        stage.press("Confirm my seat")
    assert Enrolment.objects.filter(state=E.CONFIRMED).count() == 60


def somebody_else_comes(stage, cast, session):
    """A unit sends somebody else before the start; the list is confirmed."""
    unit = cast.units[1]
    newcomer = member(unit.agency, RoleCode.TRAINEE, name="替补人")
    stage.as_(unit.hr, "/training/unit/")
    stage.follow("Send somebody else")
    stage.look(stage.page)
    stage.page.get_by_role("radio", name="替补人").check()
    stage.press("Send this person")
    came = Enrolment.objects.get(person=newcomer.person)
    actions.confirm(came, by=newcomer)
    stage.time_is(at(4, 21))
    stage.as_(cast.officers["organiser"], f"{session.get_absolute_url()}desk/")
    stage.press("Confirm the list")
    stage.look(stage.page)
    session.refresh_from_db()
    assert session.state == "confirmed"
    assert Enrolment.objects.filter(state=E.CONFIRMED).count() == 60


def class_runs(stage, cast, session):
    """Four half-days: reported in, one signs in by the code in the room, one leave above a seventh ends her part."""
    home = session.get_absolute_url()
    stage.time_is(at(5, 12, 8))
    stage.as_(cast.officers["organiser"], f"{home}desk/")
    stage.press("Start the class")
    stage.as_(cast.officers["head"], f"{home}attendance/")
    for box in stage.page.locator("main [name=chosen]").all():
        box.check()
    stage.press("Those ticked have arrived")
    assert Enrolment.objects.filter(state=E.ATTENDING).count() == 60
    stage.look(stage.page)
    stage.time_is(at(5, 12, 8, 35))
    stage.as_(cast.officers["head"], f"{home}sign-in/room/")
    address = stage.page.locator("[data-address]").inner_text()
    scanning = cast.units[0].people[0]
    stage.as_(scanning, address.split(stage.page.url.split("/")[2])[-1])
    stage.look(stage.page)
    stage.press("I am here")
    assert Attendance.objects.get().enrolment.person == scanning.person
    somebody_asks_for_leave(stage, cast, session)
    for moment in (at(5, 12, 11), at(5, 12, 16), at(5, 13, 11), at(5, 13, 16)):
        stage.time_is(moment)
        stage.as_(cast.officers["head"], f"{home}attendance/")
        slot = stage.page.locator("nav.halfdays a").nth([11, 16].index(moment.hour) + 2 * (moment.day - 12))
        with stage.page.expect_navigation():
            slot.click()
        stage.tap("Everybody without a mark: present")
        stage.tap("Save this half-day")
        stage.page.wait_for_load_state("networkidle")
    stage.look(stage.page)
    assert Attendance.objects.filter(mark="present").count() == 59 * 4
    stage.time_is(at(5, 13, 18))
    stage.as_(cast.officers["organiser"], f"{home}desk/")
    stage.press("End teaching")
    stage.look(stage.page)


def somebody_asks_for_leave(stage, cast, session):
    """Half a day is 3.5 of 14 hours, above a seventh: she is told before she asks, and it ends her part at once."""
    home = session.get_absolute_url()
    tired = cast.units[2].people[0]
    stage.as_(tired, f"{home}leave/ask/")
    stage.page.locator("main [name=slots]").nth(1).check()
    stage.fill(reason="单位有紧急任务")
    stage.look(stage.page)
    stage.press("Send the request")
    stage.look(stage.page)
    stage.page.locator("main [name=knows]").check()
    stage.press("Send the request")
    stage.as_(cast.officers["head"], f"{home}leave/")
    stage.look(stage.page)
    stage.page.locator("main [name=knows]").first.check()
    stage.press("Approve the leave")
    ended = Enrolment.objects.get(person=tired.person)
    assert ended.state == E.WITHDRAWN


def class_is_evaluated_and_completed(stage, cast, session):
    """Five answer without a name; hours wait for nobody's answer; the results open when the round has closed."""
    home = session.get_absolute_url()
    stage.run_jobs()
    answering = [e.person.user for e in Enrolment.objects.filter(state=E.ATTENDING).select_related("person__user")[:5]]
    for number, user in enumerate(answering):
        stage.as_(user, f"{home}evaluation/answer/")
        if number == 0:
            stage.look(stage.page)
        for question in stage.page.locator("main fieldset fieldset").all():
            question.locator("input[type=radio]").first.check()
        stage.press("Send my answers")
    stage.sees(zh("You have evaluated this class. Thank you."))
    stage.as_(cast.officers["organiser"], f"{home}desk/")
    for step in ("Give results by the rules of the class", "Close the results"):
        stage.press(step)
    stage.as_(cast.officers["planner"], f"{home}desk/")
    stage.press("Complete and post the hours")
    assert CreditEntry.objects.count() == 59
    stage.time_is(at(5, 21))
    stage.as_(cast.officers["organiser"], f"{home}evaluation/")
    closed = (
        "Closed. %(answered)s of %(asked)s have answered. Lectures are not added up, and small groups show nothing."
    )
    stage.sees(zh(closed) % {"answered": 5, "asked": 59})
    stage.look(stage.page)


def papers_are_handed_out(stage, cast, session):
    """Certificates of both hosts, the public check, the ledger and the transcript; who left early has none."""
    stage.as_(cast.officers["organiser"], f"/certificates/sessions/{session.slug}/")
    stage.look(stage.page)
    with stage.page.expect_navigation():
        stage.page.locator("main form[action$='/issue/'] button").first.click()
    stage.run_jobs()
    assert Certificate.objects.count() == 59
    holder = cast.units[0].people[0]
    certificate = Certificate.objects.get(enrolment__person=holder.person)
    assert certificate.name == "王㛃"
    stage.sign_in(stage.page, holder)
    stage.page.goto(f"{stage.site}/certificates/")
    stage.look(stage.page)
    stage.page.context.clear_cookies()
    stage.page.goto(f"{stage.site}{certificate.get_absolute_url()}")
    stage.look(stage.page)
    assert stage.page.get_by_text("王㛃").count() == 0
    stage.as_(holder, "/credits/")
    stage.look(stage.page)
    entry = CreditEntry.objects.get(person=holder.person)
    assert (entry.hours, entry.days, entry.year) == (14, 2, YEAR)
    stage.press("Issue a transcript")
    with stage.page.expect_download() as download:
        stage.page.locator("a[href^='/credits/transcripts/']").first.click()
    text = "".join(page.extract_text() for page in PdfReader(download.value.path()).pages)
    assert "王㛃" in text
    assert session.title in text
    left = Enrolment.objects.get(state=E.WITHDRAWN)
    assert not CreditEntry.objects.filter(person=left.person).exists()
