"""What the engine finds: units, posts that are over, relations declared; and what the rules make of it."""

import datetime as dt

import pytest

from shared.directory.enums import RoleCode
from shared.directory.models import Posting
from shared.recusal.actions import check, declare, end_declaration
from shared.recusal.models import Check, RecusalRule
from shared.recusal.queries import heads_for, judged, substitutes
from shared.recusal.subjects import PROVIDERS, Fact, register_facts, subject_of
from shared.regulations.actions import end_rule
from shared.regulations.queries import add_months, forget
from tests.factories.directory import AgencyFactory, PersonFactory, PostingFactory, member

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 28)


@pytest.fixture(autouse=True)
def a_day(time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 28, 4, tzinfo=dt.UTC))


def posted(agency, **facts):
    return PostingFactory(agency=agency, **facts).person


def found(matter, file, person):
    row = check(file, person, by=matter.officer)
    return [(finding.rule_code, finding.severity) for finding in row.findings.all()]


def test_own_organ_blocks_its_units_too_and_a_body_of_another_level_is_a_hint(matter):
    province = AgencyFactory()
    city = AgencyFactory(name="甲市知识产权局", parent=province, level="prefecture")
    office = AgencyFactory(parent=city, level="prefecture")
    county = AgencyFactory(parent=city, level="county")
    file, of_office = matter.open(parties=(city,)), matter.open(parties=(office,))

    assert found(matter, file, posted(city)) == [("recusal.own_organ", "hard")]
    assert found(matter, file, posted(office)) == [("recusal.same_organ", "hard")]
    assert found(matter, of_office, posted(city)) == [("recusal.same_organ", "hard")]
    assert found(matter, file, posted(county)) == [("recusal.body_below", "hint")]
    assert found(matter, file, posted(province)) == [("recusal.unit_above", "hint")]
    assert found(matter, file, posted(AgencyFactory(parent=province, level="prefecture"))) == []
    assert found(matter, matter.open(), posted(city)) == []


@pytest.mark.parametrize(("left", "expected"), [((2024, 11, 28), True), ((2024, 11, 27), False)])
def test_a_post_that_is_over_counts_for_the_years_of_the_rule(matter, left, expected):
    organ = AgencyFactory()
    person = posted(organ, valid_from=dt.date(2010, 1, 1), valid_to=dt.date(*left))

    got = found(matter, matter.open(parties=(organ,)), person)

    assert got == ([("recusal.former_unit", "hint")] if expected else [])


def test_a_changed_number_changes_what_counts(matter):
    organ = AgencyFactory()
    file = matter.open(parties=(organ,))
    person = posted(organ, valid_from=dt.date(2010, 1, 1), valid_to=dt.date(2024, 11, 27))
    RecusalRule.objects.create(
        code="recusal.former_unit",
        label="x",
        source="y",
        test="former_unit",
        severity="hard",
        years=3,
        jurisdiction="330000",
    )
    forget(RecusalRule)

    assert found(matter, file, person) == [("recusal.former_unit", "hard")]

    RecusalRule.objects.filter(jurisdiction="330000").delete()
    RecusalRule.objects.create(
        code="recusal.former_unit.matter",
        label="x",
        source="y",
        test="former_unit",
        severity="hint",
        years=9,
        applies_to="matter",
    )
    forget(RecusalRule)

    assert found(matter, file, person) == [("recusal.former_unit.matter", "hint")]
    assert judged(subject_of(file), []) == []


def test_a_rule_that_blocks_everywhere_is_never_just_ended(matter):
    from shared.audit.actions import NotAllowedNow

    rule = RecusalRule.objects.get(code="recusal.own_organ")

    with pytest.raises(NotAllowedNow, match="新版本"):
        end_rule(rule, last_day=TODAY, by=matter.officer)


def test_the_person_concerned_her_unit_and_her_leader(matter):
    unit, elsewhere = AgencyFactory(), AgencyFactory()
    author = posted(unit)
    leader = member(unit, RoleCode.UNIT_LEADER).person
    file = matter.open(concerned=(author,))

    assert found(matter, file, author) == [("recusal.oneself", "hard")]
    assert found(matter, file, posted(unit)) == [("recusal.same_unit", "hint")]
    assert found(matter, file, leader) == [("recusal.same_unit", "hint"), ("recusal.supervision", "hint")]
    assert found(matter, file, posted(elsewhere)) == []
    assert found(matter, matter.open(leads=(author,)), posted(unit)) == [], "to share a unit with whoever leads is none"


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("family", ("recusal.family", "hard")),
        ("interest", ("recusal.interest", "hard")),
        ("earlier_role", ("recusal.earlier_role", "hard")),
        ("co_author", ("recusal.co_author", "hint")),
        ("supervision", ("recusal.supervision", "hint")),
        ("other", ("recusal.other", "hint")),
    ],
)
def test_what_a_person_has_declared_of_an_organ_or_of_somebody_counts(matter, kind, expected):
    organ, lead = AgencyFactory(), posted(AgencyFactory())
    one, two, three = (posted(AgencyFactory()) for _ in range(3))
    declare(one, kind=kind, other_agency=organ, by=None)
    declare(two, kind=kind, other_person=lead, by=None)
    declare(three, kind=kind, other_agency=AgencyFactory(), valid_from=TODAY, by=None)
    file = matter.open(parties=(AgencyFactory(parent=organ),), leads=(lead,))

    assert found(matter, file, one) == [expected]
    assert found(matter, file, two) == [expected]
    assert found(matter, file, three) == []


def test_a_declaration_that_has_not_begun_or_ended_long_ago_does_not_count(matter):
    organ = AgencyFactory()
    file = matter.open(parties=(organ,))
    later, gone, recent = (posted(AgencyFactory()) for _ in range(3))
    declare(later, kind="interest", other_agency=organ, valid_from=TODAY + dt.timedelta(days=1), by=None)
    for person, years in ((gone, 6), (recent, 4)):
        row = declare(person, kind="interest", other_agency=organ, by=None)
        end_declaration(row, last_day=add_months(TODAY, -12 * years), by=None)

    assert [found(matter, file, person) for person in (later, gone, recent)] == [[], [], [("recusal.interest", "hard")]]


def test_a_check_keeps_the_facts_it_saw_when_posts_change(matter):
    organ = AgencyFactory(name="甲市知识产权局", code="I999001")
    person = posted(organ)
    file = matter.open(parties=(organ,))
    first = check(file, person, by=matter.officer)
    posting = Posting.objects.get(person=person)
    Posting.objects.filter(person=person).update(valid_to=dt.date(2020, 1, 1))

    second = check(file, person, by=matter.officer)

    first.refresh_from_db()
    assert first.facts["facts"] == [{"kind": "own_organ", "key": f"posting:{posting.pk}:{organ.pk}", "until": ""}]
    assert (first.facts["day"], first.facts["units"], first.facts["parties"]) == (
        "2026-11-28",
        ["I999001"],
        ["I999001"],
    )
    assert [rule["code"] for rule in first.facts["rules"]] == ["recusal.own_organ"]
    assert first.findings.get().words == f"{person.name}所在单位甲市知识产权局是当事机关。"
    assert (second.facts["facts"][0]["kind"], second.facts["rules"]) == ("former_unit", [])
    assert Check.objects.count() == 2


def test_family_says_no_name_in_what_is_kept(matter):
    relative = posted(matter.agency, person__name="独孤无名")
    person = posted(AgencyFactory())
    declare(person, kind="family", other_person=relative, by=None)

    row = check(matter.open(leads=(relative,)), person, by=matter.officer)

    kept = f"{row.facts} {row.findings.get().params} {row.findings.get().words}"
    assert "独孤" not in kept
    assert row.findings.get().words == f"{person.name}申报了与本事项有关的亲属关系。"


def test_an_app_adds_facts_of_its_own(matter):
    person = posted(AgencyFactory())
    file = matter.open()

    def provider(subject, people, day):
        if subject.kind == "matter":
            yield Fact(
                "co_author", person.pk, "paper:1", {"person": person.name, "other": "王某"}, add_months(TODAY, -36)
            )

    register_facts(provider)
    try:
        assert found(matter, file, person) == [("recusal.co_author", "hint")]
    finally:
        PROVIDERS.remove(provider)


def test_substitutes_have_no_hard_finding_and_stand_in_an_order_that_repeats(matter, django_assert_num_queries):
    organ = AgencyFactory()
    file = matter.open(parties=(organ,))
    busy, fits, free, out = posted(AgencyFactory()), posted(AgencyFactory()), posted(AgencyFactory()), posted(organ)
    people = [busy, fits, free, out]

    with django_assert_num_queries(4):  # posts, declarations, closed matters, and the rules once
        order = substitutes(file, people, load={busy.pk: 2, fits.pk: 2, free.pk: 1}, preferred=[fits.pk])
    even = [p.pk for p in substitutes(file, people)]

    assert order == [fits, free, busy]
    assert even == [p.pk for p in substitutes(file, reversed(people))]
    assert sorted(even) == sorted(p.pk for p in (busy, fits, free))
    others = [[p.pk for p in substitutes(matter.open(), people[:3])] for _ in range(12)]
    assert len({order[0] for order in others}) > 1, "no name stands first everywhere"


def test_another_head_is_found_nearest_first_when_the_head_is_recused(matter):
    province = AgencyFactory(proc=True)
    city = AgencyFactory(proc=True, parent=province)
    role = RoleCode.SUPERVISING_PROSECUTOR
    head, near, above = member(city, role).person, member(city, role).person, member(province, role).person
    member(AgencyFactory(proc=True, parent=city), role)
    file = matter.open()
    declare(head, kind="interest", other_agency=province, by=None)
    matter.about[file.pk] = {"parties": (province,)}

    assert heads_for(file, city, role) == []  # both others belong to a party
    matter.about[file.pk] = {"concerned": (head,)}
    assert heads_for(file, city, role) == [near, above]


def test_a_model_nobody_registered_is_refused(matter):
    with pytest.raises(LookupError, match="Agency"):
        check(matter.agency, PersonFactory(), by=matter.officer)
