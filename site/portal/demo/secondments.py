"""Secondments of the demo: the office's sheet, and a dozen terms around today so that both desks have work to do.

Everything is invented. A second call finds the numbers and changes nothing.
"""

import datetime as dt
from pathlib import Path
from typing import Any

from django.db import transaction

from exchanges.secondments import actions, queries
from exchanges.secondments.actions.returns import open_return
from exchanges.secondments.enums import Decision, Grade, Kind, Looked, Party, RequirementKind, State
from exchanges.secondments.enums.returns import ReportState
from exchanges.secondments.importers import SecondmentImporter
from exchanges.secondments.models import Agreement, Appraisal, Post, ReturnReport, Secondment, TermChange
from shared.accounts.models import User
from shared.directory.actions import name_deputy
from shared.directory.models import Agency, Person
from shared.directory.permissions import roles_to_lend
from shared.documents.numbers import document_number, issuer_mark
from shared.imports.importers import run_import
from shared.regulations.queries import add_months

SHEET = Path(__file__).parent / "data" / "secondments.xlsx"
FIRST_OWN = 801
BASIS = "《浙江省知识产权检察协作意见》（示例）"
REPORT = (
    "任期内主要参与商标案件的技术类证据审查和专业咨询，旁听庭审，参加检察机关业务学习。\n"
    "体会：行政确权与刑事证明的标准不同，移送前宜共同研判证据清单。\n"
    "建议：建立双方共用的咨询台账，每半年会商一次。"
)
DUTIES = "参与专业类案件的政策研究和办案指引起草；协助分析专业线索、审查技术类证据材料；就专业问题提供意见。"
# home, host, person (e-mail, * for the next free one, '' for nobody yet), kind, position, state,
# first day in months before today, last day in days after it
TERMS: list[tuple[str, str, str, str, str, str, int, int]] = [
    ("I330000", "P330000", "*", Kind.CONCURRENT_ASSISTANT, "专利专业岗", State.ACTIVE, 22, 60),
    ("I330000", "P330000", "*", Kind.INVITED_ASSISTANT, "商标专业岗", State.ACTIVE, 23, 30),
    ("I330500", "P330100", "*", Kind.TEMPORARY_POST, "行刑衔接岗", State.ACTIVE, 11, 7),
    ("I330000", "P330100", "*", Kind.CONCURRENT_ASSISTANT, "电子数据岗", State.ACTIVE, 14, 290),
    ("P330000", "I330000", "*", Kind.TEMPORARY_POST, "综合协调岗", State.ACTIVE, 5, 41),
    ("P330100", "I330000", "*", Kind.LOAN, "行刑衔接岗", State.ACTIVE, 4, 36),
    ("I330000", "P330000", "*", Kind.SPECIAL_ASSISTANT, "公益诉讼岗", State.RENEWAL_PENDING, 24, 38),
    ("P330000", "I330000", "*", Kind.EXCHANGE_POST, "专利专业岗", State.SUSPENDED, 8, 400),
    ("I330000", "P330000", "*", Kind.TEMPORARY_POST, "专利专业岗", State.ENDED, 12, -4),
    ("I330000", "P330000", "*", Kind.INVITED_ASSISTANT, "电子数据岗", State.RECOMMENDED, -1, 760),
    ("I330100", "P330000", "trainee@demo.example", Kind.INVITED_ASSISTANT, "商业秘密岗", State.UNDER_REVIEW, -1, 760),
    ("I330000", "P330000", "*", Kind.CONCURRENT_ASSISTANT, "商标专业岗", State.CONSENTED, -1, 760),
    ("P330000", "I330000", "*", Kind.TEMPORARY_POST, "地理标志保护岗", State.CONSENTED, -1, 390),
    ("I330000", "P330000", "*", Kind.CONCURRENT_ASSISTANT, "专利专业岗", State.APPROVED, -1, 740),
    ("I330100", "P330000", "", Kind.CONCURRENT_ASSISTANT, "集成电路布图设计岗", State.PLANNED, -2, 790),
    ("I330100", "P330000", "trainee@demo.example", Kind.INVITED_ASSISTANT, "商标专业岗", State.APPRAISED, 30, -200),
    ("I330000", "P330000", "assistant@demo.example", Kind.CONCURRENT_ASSISTANT, "商业秘密岗", State.ACTIVE, 9, 400),
    ("I330000", "P330000", "*", Kind.EXCHANGE_POST, "知识产权综合履职岗", State.CONSENTED, -1, 390),
]  # fmt: skip


@transaction.atomic
def seed(world: Any) -> None:
    run_import(SecondmentImporter(), SHEET.read_bytes(), SHEET.name)
    host = User.objects.get(email="host@demo.example")
    if not Post.objects.exists():
        open_posts(world.today, by=host)
    if not Agreement.objects.exists():
        agree(world.today, by=host)
    if Secondment.objects.filter(number=number(0)).exists():
        return
    for index, term in enumerate(TERMS):
        create_term(index, term, world.today)
    propose_renewal(world.today)
    appraise_earlier_term(world.today)
    begin_appraisal(by=host)
    name_stand_in(world.today, absent=host)
    name_panel(by=host)
    begin_return(by=host)
    report_earlier_term(world.today)


def number(index: int) -> str:
    return f"SEC-{FIRST_OWN + index:04}"


def create_term(index: int, term: tuple[str, str, str, str, str, str, int, int], today: dt.date) -> None:
    home, host, who, kind, position, state, months, last = term
    starts_on = add_months(today.replace(day=1), -months)
    unsigned = {State.PLANNED, State.RECOMMENDED, State.UNDER_REVIEW, State.CONSENTED}
    asked = {State.PLANNED, State.RECOMMENDED, State.UNDER_REVIEW}
    signed = None if state in unsigned else starts_on
    Secondment.objects.create(
        number=number(index),
        home_org=Agency.objects.get(code=home),
        host_org=Agency.objects.get(code=host),
        person=person(home, who),
        kind=kind,
        position=position,
        legal_basis=BASIS,
        duties=DUTIES,
        starts_on=starts_on,
        ends_on=today + dt.timedelta(days=last),
        state=state,
        consented_on=None if state in asked else before(starts_on, today),
        host_decided_on=today if (state, home) == (State.CONSENTED, "I330000") else signed,
        home_signed_on=signed,
        pledge_signed_on=signed,
        letter_number=letter_of(host, starts_on, index) if signed and state != State.APPROVED else "",
        letter_issued_on=signed if state != State.APPROVED else None,
        suspended_on=today - dt.timedelta(days=20) if state == State.SUSPENDED else None,
        cases_joined=index % 7 + 2 if signed and starts_on < today else None,
        questions_answered=index % 9 + 4 if signed and starts_on < today else None,
    )


def letter_of(host: str, day: dt.date, index: int) -> str:
    return document_number(f"{issuer_mark(Agency.objects.get(code=host))}聘", day.year, FIRST_OWN + index)


def before(day: dt.date, today: dt.date) -> dt.date:
    return min(day, today) - dt.timedelta(days=10)


def person(home: str, who: str) -> Person | None:
    """By e-mail, or the next of the unit's own people without a secondment; demo accounts are spared."""
    if who != "*":
        return Person.objects.filter(email=who).first()
    free = Person.objects.filter(postings__agency__code=home, postings__valid_to=None, user=None)
    taken = Secondment.objects.exclude(person=None).values("person")
    return free.exclude(pk__in=taken).order_by("name_pinyin", "pk")[0]


def name_panel(*, by: User) -> None:
    """Two people of the host examine a candidate; one has handed in her scores."""
    secondment = Secondment.objects.select_related("host_org__region", "home_org", "person").get(number=number(9))
    members = list(queries.panel_candidates(secondment)[:2])
    criteria = [(row.label, row.weight) for row in queries.criteria_of(secondment)]
    if len(members) == 2:
        panel = actions.name_panel(secondment, members=members, criteria=criteria, by=by)
        points = {criterion.pk: 86 + n for n, criterion in enumerate(panel.criteria.all())}
        actions.hand_in(panel.members.order_by("-pk")[0], points=points, remark="专业能力突出。", by=by)


def propose_renewal(today: dt.date) -> None:
    """The host has proposed; the home unit is still to agree."""
    secondment = Secondment.objects.get(number=number(6))
    TermChange.objects.create(
        secondment=secondment,
        kind="renewal",
        asked_on=today - dt.timedelta(days=6),
        asked_by_agency=secondment.host_org,
        old_end=secondment.ends_on,
        new_end=add_months(secondment.ends_on, 24),
        approved=Decision.PENDING,
        host_agreed_on=today - dt.timedelta(days=6),
        note="工作衔接需要，建议续聘一期。",
    )


def agree(today: dt.date, *, by: User) -> None:
    """An agreement in force with a post under it that lets staff apply, and one application."""
    host, home = Agency.objects.get(code="P330000"), Agency.objects.get(code="I330000")
    agreement = actions.propose_agreement(
        host,
        second=home,
        kinds=[Kind.EXCHANGE_POST, Kind.TEMPORARY_POST, Kind.PROSECUTOR_POST],
        title="知识产权检察与行政保护人员互派协议（示例）",
        legal_basis="双方协作意见书（示例）",
        batches_per_year=2,
        places_at_first=2,
        places_at_second=2,
        valid_from=today.replace(month=1, day=1),
        valid_until=today + dt.timedelta(days=70),
        by=by,
    )
    actions.agree_to_agreement(agreement, by=by)
    post = actions.open_post(
        host,
        agreement=agreement,
        title="知识产权综合履职岗",
        field="专利、商标",
        kind=Kind.EXCHANGE_POST,
        headcount=1,
        takes_applications=True,
        department="知识产权检察部",
        duties=DUTIES,
        requirements=[
            {"kind": RequirementKind.AGE, "number": 45},
            {"kind": RequirementKind.SERVICE, "number": 3},
            {"kind": RequirementKind.OTHER, "text": "熟悉专利侵权判定或者行政裁决工作"},
        ],
        opens_on=today - dt.timedelta(days=5),
        closes_on=today + dt.timedelta(days=25),
        by=by,
    )
    applicant = person("I330000", "*")
    if applicant:
        statement = "在专利审查和行政裁决岗位工作多年，希望到检察机关了解刑事和公益诉讼案件办理。"
        actions.apply_for_post(post, person=applicant, home_org=home, statement=statement, by=by)


def appraise_earlier_term(today: dt.date) -> None:
    """The trainee's earlier term has been appraised, and her personnel office has read it."""
    secondment = Secondment.objects.select_related("host_org", "person").get(number=number(15))
    day = secondment.ends_on + dt.timedelta(days=9)
    Secondment.objects.filter(pk=secondment.pk).update(grade=Grade.EXCELLENT, appraised_on=day)
    Appraisal.objects.create(
        secondment=secondment,
        period="期满",
        by_agency=secondment.host_org,
        grade=Grade.EXCELLENT,
        opinion="熟悉商标审查与执法实务，参与研判 6 件，意见书质量高，团结协作好。",
        appraised_on=day,
    )
    reader = User.objects.get(email="hr@demo.example")
    actions.note_access([secondment], what=Looked.APPRAISALS, by=reader)


def begin_appraisal(*, by: User) -> None:
    """The term that ended four days ago: the host has written its part, the home unit's is still open."""
    secondment = Secondment.objects.with_parties().get(number=number(8))
    subject = actions.begin_appraisal(secondment, period="期满", by=by)
    given = dict(zip(subject.items.values_list("pk", flat=True), (92, 90, 94, 91, 96), strict=True))
    opinion = "熟悉专利审查标准，参与研判 9 件，起草办案指引 1 份；遵守纪律，沟通顺畅。"
    actions.hand_in_part(subject, side=Party.HOST, given=given, grade=Grade.EXCELLENT, opinion=opinion, by=by)


def begin_return(*, by: User) -> None:
    """The term that ended some days ago: its return list is laid down, and the host has ticked off one item."""
    secondment = Secondment.objects.with_parties().get(number=number(8))
    open_return(secondment)
    actions.tick(secondment.checklist.get(item="access"), by=by)


def report_earlier_term(today: dt.date) -> None:
    """The trainee has reported on her earlier term and the host has confirmed it."""
    secondment = Secondment.objects.get(number=number(15))
    handed_in = secondment.ends_on + dt.timedelta(days=8)
    ReturnReport.objects.create(
        secondment=secondment,
        state=ReportState.CONFIRMED,
        text=REPORT,
        due_on=secondment.ends_on + dt.timedelta(days=15),
        handed_in_on=handed_in,
        confirmed_on=handed_in + dt.timedelta(days=2),
        confirmed_by=User.objects.get(email="host@demo.example"),
    )


def name_stand_in(today: dt.date, *, absent: User) -> None:
    """The host's officer is away for two weeks; her colleague of the political department acts for her."""
    deputy = User.objects.get(email="organiser-p@demo.example")
    days = {"first_day": today, "last_day": today + dt.timedelta(days=14)}
    name_deputy(roles_to_lend(absent), deputy=deputy, by=absent, **days)


def open_posts(today: dt.date, *, by: User) -> None:
    dates: dict[str, Any] = {"opens_on": today - dt.timedelta(days=10), "closes_on": today + dt.timedelta(days=35)}
    for code, title, field, kind, headcount in [
        ("P330000", "知识产权技术类证据审查岗", "专利、集成电路", Kind.CONCURRENT_ASSISTANT, 2),
        ("P330000", "商标检察协作岗", "商标", Kind.INVITED_ASSISTANT, 1),
        ("I330000", "行政执法与刑事司法衔接岗", "行刑衔接", Kind.TEMPORARY_POST, 1),
    ]:
        actions.open_post(
            Agency.objects.get(code=code),
            title=title,
            field=field,
            kind=kind,
            headcount=headcount,
            department="知识产权检察部" if code.startswith("P") else "知识产权保护处",
            duties=DUTIES,
            by=by,
            **dates,
        )
