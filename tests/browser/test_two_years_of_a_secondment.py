"""Twenty-four months of one assistant, by five accounts: from the need to her personnel file.

The home unit's HR officer, the host's political department, the supervising prosecutor, the person, and the deputy of
an absent officer each do their own job in the browser; the clock of the house does the rest.
"""

import datetime as dt
import json
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import translation
from pypdf import PdfReader

from exchanges.secondments.enums import Kind, State
from exchanges.secondments.models import CaseTask, Secondment
from exchanges.secondments.tasks import end_terms, send_reminders
from shared.directory.enums import RoleCode
from shared.notices.models import Notice
from tests.factories.directory import AgencyFactory, member
from tests.factories.secondments import parties, scan

pytestmark = pytest.mark.browser
PDF = {"name": "材料.pdf", "mimeType": "application/pdf", "buffer": scan().read()}
BEIJING = ZoneInfo("Asia/Shanghai")
YEAR = 2031  # far enough ahead that no cookie of the browser, which keeps its own time, has expired


def on(months, day, hour=9, minute=0):
    """A moment of the 24 months: month 1 is the January of the first year, month 13 that of the second."""
    return dt.datetime(YEAR + (months - 1) // 12, (months - 1) % 12 + 1, day, hour, minute, tzinfo=BEIJING)


def zh(sentence, context=None):
    """As the page says it: the journey follows the words of the product."""
    with translation.override("zh-hans"):
        return translation.pgettext(context, sentence) if context else translation.gettext(sentence)


class Stage:
    """One browser in turn in everybody's hands, and the clock of the house."""

    def __init__(self, page, site, sign_in, check_page, clock, run_jobs):
        self.page, self.site, self.sign_in, self.look = page, site, sign_in, check_page
        self.clock, self.run_jobs = clock, run_jobs

    def as_(self, user, address):
        self.sign_in(self.page, user)
        self.page.goto(f"{self.site}{address}")

    @property
    def text(self):
        return self.page.locator("main").inner_text()

    def press(self, name, context=None):
        with self.page.expect_navigation():
            self.page.locator("main").get_by_role("button", name=zh(name, context), exact=True).first.click()

    def follow(self, name, context=None):
        with self.page.expect_navigation():
            self.page.locator("main").get_by_role("link", name=zh(name, context), exact=True).first.click()

    def tick(self):
        self.page.locator("main").get_by_role("checkbox").first.check()

    def fill(self, **values):
        """Fields by their names; a date, a text or a choice by its value."""
        for name, value in values.items():
            box = self.page.locator(f"main [name={name}]").first
            if box.evaluate("e => e.tagName") == "SELECT":
                box.select_option(value=str(value))
            else:
                box.fill(value.isoformat() if isinstance(value, dt.date) else str(value))

    def bring(self, *papers):
        for paper in papers:
            self.page.locator(f"main [name=paper_{paper}]").set_input_files(PDF)

    def step(self, user, number, label, *, tick=False, papers=(), **values):
        """One step of a term on its own page, with the papers that it waits for."""
        self.as_(user, f"/secondments/{number}/")
        self.follow(label)
        self.fill(**values)
        self.bring(*papers)
        if tick:
            self.tick()
        self.press(label)

    def task_step(self, user, task, label, *, tick=False, **values):
        self.as_(user, task.get_absolute_url())
        self.follow(label)
        self.fill(**values)
        if tick:
            self.tick()
        self.press(label)

    def night_of(self, moment):
        """The clock of the house goes round: reminders go out, what is over is released, letters are sent."""
        self.clock.move_to(moment)
        send_reminders()
        end_terms()
        self.run_jobs()


class Cast:
    """The five accounts, and an agency in which the person has an interest."""

    def __init__(self):
        p = parties()
        self.p, self.home, self.host = p, p.home, p.host
        self.hr, self.political, self.person = p.home_officer, p.host_officer, p.user
        self.prosecutor = member(p.host, RoleCode.SUPERVISING_PROSECUTOR, name="严明")
        self.deputy = member(p.host, RoleCode.TRAINEE, name="柳青")
        for user in (self.hr, self.political, self.person, self.prosecutor, self.deputy):
            user.name = user.person.name
            user.save()
        self.bureau = AgencyFactory(name="杭州市市场监督管理局", region=p.home.region)


def told(user, kind):
    return Notice.objects.filter(user=user, kind=kind).count()


@pytest.fixture
def stage(page, site, sign_in, check_page, run_jobs):
    with time_machine.travel(on(1, 6), tick=False) as clock:
        yield Stage(page, site, sign_in, check_page, clock, run_jobs)


def test_twenty_four_months_from_the_need_to_the_personnel_file(stage, tmp_path):
    cast = Cast()
    term = she_is_appointed(stage, cast)
    deputy_is_named(stage, cast)
    own_organ_blocks_a_case(stage, cast, term)
    hint_is_waived_by_the_deputy(stage, cast, term)
    term_is_renewed_on_the_day_before_its_last(stage, cast, term)
    second_renewal_comes_a_day_late(stage, cast, term)
    term_is_appraised(stage, cast, term)
    post = temporary_post_ends_early(stage, cast)
    file_is_taken_along(stage, cast, [term, post], tmp_path)
    grades = Secondment.objects.order_by("starts_on").values_list("state", "grade")
    assert list(grades) == [(State.APPRAISED, "competent"), (State.APPRAISED, "excellent")]


def she_is_appointed(stage, cast):
    """January: the host opens a need; recommendation, examination, consent, decision, signature, pledge, letter."""
    stage.as_(cast.political, "/secondments/plan/")
    stage.look(stage.page)
    stage.fill(
        kind=Kind.CONCURRENT_ASSISTANT,
        home_org=cast.home.pk,
        host_org=cast.host.pk,
        position="商业秘密岗",
        starts_on=on(1, 20).date(),
        ends_on=on(12, 31).date(),
    )
    stage.press("Record the need")
    term = Secondment.objects.get()
    number = term.number
    stage.as_(cast.hr, f"/secondments/{number}/recommend/?q=周晓")
    stage.page.get_by_role("radio", name="周晓").check()
    stage.fill(note="政治可靠，业务熟练，同意推荐。")
    stage.bring("recommendation")
    stage.press("Recommend a person")
    stage.step(cast.political, number, "Begin the examination")
    stage.step(cast.person, number, "Give consent", tick=True)
    stage.step(cast.political, number, "Decide to appoint", papers=["decision"])
    stage.step(cast.hr, number, "Sign as home unit")
    stage.step(cast.person, number, "Sign the pledge", tick=True)
    stage.step(cast.political, number, "Issue the letter of appointment")
    stage.look(stage.page)
    term.refresh_from_db()
    assert (term.state, term.person) == (State.ACTIVE, cast.person.person)
    return term


def deputy_is_named(stage, cast):
    """March: the officer of the host is away until May; her deputy acts for her, and is shown so."""
    stage.clock.move_to(on(3, 3))
    stage.as_(cast.political, "/directory/deputies/")
    stage.tick()
    stage.fill(deputy=cast.deputy.pk, first_day=on(3, 4).date(), last_day=on(5, 9).date())
    stage.press("Name the deputy")
    stage.look(stage.page)
    stage.clock.move_to(on(3, 5))
    stage.as_(cast.deputy, "/secondments/")
    assert "您正代理郑岩（挂职交流经办人，浙江省人民检察院），至 2031-05-09。" in stage.text
    stage.look(stage.page)


def ask_for_a_case(stage, cast, term, *, alias, organ):
    stage.as_(cast.prosecutor, "/secondments/tasks/new/")
    stage.page.get_by_role("radio", name="周晓").check()
    first = stage_day(stage)
    stage.fill(alias=alias, role="evidence", respondent_org=organ.name, starts_on=first)
    stage.fill(ends_on=first + dt.timedelta(days=20))
    stage.press("Check and invite")
    return CaseTask.objects.get(alias=alias)


def stage_day(stage):
    return dt.datetime.now(BEIJING).date()


def own_organ_blocks_a_case(stage, cast, term):
    task = ask_for_a_case(stage, cast, term, alias="甲-1", organ=cast.home)

    assert task.state == "blocked"
    assert "周晓所在单位浙江省知识产权局是当事机关。" in stage.text
    stage.look(stage.page)
    stage.as_(cast.person, task.get_absolute_url())
    stage.look(stage.page, status=404)  # she is not asked, and finds nothing
    assert task.alias not in stage.text
    assert told(cast.person, "case_task.invited") == 0


def hint_is_waived_by_the_deputy(stage, cast, term):
    """The person has declared a relation to a bureau; the deputy waives the hint with a reason, the case is worked."""
    stage.as_(cast.person, "/recusal/")
    stage.fill(kind="other", other_agency=cast.bureau.name)
    stage.press("Declare")
    task = ask_for_a_case(stage, cast, term, alias="乙-2", organ=cast.bureau)
    assert task.state == "waiting"
    stage.task_step(cast.deputy, task, "Waive the hint", reason="仅参加过该局一次公开培训，与本案无关。")
    assert "柳青（代郑岩）" in stage.text
    stage.look(stage.page)
    stage.task_step(cast.prosecutor, task, "Invite")
    stage.task_step(cast.person, task, "Accept the invitation", tick=True)
    stage.task_step(cast.person, task, "Begin the work")
    stage.clock.move_to(on(3, 20))
    stage.task_step(cast.person, task, "Submit the opinion", hours="12.5")
    stage.task_step(cast.prosecutor, task, "Confirm the work", hours="12.5")
    stage.task_step(cast.prosecutor, task, "Close the task")
    task.refresh_from_db()
    term.refresh_from_db()
    assert (task.state, str(task.hours), term.cases_joined) == ("closed", "12.5", 1)


def term_is_renewed_on_the_day_before_its_last(stage, cast, term):
    """Reminders of 60, 30 and 7 days to all three; the home unit proposes, the host agrees on 30 December."""
    for moment in (on(11, 1), on(12, 1), on(12, 24), on(12, 24, 12)):
        stage.night_of(moment)
    assert [told(user, "secondment.reminder") for user in (cast.person, cast.hr, cast.political)] == [3, 3, 3]
    stage.step(
        cast.hr, term.number, "Propose a change of term", kind="renewal", new_end=on(18, 30).date(), note="工作需要"
    )
    stage.clock.move_to(on(12, 30, 23, 50))
    stage.as_(cast.political, "/secondments/")
    stage.look(stage.page)
    stage.step(cast.political, term.number, "Agree to the change of term", papers=["renewal_form"])
    stage.night_of(on(13, 1, 0, 10))
    term.refresh_from_db()
    assert (term.state, term.ends_on, term.term_number) == (State.ACTIVE, on(18, 30).date(), 2)


def second_renewal_comes_a_day_late(stage, cast, term):
    """The home unit opens the page before midnight of 30 June and agrees after it: too late, and everybody is told."""
    stage.clock.move_to(on(18, 29))
    stage.step(cast.political, term.number, "Propose a change of term", kind="renewal", new_end=on(24, 31).date())
    stage.clock.move_to(on(18, 30, 23, 50))
    stage.as_(cast.hr, f"/secondments/{term.number}/agree/")
    stage.bring("renewal_form")
    stage.clock.move_to(on(19, 1, 0, 5))
    stage.press("Agree to the change of term")
    assert "H18" in stage.page.locator("main [role=alert]").inner_text()
    stage.page.complaints.clear()
    stage.night_of(on(19, 1, 9))
    term.refresh_from_db()
    assert (term.state, term.ends_on) == (State.ENDED, on(18, 30).date())
    assert [told(user, "secondment.ended") for user in (cast.person, cast.hr, cast.political)] == [1, 1, 1]
    stage.as_(cast.hr, f"/secondments/{term.number}/")
    assert "自动解除" in stage.text
    stage.look(stage.page)


def hand_in(stage, user, term, score, opinion, *, grade=""):
    stage.as_(user, f"/secondments/{term.number}/appraisal/")
    for box in stage.page.locator("main input[type=number]").all():
        box.fill(str(score))
    if grade:
        stage.page.locator(f"main input[type=radio][value={grade}]").check()
    stage.page.locator("main textarea[name$=opinion]").first.fill(opinion)
    stage.press("Hand in this part")


def term_is_appraised(stage, cast, term):
    """Host begins, the person writes, both units hand in apart from one another, the result is merged."""
    stage.clock.move_to(on(19, 6))
    stage.as_(cast.political, f"/secondments/{term.number}/appraisal/")
    stage.press("Begin the appraisal")
    hand_in(stage, cast.person, term, 88, "参与办案一件，按期完成。")
    hand_in(stage, cast.political, term, 92, "专业扎实。", grade="excellent")
    hand_in(stage, cast.hr, term, 84, "表现良好。", grade="competent")
    stage.look(stage.page)
    term.refresh_from_db()
    assert (term.state, term.grade) == (State.APPRAISED, "competent")  # 0.6 * 92 + 0.4 * 84 = 88.8
    stage.as_(cast.person, f"/secondments/{term.number}/report/")
    stage.fill(text="任职一年半，熟悉了检察机关办案流程。")
    stage.press("Hand in the report")
    stage.as_(cast.political, f"/secondments/{term.number}/report/")
    stage.look(stage.page)
    stage.press("Confirm the report")


def temporary_post_ends_early(stage, cast):
    """A second term, full-time; the home unit needs her back, the host agrees, and she returns a month later."""
    stage.clock.move_to(on(20, 20))
    post = cast.p.secondment(
        State.ACTIVE,
        number="SEC-0099",
        kind=Kind.TEMPORARY_POST,
        position="第四检察部",
        starts_on=on(20, 1).date(),
        ends_on=on(30, 30).date(),
    )
    stage.clock.move_to(on(23, 3))
    back = on(23, 30).date()
    stage.step(
        cast.hr, post.number, "Propose a change of term", kind="early_return", new_end=back, note="本单位专项工作"
    )
    stage.step(cast.political, post.number, "Agree to the change of term")
    stage.look(stage.page)
    stage.night_of(on(24, 1, 0, 10))
    post.refresh_from_db()
    assert (post.state, post.last_day) == (State.ENDED, back)
    stage.as_(cast.person, f"/secondments/{post.number}/")
    with stage.page.expect_navigation():
        stage.page.get_by_role("button", name=zh("Tick off")).first.click()
    assert "共 6 项，已办结 1 项。" in stage.text
    stage.look(stage.page)
    # Under six months the home unit appraises alone.
    stage.as_(cast.hr, f"/secondments/{post.number}/appraisal/")
    stage.press("Begin the appraisal")
    hand_in(stage, cast.hr, post, 91, "圆满完成任务。", grade="excellent")
    post.refresh_from_db()
    assert (post.state, post.grade) == (State.APPRAISED, "excellent")
    return post


def file_is_taken_along(stage, cast, terms, tmp_path):
    """The last January: the home unit takes her personnel file along, and she sees that it did."""
    stage.clock.move_to(on(25, 6))
    stage.as_(cast.hr, f"/secondments/{terms[0].number}/")
    files = {}
    for form in ("PDF", "JSON"):
        with stage.page.expect_download() as download:
            stage.page.get_by_role("link", name=form, exact=True).click()
        files[form] = tmp_path / f"file.{form.lower()}"
        download.value.save_as(files[form])
    text = "".join(page.extract_text() for page in PdfReader(files["PDF"]).pages).replace("\n", "").replace(" ", "")
    assert all(term.number in text for term in terms)
    rows = json.loads(files["JSON"].read_text(encoding="utf-8"))
    assert [row["number"] for row in rows["terms"]] == sorted(term.number for term in terms)
    stage.as_(cast.person, "/secondments/mine/access/")
    stage.look(stage.page)
    assert stage.text.count("方静") >= 2
