"""Upload, look, take over: on pages that show a sheet only to whoever uploaded it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from shared.directory.enums import RoleCode
from shared.directory.models import Person, Posting
from shared.imports.models import ImportFile, ImportRun
from tests.factories.directory import AgencyFactory, PersonFactory, PostingFactory, member

pytestmark = pytest.mark.django_db
HEADER = "姓名,单位代码,部门,职务,职级,性别,出生年月,邮箱,手机,专业领域,入职日期"


@pytest.fixture
def agency():
    return AgencyFactory(code="I330000", name="浙江省知识产权局")


@pytest.fixture
def hr(agency, client):
    user = member(agency, RoleCode.UNIT_HR)
    client.force_login(user)
    return user


def row(name="单晓", agency="I330000", email="shan@unit.example", phone="16950165016"):
    return f"{name},{agency},法规处,科长,一级主任科员,女,1980-02,{email},{phone},专利,2005-07-01"


def upload(client, *rows):
    file = SimpleUploadedFile("名册.csv", "\n".join([HEADER, *rows]).encode())
    return client.post(reverse("imports:upload", args=["people"]), {"sheet": file})


def test_a_sheet_is_checked_shown_and_taken_over_once(client, hr):
    response = upload(client, row(), row(name="=1+1", email="x@unit.example"), row("解宁", email="xie@unit.example "))
    run = ImportRun.objects.get()
    assert response.url == reverse("imports:run", args=[run.pk])
    assert not Person.objects.filter(name="单晓").exists()

    page = client.get(response.url)
    assert page.status_code == 200
    assert "以“=”开头：公式一律不计算".encode() in page.content
    assert (run.read, run.created, run.repaired, run.refused) == (3, 2, 1, 1)

    take = reverse("imports:run-take-over", args=[run.pk])
    client.post(take, {"scope": "all"})
    replay = client.post(take, {"scope": "all"}, follow=True)

    assert sorted(Person.objects.exclude(user=hr).values_list("name", flat=True)) == ["单晓", "解宁"]
    assert Posting.objects.filter(person__name="单晓").count() == 1
    assert "已导入" in str(next(iter(replay.context["messages"])))
    assert not ImportFile.objects.exists()


def test_only_chosen_rows_are_taken_over(client, hr):
    upload(client, row(), row("解宁", email="b@unit.example"), row("曾平", email="c@unit.example"))
    run = ImportRun.objects.get()

    client.post(reverse("imports:run-take-over", args=[run.pk]), {"scope": "chosen", "rows": "2", "row": ["4"]})

    assert sorted(Person.objects.exclude(user=hr).values_list("name", flat=True)) == ["单晓", "曾平"]


@pytest.mark.parametrize(
    ("rows", "words"), [("", "没有选择任何行"), ("2-x", "不是行号"), ("9999999", "没有第 9999999 行")]
)
def test_rows_that_are_none_get_a_sentence(client, hr, rows, words):
    upload(client, row())
    run = ImportRun.objects.get()

    response = client.post(reverse("imports:run-take-over", args=[run.pk]), {"scope": "chosen", "rows": rows})

    assert response.status_code == 422
    assert words in response.content.decode()
    assert ImportRun.objects.get().state == "checked"


def test_the_report_names_every_fault(client, hr):
    upload(client, row(phone="169 5016 5016"), row(email="bad"))
    run = ImportRun.objects.get()

    response = client.get(reverse("imports:run-report", args=[run.pk]))

    assert response.content.decode("utf-8-sig").splitlines() == [
        "row,column,fault,action,value_in_file,value",
        "2,手机,spaces_in_phone,repair,169 5016 5016,16950165016",
        "3,邮箱,bad_email,refuse,bad,",
    ]


def test_a_file_that_is_no_sheet_gets_a_sentence(client, hr):
    file = SimpleUploadedFile("x.xlsx", b"%PDF-1.7")

    response = client.post(reverse("imports:upload", args=["people"]), {"sheet": file})

    assert response.status_code == 422
    assert "无法识别为表格" in response.content.decode()
    assert not ImportRun.objects.exists()


def test_an_hr_officer_reaches_only_her_agencies_and_nobody_who_serves_elsewhere(client, hr):
    elsewhere = AgencyFactory(code="P440000", name="广东省人民检察院", proc=True)
    PostingFactory(person=PersonFactory(email="taken@unit.example"), agency=elsewhere)

    upload(client, row(agency="P440000"), row(email="taken@unit.example"))

    faults = ImportRun.objects.get().faults.values_list("row", "fault", "action")
    assert list(faults) == [(2, "unit_out_of_scope", "refuse"), (3, "person_of_other_unit", "refuse")]


def test_another_persons_import_is_not_found(client, hr, agency):
    upload(client, row())
    run = ImportRun.objects.get()
    client.force_login(member(agency, RoleCode.UNIT_HR))

    for name in ("run", "run-report"):
        assert client.get(reverse(f"imports:{name}", args=[run.pk])).status_code == 404
    assert client.post(reverse("imports:run-take-over", args=[run.pk]), {"scope": "all"}).status_code == 404


@pytest.mark.parametrize(
    ("role", "kind", "status"),
    [
        (RoleCode.UNIT_HR, "people", 200),
        (RoleCode.UNIT_HR, "agencies", 403),
        (RoleCode.SYSTEM_ADMIN, "people", 200),
        (RoleCode.SYSTEM_ADMIN, "agencies", 200),
        (RoleCode.SYSTEM_ADMIN, "clusters", 200),
        (RoleCode.TRAINEE, "people", 403),
        (RoleCode.EDITOR, "people", 403),
        (RoleCode.SECURITY_ADMIN, "people", 403),
        (RoleCode.UNIT_HR, "no-such-kind", 404),
    ],
)
def test_who_may_import_what(client, agency, role, kind, status):
    client.force_login(member(agency, role))

    assert client.get(reverse("imports:upload", args=[kind])).status_code == status


def test_a_system_administrator_below_the_top_does_not_change_the_directory(client, agency):
    below = AgencyFactory(parent=agency)
    client.force_login(member(below, RoleCode.SYSTEM_ADMIN))

    assert client.get(reverse("imports:upload", args=["agencies"])).status_code == 403
    assert client.get(reverse("imports:upload", args=["people"])).status_code == 200


def test_nobody_imports_without_signing_in(client):
    assert client.get(reverse("imports:kinds")).status_code == 302


@pytest.mark.parametrize("show", ["faults", "rows"])
def test_the_preview_costs_the_same_for_one_row_and_for_three(client, hr, django_assert_max_num_queries, show):
    upload(client, row(phone="169 5016 5016"))
    upload(client, *[row(email=f"p{n}@unit.example", phone="169 5016 5016") for n in range(3)])
    three, one = ImportRun.objects.values_list("pk", flat=True)

    counts = []
    for pk in (one, one, three):
        with django_assert_max_num_queries(25) as queries:
            assert client.get(reverse("imports:run", args=[pk]), {"show": show}).status_code == 200
        counts.append(len(queries))
    assert counts[1] == counts[2]


def test_the_list_of_imports_costs_the_same_for_one_and_for_three(client, hr, django_assert_max_num_queries):
    counts = []
    for uploads in (1, 2):
        for _ in range(uploads):
            upload(client, row())
        client.get(reverse("imports:kinds"))
        with django_assert_max_num_queries(25) as queries:
            client.get(reverse("imports:kinds"))
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.fixture
def large(monkeypatch):
    """Every sheet counts as large: a worker checks it and takes it over."""
    monkeypatch.setattr("shared.imports.actions.LARGE", 0)


def test_a_large_sheet_is_left_to_a_worker_and_its_owner_is_told(client, hr, large, run_jobs):
    upload(client, row(), row(email="bad"))
    run = ImportRun.objects.get()
    assert run.state == "waiting"
    page = client.get(reverse("imports:run", args=[run.pk])).content.decode()
    assert "正在检查" in page, page[page.index("<h1") : page.index("<h1") + 600]

    run_jobs()
    run.refresh_from_db()
    assert (run.state, run.created, run.refused) == ("checked", 1, 1)

    take = reverse("imports:run-take-over", args=[run.pk])
    client.post(take, {"scope": "chosen", "rows": "2"})
    client.post(take, {"scope": "all"})
    assert not Person.objects.filter(name="单晓").exists()
    run_jobs()

    run.refresh_from_db()
    assert (run.state, run.created, run.only) == ("done", 1, [2])
    assert Person.objects.filter(name="单晓").count() == 1
    assert hr.notices.filter(kind="imports.under_way_ended").count() == 2


def test_a_large_sheet_that_cannot_be_read_says_why(client, hr, large, run_jobs):
    client.post(reverse("imports:upload", args=["people"]), {"sheet": SimpleUploadedFile("x.xlsx", b"%PDF-1.7")})

    run_jobs()

    run = ImportRun.objects.get()
    page = client.get(reverse("imports:run", args=[run.pk])).content.decode()
    assert run.state == "failed"
    assert "无法识别为表格" in page
    assert not ImportFile.objects.exists()


def test_a_large_sheet_that_meets_another_change_is_put_back(client, hr, large, run_jobs, monkeypatch):
    from django.db import IntegrityError

    from shared.directory.importers import PeopleImporter

    upload(client, row())
    run_jobs()
    run = ImportRun.objects.get()
    client.post(reverse("imports:run-take-over", args=[run.pk]), {"scope": "all"})

    def collide(self, batch):
        raise IntegrityError

    monkeypatch.setattr(PeopleImporter, "save", collide)
    run_jobs()

    run.refresh_from_db()
    assert run.state == "checked"
    assert "本次没有导入任何数据" in run.trouble


def test_a_task_that_runs_twice_does_nothing_the_second_time(client, hr, large, run_jobs):
    from shared.imports.tasks import check_large_sheet, take_large_sheet_over

    upload(client, row())
    run_jobs()
    run = ImportRun.objects.get()

    check_large_sheet(run.pk)
    take_large_sheet_over(run.pk)

    run.refresh_from_db()
    assert run.state == "checked"
