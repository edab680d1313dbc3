"""What leaves the house: sheets of the training office, the year for the personnel files, transcripts."""

import datetime as dt
import io
import json
import re

import pytest
from django.urls import reverse
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from shared.credits.models import Transcript
from shared.directory.enums import RoleCode
from tests.factories.credits import JUNIOR, earn, person_of
from tests.factories.directory import AgencyFactory, RoleAssignmentFactory, UserFactory, member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations", "june")]


def sheet(data, number):
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(number).to_python()


@pytest.mark.parametrize("fmt", ["xlsx", "csv"])
def test_the_list_goes_out_as_a_sheet_with_its_filters(signed_in, unit, office, trainee, fmt):
    earn(trainee, 22, 3)
    other = person_of(JUNIOR, agency=unit)
    query = {"format": fmt, "q": trainee.name, "requirement": "year"}

    response = signed_in(office).get(reverse("credits:people"), query)

    data = b"".join(response.streaming_content) if response.streaming else response.content
    text = data.decode("utf-8-sig") if fmt == "csv" else str(sheet(data, 0))
    assert trainee.name in text
    assert other.name not in text
    assert "68 学时或 9 天" in text
    assert trainee.email not in text


def test_the_year_goes_out_for_the_personnel_files(signed_in, unit, province, office, trainee):
    earn(trainee, 22, 3, title="=1+1")
    earn(trainee, 90, 12, on=dt.date(2025, 3, 1), title="去年的班")
    earn(person_of(JUNIOR), title="外单位的班")
    client, url = signed_in(office), reverse("credits:year-end")

    xlsx = b"".join(client.get(url, {"year": 2026, "format": "xlsx", "unit": unit.code}).streaming_content)
    found = json.loads(b"".join(client.get(url, {"year": 2026, "format": "json", "unit": unit.code}).streaming_content))

    entries, met = (sheet(xlsx, n) for n in (0, 1))
    assert [row[6] for row in entries[1:]] == ["=1+1"]
    assert [(row[1], row[5], row[12]) for row in met[1:]] == [
        (trainee.name, "年度培训（12 天或 90 学时）", "否"),
        (trainee.name, "网络自学（50 学时）", "否"),
    ]
    assert [p["staff_number"] for p in found["persons"]] == [trainee.user.username]
    assert [e["title"] for e in found["persons"][0]["entries"]] == ["=1+1"]
    assert set(found["persons"][0]) == {
        "staff_number", "name", "unit", "department", "rank", "entries", "standings",
    }  # fmt: skip
    assert trainee.email not in json.dumps(found)


def test_an_export_without_a_year_is_a_form_and_a_wrong_one_says_so(signed_in, office):
    client, url = signed_in(office), reverse("credits:year-end")

    assert client.get(url).status_code == 200
    assert client.get(url, {"year": "1"}).status_code == 422


def test_an_empty_year_is_a_valid_file(signed_in, province):
    office = UserFactory()
    RoleAssignmentFactory(user=office, agency=province, role=RoleCode.TRAINING_PLANNER)

    response = signed_in(office).get(reverse("credits:year-end"), {"year": 2026, "format": "json"})

    assert json.loads(b"".join(response.streaming_content))["persons"] == []


def text_of(transcript):
    with transcript.file.open("rb") as file:
        reader = PdfReader(file)
        return "".join(page.extract_text() for page in reader.pages), reader


def test_the_transcript_says_what_the_ledger_says(signed_in, trainee, office, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    trainee.name = "曾𬭎"
    trainee.save()
    earn(trainee, 22, 3, title="商业秘密案件证据规则同堂培训班")
    earn(trainee, 40, 5, on=dt.date(2024, 5, 1), title="期间之外的班")
    url = reverse("credits:transcript-new", args=[trainee.pk])

    signed_in(trainee.user).post(url, {"first_year": 2025, "last_year": 2026})
    signed_in(office).post(url, {"first_year": 2026, "last_year": 2026})

    office_one, own = Transcript.objects.order_by("-pk")
    text, reader = text_of(own)
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert own.number == f"{trainee.postings.get().agency.code}-XS〔2026〕1号"
    assert (own.by_office, office_one.by_office) == (False, True)
    assert office_one.number.endswith("2号")
    for words in ("曾𬭎", own.number, "商业秘密案件证据规则同堂培训班", "学时折算办法（2026）", "未达到", "2025—2026"):
        assert words.replace(" ", "") in re.sub(r"\s", "", text)
    assert "期间之外的班" not in text


def test_the_transcript_is_for_the_person_and_her_office(signed_in, unit, trainee, office, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    url = reverse("credits:transcript-new", args=[trainee.pk])
    signed_in(trainee.user).post(url, {"first_year": 2026, "last_year": 2026})
    file = reverse("credits:transcript", args=[Transcript.objects.get().pk])

    assert signed_in(trainee.user).get(file).status_code == 200
    assert signed_in(office).get(file).status_code == 200
    assert signed_in(member(unit, RoleCode.UNIT_HR, RoleCode.UNIT_LEADER)).get(file).status_code == 404
    assert signed_in(member(AgencyFactory(), RoleCode.TRAINING_PLANNER)).get(file).status_code == 404


def test_a_name_that_no_font_has_costs_no_number(signed_in, trainee, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    url = reverse("credits:transcript-new", args=[trainee.pk])
    name, trainee.name = trainee.name, "曾\U0003ffff"
    trainee.save()
    client = signed_in(trainee.user)

    refused = client.post(url, {"first_year": 2026, "last_year": 2026}, follow=True)
    trainee.name = name
    trainee.save()
    client.post(url, {"first_year": 2026, "last_year": 2026})

    assert "U+3FFFF" in refused.content.decode()
    assert Transcript.objects.get().number.endswith("〔2026〕1号")


def test_years_the_wrong_way_round_issue_nothing(signed_in, trainee):
    url = reverse("credits:transcript-new", args=[trainee.pk])

    page = signed_in(trainee.user).post(url, {"first_year": 2026, "last_year": 2025}, follow=True)

    assert "截止年度早于起始年度" in page.content.decode()
    assert not Transcript.objects.exists()


def test_without_a_posting_nobody_stands_for_a_transcript(signed_in, trainee):
    trainee.postings.all().delete()
    url = reverse("credits:transcript-new", args=[trainee.pk])

    page = signed_in(trainee.user).post(url, {"first_year": 2026, "last_year": 2026}, follow=True)

    assert "没有任职单位" in page.content.decode()
