"""Each number that a regulation gives secondments: changed in its row, it changes behaviour, without code (issue 5).

A probe asks the product whether it behaves as the number `n` says. It must say yes for the number in the row and no
for the next one, on the side on which the number bounds; and the same again after the row has been changed.
"""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from exchanges.secondments import actions
from exchanges.secondments.actions import limits
from exchanges.secondments.actions.calendar import latest_due
from exchanges.secondments.actions.kinds import check_age, check_renewals
from exchanges.secondments.actions.returns import open_return
from exchanges.secondments.enums import AgreementState, Grade, Kind, Paper, State
from exchanges.secondments.forms.papers import scan_field
from exchanges.secondments.models import AppraisalRound, FiledPaper, PeerRemark, ReturnReport, Secondment
from exchanges.secondments.queries import remarks_of, running
from exchanges.secondments.queries.appraisals import GRADES, appraisal_shares, grade_of
from exchanges.secondments.queries.kinds import LEVELS, level_of
from exchanges.secondments.queries.lengths import last_day_within
from shared.audit.actions import NotAllowedNow
from shared.directory.models import Posting, Rank
from shared.regulations.actions import DATA, read
from shared.regulations.models import DeadlineRule, LimitRule
from shared.regulations.queries import Deadlines, add_months, shift
from tests.factories.directory import RegionFactory, member
from tests.factories.secondments import brought, parties

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]
TODAY = dt.date(2026, 11, 23)
START, END = dt.date(2026, 6, 1), dt.date(2026, 12, 30)
CODES = "secondment."


def noon(day):
    return dt.datetime.combine(day, dt.time(4), dt.UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(noon(TODAY), tick=False) as traveller:
        yield traveller


class Case:
    """The parties in the place whose row is asked about."""

    def __init__(self, rule, client, clock):
        self.rule, self.client, self.clock = rule, client, clock
        self.place = rule.jurisdiction or "330000"
        self.p = parties()
        self.p.host.region = RegionFactory(code=self.place)
        self.p.host.save()

    def facts(self, state, kind, **facts):
        return {"state": state, "kind": kind, "starts_on": START, "ends_on": END, **facts}

    def draft(self, state=State.ACTIVE, kind=Kind.CONCURRENT_ASSISTANT, **facts):
        """A term that stands in no table, which is enough for what looks at one term alone."""
        parties = {"home_org": self.p.home, "host_org": self.p.host, "person": self.p.user.person}
        return Secondment(**parties, **self.facts(state, kind, **facts))

    def term(self, state=State.ACTIVE, kind=Kind.CONCURRENT_ASSISTANT, **facts):
        return self.p.secondment(**self.facts(state, kind, **facts))

    def allows(self, act, *args, **facts):
        try:
            act(*args, **facts)
        except NotAllowedNow:
            return False
        return True


def one_term_lasts(kind):
    def probe(case, n):
        row = case.draft(kind=kind)
        return case.allows(limits.check_term, row, starts_on=START, ends_on=last_day_within(START, n))

    return probe


def loans_last_in_all(case, n):
    row, last = case.draft(kind=Kind.LOAN), last_day_within(START, n)
    return case.allows(limits.check_total, row, case.p.user.person, starts_on=START, ends_on=last)


def next_loan_begins_after(case, n):
    Secondment.objects.all().delete()
    case.term(State.ENDED, Kind.LOAN, starts_on=dt.date(2022, 1, 1), ends_on=dt.date(2022, 3, 31))
    begins = add_months(dt.date(2022, 3, 31), n)
    row = case.term(State.PLANNED, Kind.LOAN, starts_on=begins)
    return case.allows(limits.check_total, row, case.p.user.person, starts_on=begins, ends_on=begins)


def is_renewed(kind):
    return lambda case, n: case.allows(check_renewals, case.draft(kind=kind, term_number=n))


def is_not_older_than(rank):
    def probe(case, n):
        person, row = case.p.user.person, case.draft(kind=Kind.TEMPORARY_POST)
        Posting.objects.filter(person=person).update(rank_series="civil_servant", rank=rank)
        person.birth_month = f"{START.year - n}-{START.month:02}"
        return case.allows(check_age, row, person)

    return probe


def level_reaches_down_to(level, series):
    def probe(case, n):
        rank = Rank.objects.filter(series=series, position=n).first()
        Posting.objects.filter(person=case.p.user.person).update(rank_series=series, rank=rank.name)
        found = level_of(case.p.user.person, on=TODAY, jurisdiction=case.place)
        return LEVELS.index(found) <= LEVELS.index(level)

    return probe


def panel_sits_with(case, n):
    row, members = case.term(State.UNDER_REVIEW), [member(case.p.host) for _n in range(n)]
    return case.allows(actions.name_panel, row, members=members, criteria=[("专业", 100)], by=case.p.host_officer)


def host_appraises_from_month(case, n):
    row = case.draft(starts_on=START, ends_on=last_day_within(START, n))
    return appraisal_shares(row, on=dt.date(2030, 1, 1)).host > 0


def host_weighs(case, n):
    return appraisal_shares(case.draft(starts_on=dt.date(2025, 1, 1)), on=TODAY).host == int(n * 100)


def grade_is_reached_with(grade):
    return lambda case, n: GRADES.index(grade_of(Decimal(n), on=TODAY, jurisdiction=case.place)) <= GRADES.index(grade)


def remarks_are_shown_from(case, n):
    subject = AppraisalRound.objects.filter(secondment__host_org=case.p.host).first()
    if subject is None:
        subject = actions.begin_appraisal(case.term(), period="2026年度", by=case.p.host_officer)
    PeerRemark.objects.all().delete()
    PeerRemark.objects.bulk_create(PeerRemark(round=subject, text=f"意见{i}") for i in range(n))
    return bool(remarks_of(case.p.host_officer, subject))


def is_reminded(kind):
    def probe(case, n):
        today = shift(END, -n, case.rule.basis)
        return latest_due(case.draft(kind=kind), Deadlines(CODES), today) == case.rule.code

    return probe


def clock_runs(state, **facts):
    def probe(case, n):
        row = case.draft(state, ends_on=TODAY, **facts)
        return running(row, Deadlines(CODES)).due == shift(TODAY, n, case.rule.basis)

    return probe


def longer_loan_is_filed(case, n):
    row = case.draft(kind=Kind.LOAN)
    case.clock.move_to(noon(shift(END, -n, case.rule.basis)))
    return case.allows(limits.check_notice, row)


def parties_hear_of_the_agreements_end(case, n):
    draft = actions.propose_agreement(
        case.p.host,
        second=case.p.home,
        by=case.p.host_officer,
        title=f"互派协议{n}",
        kinds=[Kind.EXCHANGE_POST],
        batches_per_year=2,
        places_at_first=1,
        places_at_second=1,
        valid_from=TODAY,
        valid_until=shift(TODAY, n, case.rule.basis),
    )
    agreement = actions.agree_to_agreement(draft, by=case.p.home_officer)
    heard = actions.remind_of_agreements() == 1
    type(agreement).objects.filter(pk=agreement.pk).update(state=AgreementState.ENDED)
    return heard


def list_of_ends_reaches(case, n):
    row = case.term(person=member(case.p.home).person, ends_on=TODAY + dt.timedelta(days=n))
    case.client.force_login(case.p.host_officer)
    return row.number in case.client.get(reverse("secondments:expiring")).content.decode()


def owner_hears_of_a_papers_end(case, n):
    FiledPaper.objects.all().delete()
    row = case.term(person=member(case.p.home).person)
    brought(row, Paper.RECOMMENDATION)
    row.papers.update(valid_until=shift(TODAY, n, case.rule.basis))
    return actions.warn_of_papers() == 1


def report_is_due_after(case, n):
    row = case.term(State.ENDED, ends_on=TODAY, person=member(case.p.home).person)
    open_return(row)
    return ReturnReport.objects.get(secondment=row).due_on == shift(TODAY, n, case.rule.basis)


def paper_may_weigh(case, n):
    file = SimpleUploadedFile("推荐表.pdf", b"%PDF-" + b"%%EOF".rjust(n * 1024 * 1024 - 5))
    try:
        scan_field("").clean(file)
    except ValidationError:
        return False
    return True


UP, DOWN = 1, -1  # the next number that must not hold: one more, or one less
PROBES = {
    "assistant_years": (one_term_lasts(Kind.SPECIAL_ASSISTANT), UP),
    "temporary_post_months": (one_term_lasts(Kind.TEMPORARY_POST), UP),
    "exchange_post_months": (one_term_lasts(Kind.EXCHANGE_POST), UP),
    "loan_months": (one_term_lasts(Kind.LOAN), UP),
    "prosecutor_post_months": (one_term_lasts(Kind.PROSECUTOR_POST), UP),
    "loan_total_months": (loans_last_in_all, UP),
    "loan_pause_months": (next_loan_begins_after, DOWN),
    "assistant_renewals": (is_renewed(Kind.SPECIAL_ASSISTANT), UP),
    "prosecutor_post_renewals": (is_renewed(Kind.PROSECUTOR_POST), UP),
    "temporary_post_age_department": (is_not_older_than("厅局级副职"), UP),
    "temporary_post_age_division": (is_not_older_than("县处级副职"), UP),
    "temporary_post_age_section": (is_not_older_than("乡科级副职"), UP),
    **{
        f"level_{level}_{series}": (level_reaches_down_to(level, series), UP)
        for level in LEVELS[:-1]
        for series in ("civil_servant", "prosecutor", "enforcement")
    },
    "paper_megabytes": (paper_may_weigh, UP),
    "panel_members": (panel_sits_with, DOWN),
    "appraisal_host_months": (host_appraises_from_month, DOWN),
    "appraisal_host_share": (host_weighs, UP),
    "appraisal_excellent": (grade_is_reached_with(Grade.EXCELLENT), DOWN),
    "appraisal_competent": (grade_is_reached_with(Grade.COMPETENT), DOWN),
    "appraisal_basic": (grade_is_reached_with(Grade.BASICALLY_COMPETENT), DOWN),
    "appraisal_remarks": (remarks_are_shown_from, DOWN),
    "reminder_1": (is_reminded(Kind.CONCURRENT_ASSISTANT), UP),
    "reminder_2": (is_reminded(Kind.CONCURRENT_ASSISTANT), UP),
    "reminder_3": (is_reminded(Kind.CONCURRENT_ASSISTANT), UP),
    "reminder_4.loan": (is_reminded(Kind.LOAN), UP),
    "reminder_5.loan": (is_reminded(Kind.LOAN), UP),
    "decide": (clock_runs(State.CONSENTED, consented_on=TODAY), UP),
    "sign": (clock_runs(State.CONSENTED, consented_on=START, host_decided_on=TODAY), UP),
    "letter": (clock_runs(State.APPROVED, pledge_signed_on=TODAY), UP),
    "appraise": (clock_runs(State.ENDED), UP),
    "loan_extension": (longer_loan_is_filed, DOWN),
    "agreement_renewal": (parties_hear_of_the_agreements_end, UP),
    "expiring": (list_of_ends_reaches, UP),
    "paper_ends": (owner_hears_of_a_papers_end, UP),
    "return_report": (report_is_due_after, UP),
}


def shipped(file, model):
    """Code and place of the rows that come with the product."""
    rows = read(DATA / file, model)
    return sorted((row["code"], row["jurisdiction"]) for row in rows if row["code"].startswith(CODES))


SHIPPED = shipped("limits.csv", LimitRule) + shipped("deadlines.csv", DeadlineRule)


@pytest.mark.parametrize(("code", "place"), SHIPPED)
def test_the_number_of_a_rule_decides_before_and_after_it_is_changed(code, place, client, clock):
    probe, side = PROBES[code.removeprefix(CODES)]
    model = DeadlineRule if DeadlineRule.objects.filter(code=code).exists() else LimitRule
    field, rows = ("amount" if model is DeadlineRule else "value"), model.objects.filter(code=code, jurisdiction=place)
    case = Case(rows.get(), client, clock)
    number = getattr(case.rule, field)
    step = Decimal("0.1") if case.rule.__dict__.get("unit") == "share" else 1
    number = number if step != 1 else int(number)

    for told in (number, number + step):
        rows.update(**{field: told})
        assert (probe(case, told + side * step), probe(case, told)) == (False, True), told
