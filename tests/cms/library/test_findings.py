"""Findings of a page: kept with its draft, replaced or waived, and in the way of review and publication."""

import json
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from wagtail.models import ModelLogEntry, PageLogEntry, Revision

from cms.library.actions import (
    import_case,
    import_white_paper,
    publish_reviewed,
    replace_findings,
    submit_for_review,
    waive_finding,
)
from cms.library.models import CasePage, PageFinding, WhitePaperChapterPage, WhitePaperPage
from cms.release.enums import Step
from cms.release.models import Route
from cms.release.permissions import may_decide
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from tests.factories.cms import block, case, chapter, event, paper, table
from tests.factories.directory import AgencyFactory, PersonFactory, UserFactory, member
from tests.factories.release import agree, reviewers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]
CASES = Path(__file__).parents[2] / "data/cases"
SECRETS = "<p>被告人王小明，电话<b>138</b>00138000。王<i>小</i>明&amp;某公司。</p>"


@pytest.fixture
def agency():
    return AgencyFactory(proc=True)


@pytest.fixture
def editor(agency):
    return member(agency, RoleCode.EDITOR)


@pytest.fixture
def head(agency):
    return member(agency, RoleCode.SECTION_HEAD)


@pytest.fixture
def unsafe(agency, editor):
    """A case whose facts name a person twice and her telephone once."""
    page = case(by=editor, agency=agency)
    return rewritten(page, SECRETS, by=editor)


def rewritten(page, text, *, by):
    draft = CasePage.objects.get(pk=page.pk).get_latest_revision_as_object()
    raw = draft.sections.get_prep_value()
    raw[0]["value"]["text"] = text
    draft.sections = raw
    draft.save_revision(user=by)
    return CasePage.objects.get(pk=page.pk)


def rows(page):
    return [(r.kind, r.text, r.times, r.state) for r in PageFinding.objects.filter(page=page.pk)]


def facts(page):
    return page.get_latest_revision_as_object().sections[0].value["text"].source


def approve(page, *, by):
    agree(page, by)


def waive_all(page, *, by):
    for row in PageFinding.objects.filter(page=page.pk).open():
        waive_finding(row, reason="当事人书面要求公开姓名", by=by)


def test_findings_are_kept_with_every_saved_draft(unsafe, editor):
    assert rows(unsafe) == [("person_name", "王小明", 2, "open"), ("mobile", "13800138000", 1, "open")]

    rewritten(unsafe, "<p>被告人王小明。</p>", by=editor)
    assert rows(unsafe) == [("person_name", "王小明", 1, "open"), ("mobile", "", 1, "fixed")]

    rewritten(unsafe, SECRETS, by=editor)
    assert rows(unsafe) == [("person_name", "王小明", 2, "open"), ("mobile", "13800138000", 1, "open")]


def test_imported_unsafe_file_has_its_findings(agency, editor):
    page = import_case((CASES / "09-unsafe-a.docx").read_bytes(), by=editor, name="a.docx").page

    kinds = sorted(PageFinding.objects.filter(page=page.pk).open().values_list("kind", flat=True))

    assert kinds == sorted(
        ["person_name"] * 4
        + ["id_number", "mobile", "address", "birth_date", "email", "social_account", "bank_account", "vehicle_plate"]
    )


def test_safe_files_have_none(editor):
    AgencyFactory(name="示例省知识产权局")
    for file in sorted(CASES.glob("0[1-8]*.docx")):
        import_case(file.read_bytes(), by=editor, name=file.name)
    import_white_paper((CASES.parent / "white-paper.docx").read_bytes(), by=editor)

    assert not PageFinding.objects.exists()


def test_people_of_the_directory_are_found_by_their_names(agency, editor):
    PersonFactory(name="诸葛静远")
    page = rewritten(case(by=editor, agency=agency), "<p>经诸葛静远同意。</p>", by=editor)

    assert rows(page) == [("person_name", "诸葛静远", 1, "open")]


def test_replacing_all_makes_one_new_draft_and_keeps_the_earlier(unsafe, editor):
    before = Revision.objects.filter(object_id=str(unsafe.pk)).count()

    replace_findings(unsafe, by=editor)

    unsafe.refresh_from_db()
    assert facts(unsafe) == "<p>被告人王某某，电话<b>（略）</b>。王某某<i></i>&amp;某公司。</p>"
    assert rows(unsafe) == [("person_name", "", 2, "fixed"), ("mobile", "", 1, "fixed")]
    revisions = Revision.objects.filter(object_id=str(unsafe.pk)).order_by("pk")
    assert revisions.count() == before + 1
    assert "13800138000" in str(list(revisions)[-2].content) or "<b>138</b>00138000" in str(list(revisions)[-2].content)
    assert {r.by for r in PageFinding.objects.all()} == {editor}


def test_replacing_one_leaves_the_other_open(unsafe, editor):
    name = PageFinding.objects.get(kind="person_name")

    replace_findings(unsafe, only=[name.pk], by=editor)

    unsafe.refresh_from_db()
    assert facts(unsafe) == "<p>被告人王某某，电话<b>138</b>00138000。王某某<i></i>&amp;某公司。</p>"
    assert rows(unsafe) == [("person_name", "", 2, "fixed"), ("mobile", "13800138000", 1, "open")]


def test_replacing_one_mention_of_a_name_replaces_the_others_and_nobody_else(agency, editor):
    draft = case(by=editor, agency=agency).get_latest_revision_as_object()
    draft.title, raw = "张伟假冒注册商标案", draft.sections.get_prep_value()
    raw[0]["value"]["text"] = "<p>证人张伟和李小强证实。</p>"
    raw[1]["value"]["text"] = "<p>张　伟离开，张伟的妻子到场。</p>"
    draft.sections = raw
    draft.save_revision(user=editor)
    row = PageFinding.objects.filter(page=draft.pk, text="张伟").last()

    replace_findings(draft, only=[row.pk], by=editor)

    draft = CasePage.objects.get(pk=draft.pk).get_latest_revision_as_object()
    assert draft.title == "张某假冒注册商标案"
    assert draft.sections[0].value["text"].source == "<p>证人张某和李小强证实。</p>"
    assert draft.sections[1].value["text"].source == "<p>张某离开，张某的妻子到场。</p>"
    assert {(r.text, r.state) for r in PageFinding.objects.filter(page=draft.pk)} == {("", "fixed"), ("李小强", "open")}


def test_replacing_reaches_titles_tables_notes_and_events(agency, editor):
    page = paper(agency, by=editor, title="被告人王小明，白皮书", summary="电话13800138000。")
    event(page, page.period_start, "证人李大伟到场。")
    grid = [["姓名", "件"], ["赵小云", "3"]]
    body = table(caption="被告人孙小兰", grid={"data": grid, "cell": [], "first_row_is_table_header": True})
    note = block("footnote", {"mark": "1", "text": "<p>a@b.example</p>"})
    part = chapter(page, body, footnotes=[note], by=editor)
    page = WhitePaperPage.objects.get(pk=page.pk)
    page.save_revision(user=editor)

    replace_findings(page, by=editor)
    replace_findings(part, by=editor)

    draft = WhitePaperPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    text = WhitePaperChapterPage.objects.get(pk=part.pk).get_latest_revision_as_object()
    assert (draft.title, draft.summary) == ("被告人王某某，白皮书", "电话（略）。")
    assert [e.text for e in draft.chronicle.all()] == ["证人李某某到场。"]
    assert text.body[0].value["caption"] == "被告人孙某某"
    assert text.body[0].value["grid"]["data"] == [["姓名", "件"], ["赵某某", "3"]]
    assert text.footnotes[0].value["text"].source == "<p>（略）</p>"


def test_replacing_nothing_is_refused(unsafe, editor):
    replace_findings(unsafe, by=editor)

    with pytest.raises(NotAllowedNow):
        replace_findings(CasePage.objects.get(pk=unsafe.pk), by=editor)


def test_waiver_holds_while_the_text_stays_and_falls_with_it(unsafe, editor):
    waive_all(unsafe, by=editor)

    rewritten(unsafe, SECRETS + "<p>又一段。</p>", by=editor)
    assert {r.state for r in PageFinding.objects.all()} == {"waived"}

    rewritten(unsafe, "<p>无。</p>", by=editor)
    rewritten(unsafe, SECRETS, by=editor)
    assert {(r.state, r.reason, r.by) for r in PageFinding.objects.all()} == {("open", "", None)}


def test_waiver_at_one_place_does_not_cover_another(unsafe, editor):
    waive_all(unsafe, by=editor)
    draft = unsafe.get_latest_revision_as_object()
    draft.summary = "被告人王小明"
    draft.save_revision(user=editor)

    assert [(r.place, r.text) for r in PageFinding.objects.open()] == [("summary", "王小明")]


def test_waiver_needs_a_reason_and_an_open_finding(unsafe, editor):
    row = PageFinding.objects.first()
    with pytest.raises(NotAllowedNow):
        waive_finding(row, reason="  ", by=editor)
    waive_finding(row, reason="本人书面要求公开", by=editor)

    with pytest.raises(NotAllowedNow):
        waive_finding(row, reason="再次", by=editor)

    row.refresh_from_db()
    assert (row.reason, row.by, row.decided_at is None) == ("本人书面要求公开", editor, False)


def test_database_keeps_what_a_finding_is(unsafe):
    row = PageFinding.objects.first()
    for change in ({"state": "waived"}, {"state": "fixed"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PageFinding.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        PageFinding.objects.create(page_id=row.page_id, place=row.place, kind=row.kind, digest=row.digest)


def test_open_finding_keeps_a_page_from_review_and_says_where_to_look(unsafe, editor):
    with pytest.raises(NotAllowedNow) as refusal:
        submit_for_review(unsafe, by=editor)

    assert "脱敏检查" in str(refusal.value)
    assert "3" in str(refusal.value)
    assert "王小明" not in str(refusal.value)


def test_open_finding_of_a_chapter_keeps_the_paper_from_review(agency, editor):
    page = paper(agency, by=editor)
    chapter(page, block("paragraph", "<p>被告人王小明。</p>"), by=editor, title="一、情况")

    with pytest.raises(NotAllowedNow) as refusal:
        submit_for_review(page, by=editor)

    assert "一、情况" in str(refusal.value)


def test_open_finding_stops_a_review_that_wagtail_itself_starts(unsafe, editor):
    with pytest.raises(NotAllowedNow):
        unsafe.get_workflow().start(unsafe, editor)

    assert not CasePage.objects.get(pk=unsafe.pk).workflow_in_progress


def test_open_finding_stops_the_form_that_sends_to_review(client, agency, editor):
    page = case(by=editor, agency=agency)
    client.force_login(editor)
    shown = client.get(f"/editor/pages/{page.pk}/edit/")
    sent = {
        k: "" if v is None else v for k, v in shown.context["form"].initial.items() if not hasattr(v, "stream_block")
    }
    sections = {"sections-count": str(len(page.sections))}
    for at, section in enumerate(page.sections):
        paragraph = {"key": "a", "text": "被告人王小明。", "type": "unstyled", "depth": 0}
        paragraph |= {"inlineStyleRanges": [], "entityRanges": []}
        text = json.dumps({"blocks": [paragraph], "entityMap": {}})
        sections |= {
            f"sections-{at}-deleted": "",
            f"sections-{at}-order": str(at),
            f"sections-{at}-type": "section",
            f"sections-{at}-id": section.id,
            f"sections-{at}-value-name": section.value["name"],
            f"sections-{at}-value-text": text,
        }
    formsets = ("comments", "joint_issuers")
    extra = {f"{name}-{count}_FORMS": "0" for name in formsets for count in ("TOTAL", "INITIAL")}
    extra["action-submit"] = "1"

    answer = client.post(f"/editor/pages/{page.pk}/edit/", {**sent, **sections, **extra})

    assert answer.status_code == 200
    assert "脱敏检查" in answer.text
    assert not CasePage.objects.get(pk=page.pk).workflow_in_progress


def test_edit_during_review_ends_the_route_and_the_workflow(agency, editor, head):
    page = case(by=editor, agency=agency)
    state = submit_for_review(page, by=editor)
    rewritten(page, SECRETS, by=UserFactory())

    with pytest.raises(NotAllowedNow, match="重新送审"):
        publish_reviewed(state, by=head)

    page = CasePage.objects.get(pk=page.pk)
    assert not page.live
    assert not page.workflow_in_progress
    assert Route.objects.get(page=page.pk).void_reason == "edited"


def test_waived_page_goes_live_and_its_rows_forget_the_texts(agency, unsafe, editor):
    waive_all(unsafe, by=editor)
    submit_for_review(unsafe, by=editor)

    approve(unsafe, by=reviewers(agency))

    assert CasePage.objects.get(pk=unsafe.pk).live
    assert [(r.text, r.state, len(r.digest)) for r in PageFinding.objects.all()] == [("", "waived", 64)] * 2


def test_published_page_is_looked_at_without_its_texts_being_kept_again(client, agency, unsafe, editor):
    waive_all(unsafe, by=editor)
    submit_for_review(unsafe, by=editor)
    approve(unsafe, by=reviewers(agency))
    client.force_login(editor)

    shown = client.get(f"/editor/findings/{unsafe.pk}/")

    assert "<b>王小明</b>" in shown.text
    assert set(PageFinding.objects.values_list("text", flat=True)) == {""}


def test_whoever_waived_cannot_approve(agency, unsafe, editor, head):
    both = member(agency, RoleCode.EDITOR, RoleCode.SECTION_HEAD)
    waive_all(unsafe, by=both)
    submit_for_review(unsafe, by=editor)
    route = Route.objects.open().get()

    assert not may_decide(both, route, Step.FIRST)
    assert may_decide(head, route, Step.FIRST)


def test_page_under_review_lies_still(unsafe, editor):
    waive_finding(PageFinding.objects.get(kind="mobile"), reason="机关值班电话", by=editor)
    waive_finding(PageFinding.objects.get(kind="person_name"), reason="本人要求", by=editor)
    submit_for_review(unsafe, by=editor)

    with pytest.raises(NotAllowedNow):
        replace_findings(CasePage.objects.get(pk=unsafe.pk), by=editor)
    with pytest.raises(NotAllowedNow):
        waive_finding(PageFinding.objects.first(), reason="再次", by=editor)


def test_logs_never_hold_a_text(unsafe, editor):
    waive_finding(PageFinding.objects.get(kind="mobile"), reason="号码13800138000是值班电话", by=editor)
    replace_findings(unsafe, by=editor)

    logged = [*ModelLogEntry.objects.all(), *PageLogEntry.objects.all()]
    written = " ".join(f"{entry.label} {entry.data}" for entry in logged)
    assert {e.action for e in logged} >= {"library.finding.waive", "library.finding.replace"}
    assert "13800138000" not in written
    assert "王小明" not in written
    assert "王小明" not in " ".join(str(row) + repr(row) for row in PageFinding.objects.all())


@pytest.mark.parametrize(
    ("slug", "found"),
    [
        ("zhangwei-13812345678", [("mobile", "13812345678")]),
        ("case-110101-19900307-0134", [("id_number", "110101 19900307 0134")]),
        ("京a12345", [("vehicle_plate", "京a12345")]),
        ("2026-zhi-min-chu-57", []),
        ("basics-2026-01-15", []),
    ],
)
def test_address_of_a_page_is_looked_through(agency, editor, slug, found):
    page = case(by=editor, agency=agency)
    draft = page.get_latest_revision_as_object()
    draft.slug = slug
    draft.save_revision(user=editor)

    assert [row[:2] for row in rows(page)] == found
    if found:
        with pytest.raises(NotAllowedNow, match="脱敏检查"):
            submit_for_review(CasePage.objects.get(pk=page.pk), by=editor)
        with pytest.raises(NotAllowedNow, match="这些内容在页面网址里：请在“推荐”栏另选网址。"):
            replace_findings(CasePage.objects.get(pk=page.pk), by=editor)
        assert CasePage.objects.get(pk=page.pk).get_latest_revision_as_object().slug == slug


def test_page_that_bears_a_mark_of_classified_matter_is_not_sent_to_review(agency, editor):
    page = rewritten(case(by=editor, agency=agency), "<p>机密★10年</p><p>某公司侵权。</p>", by=editor)

    with pytest.raises(NotAllowedNow, match="“机密★”为密级标志"):
        submit_for_review(page, by=editor)
    assert not Route.objects.filter(page=page.pk).exists()

    rewritten(page, "<p>国家秘密的密级分为绝密、机密、秘密三级。</p>", by=editor)
    submit_for_review(CasePage.objects.get(pk=page.pk), by=editor)
    assert Route.objects.filter(page=page.pk).exists()
