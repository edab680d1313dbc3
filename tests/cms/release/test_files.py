"""Pictures and documents of pages: for everybody with the page, for few before it."""

import datetime as dt
import re
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from wagtail.documents.forms import get_document_form

from cms.library.actions import read_file, submit_for_review, withdraw_page
from cms.library.enums import Ending
from cms.release.actions import add_page, give_preview, invite_signer, plan_release
from cms.release.enums import PROOFS, Step
from cms.release.models import RouteFile
from cms.release.models.gated import GateRefusedError
from cms.release.queries import open_route_of, problems
from shared.directory.enums import RoleCode
from shared.media.models import MediaDocument, MediaImage
from tests.factories.cms import block, output
from tests.factories.directory import AgencyFactory, UserFactory, member
from tests.factories.files import REPORT, document
from tests.factories.release import code_of, put_live, reviewed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]


def png(colour):
    data = BytesIO()
    Image.new("RGB", (40, 30), colour).save(data, "PNG")
    return data.getvalue()


def picture():
    return MediaImage.objects.create(title="会商现场", file=ImageFile(BytesIO(png("red")), name="scene.png"))


def linked(file):
    return block("paragraph", f'<p>见<a linktype="document" id="{file.pk}">附件</a>。</p>')


@pytest.fixture
def page(agency, author):
    """A draft that links to a document and shows a picture; nobody has reviewed it."""
    files = document(), picture()
    shown = block("picture", {"image": files[1].pk, "caption": "会商现场", "alt": "两名检察官", "source": ""})
    page = output(("李明", agency), by=author, body=[linked(files[0]), shown])
    page.file, page.image = files
    read_file(page.file)
    return page


def addresses(page):
    """Of the document and of the picture as the page draws it."""
    return [page.file.url, page.image.get_rendition("width-32").url]


def statuses(client, page):
    return [client.get(address).status_code for address in addresses(page)]


def kept(client, page):
    return [client.get(address)["Cache-Control"] for address in addresses(page)]


def signed_in(client, user):
    client.force_login(user)
    return client


def test_files_of_a_draft_do_not_exist_for_anonymous_readers_members_and_other_offices(client, page):
    strangers = [UserFactory(), member(AgencyFactory(), RoleCode.LEGAL_OFFICER)]

    assert statuses(client, page) == [404, 404]
    for stranger in strangers:
        assert statuses(signed_in(client, stranger), page) == [404, 404]
    assert client.get(f"/media/{page.image.file.name}").status_code == 404  # the original has no address at all
    assert client.get(f"/media/{page.file.file.name}").status_code == 404


def test_answer_about_a_closed_file_is_that_about_none(client, page):
    closed = client.get(page.file.url)
    none = client.get(f"/documents/{page.file.pk + 99}/report.txt")

    assert (closed.status_code, none.status_code) == (404, 404)
    assert closed.content.replace(page.file.url.encode(), b"") == none.content.replace(
        f"/documents/{page.file.pk + 99}/report.txt".encode(), b""
    )


def test_files_are_seen_before_by_editors_and_reviewers_of_the_route_and_kept_nowhere(client, page, agency, author):
    officer = member(agency, RoleCode.SECRECY_OFFICER)
    before = statuses(signed_in(client, officer), page)

    submit_for_review(page, by=author)

    assert before == [404, 404]
    for reader in (author, officer):
        assert statuses(signed_in(client, reader), page) == [200, 200]
        assert kept(client, page) == ["private, no-store"] * 2
    assert statuses(signed_in(client, member(AgencyFactory(), RoleCode.SECRECY_OFFICER)), page) == [404, 404]
    client.logout()
    assert statuses(client, page) == [404, 404]


def test_files_of_a_public_page_are_public_and_checked_again(client, page):
    put_live(page)

    answers = [client.get(address) for address in addresses(page)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert b"".join(answers[0].streaming_content) == REPORT
    assert [answer["Cache-Control"] for answer in answers] == [
        "public, no-cache",
        "public, max-age=600, s-maxage=60",
    ]
    again = client.get(addresses(page)[1], headers={"If-None-Match": answers[1]["ETag"]})
    assert again.status_code == 304
    assert client.get(f"/documents/{page.file.pk}/other.txt").status_code == 404


def test_draft_of_a_public_page_does_not_open_the_file_that_is_new_in_it(client, page, author):
    put_live(page)
    page.body = [linked(document(b"not cleared", "secret.pdf"))]
    page.save_revision(user=author)
    new = MediaDocument.objects.latest("pk")

    assert client.get(new.url).status_code == 404
    assert statuses(client, page) == [200, 200]


def test_file_that_was_replaced_does_not_go_out_under_the_old_clearance(client, page, agency):
    put_live(page)
    addresses(page)

    page.file.file = ContentFile(b"%PDF-1.7 another text", name="other.pdf")
    page.file.save()
    page.image.file = ImageFile(BytesIO(png("blue")), name="other.png")
    page.image.save()

    assert statuses(client, page) == [404, 404]
    assert statuses(signed_in(client, member(agency, RoleCode.SECRECY_OFFICER)), page) == [404, 404]


def form_with_another_file(page, author):
    form_class = get_document_form(MediaDocument)
    file = SimpleUploadedFile("other.pdf", b"%PDF-1.7 another text")
    kept = MediaDocument.objects.get(pk=page.file.pk)
    return form_class({"title": "另一份", "tags": ""}, {"file": file}, instance=kept, user=author)


def test_file_that_is_replaced_during_review_ends_the_route(page, author):
    route = reviewed(page, opened_by=author)
    form = form_with_another_file(page, author)

    form.save()

    route.refresh_from_db()
    assert (route.voided_at is not None, route.void_reason) == (True, "edited")


def test_route_says_which_file_is_another_when_it_was_replaced_in_another_way(page, author):
    route = reviewed(page, opened_by=author)
    page.file.file = ContentFile(b"%PDF-1.7 another text", name="other.pdf")
    page.file.save()

    (fault,) = problems(route)

    assert "调研报告附件" in fault


def test_form_refuses_another_file_in_the_place_of_a_public_one(page, author):
    put_live(page)

    assert "file" in form_with_another_file(page, author).errors


def renamed(file, author):
    form = get_document_form(MediaDocument)({"title": "改名", "tags": ""}, {}, instance=file, user=author)
    if form.is_valid():
        form.save()
    return form


def test_title_of_a_public_file_stays_as_it_was_cleared(page, author):
    put_live(page)

    assert list(renamed(MediaDocument.objects.get(pk=page.file.pk), author).errors) == ["title"]
    with pytest.raises(IntegrityError, match="gate_document_u"), transaction.atomic():
        MediaDocument.objects.filter(pk=page.file.pk).update(title="改名")


def test_new_title_of_a_file_during_review_ends_the_route(page, author):
    route = reviewed(page, opened_by=author)

    renamed(MediaDocument.objects.get(pk=page.file.pk), author)

    route.refresh_from_db()
    assert route.void_reason == "edited"


def test_title_changed_in_another_way_keeps_the_page_from_the_public(page, author):
    route = reviewed(page, opened_by=author)
    MediaDocument.objects.filter(pk=page.file.pk).update(title="改名")

    (fault,) = problems(route)

    assert "调研报告附件" in fault


@pytest.mark.parametrize("is_public", [True, False])
@pytest.mark.parametrize("is_superuser", [True, False])
def test_file_of_a_page_that_is_public_or_under_review_is_deleted_by_nobody(
    client, agency, author, page, is_public, is_superuser
):
    put_live(page) if is_public else reviewed(page, opened_by=author)
    client.force_login(UserFactory(is_superuser=True) if is_superuser else author)

    client.post(reverse("wagtaildocs:delete", args=[page.file.pk]))
    client.post(reverse("wagtailimages:delete", args=[page.image.pk]))

    assert MediaDocument.objects.filter(pk=page.file.pk).exists()
    assert MediaImage.objects.filter(pk=page.image.pk).exists()
    for file, trigger in ((page.file, "gate_document_d"), (page.image, "gate_image_d")):
        with pytest.raises(GateRefusedError), transaction.atomic():
            file.delete()
        with pytest.raises(IntegrityError, match=trigger), transaction.atomic():
            type(file).objects.filter(pk=file.pk)._raw_delete("default")


def test_file_of_a_draft_may_be_deleted(page):
    page.file.delete()
    page.image.delete()

    assert not MediaDocument.objects.exists()


def test_digest_of_a_route_covers_its_files(page, author, agency):
    submit_for_review(page, by=author)
    first = open_route_of(page)
    files = dict(RouteFile.objects.filter(item__route=first).values_list("kind", "digest"))

    assert files == {"document": page.file.digest, "image": page.image.digest}
    assert len(first.digest) == 64 != first.items.get().digest


@pytest.mark.parametrize("act", ["update", "delete", "add"])
def test_record_of_files_stays_as_it_was_when_somebody_writes_to_the_table(page, act):
    put_live(page)
    row = RouteFile.objects.filter(kind="document").get()
    other = document(b"never read", "secret.pdf")
    acts = {
        "update": lambda: RouteFile.objects.filter(pk=row.pk).update(digest=other.digest),
        "delete": row.delete,
        "add": lambda: RouteFile.objects.create(
            item=row.item, kind="document", file_id=other.pk, title="x", digest=other.digest
        ),
    }

    with pytest.raises(IntegrityError), transaction.atomic():
        acts[act]()


def test_files_go_with_a_withdrawn_page_unless_its_text_stays_readable(client, page, agency):
    put_live(page)
    issuer = member(agency, RoleCode.ISSUER)

    row = withdraw_page(page, said_title=page.title, reason="内容有误，需要更正。", ending=Ending.NOTICE, by=issuer)

    assert statuses(client, page) == [404, 404]
    type(row).objects.filter(pk=row.pk).update(text_is_public=True)
    assert statuses(client, page) == [200, 200]


def test_files_of_a_withdrawn_text_stay_shut_when_its_page_comes_back_without_them(client, page, agency, author):
    put_live(page)
    issuer = member(agency, RoleCode.ISSUER)
    withdraw_page(page, said_title=page.title, reason="内容有误，需要更正。", ending=Ending.NOTICE, by=issuer)
    again = type(page).objects.get(pk=page.pk)
    again.body = [block for block in again.body.get_prep_value() if block["type"] == "picture"]
    again.save_revision(user=author)
    put_live(again)

    assert statuses(client, page) == [404, 200]


def test_file_of_a_superseded_version_stays_readable_as_that_version_does(client, page, author):
    put_live(page)
    page.body = [block("paragraph", "<p>不再附文件。</p>")]
    page.save_revision(user=author)
    put_live(page)

    assert client.get(page.file.url).status_code == 200


def test_reader_let_in_ahead_sees_the_files_behind_her_door_alone(client, page, agency, author, mailoutbox):
    head = member(agency, RoleCode.SECTION_HEAD)
    release = plan_release(
        title="发布",
        summary="",
        agency=agency,
        planned_at=timezone.now() + dt.timedelta(days=2),
        is_listed=True,
        by=head,
    )
    add_page(release, page, by=head)
    reviewed(page, opened_by=author)
    who = {"name": "王记者", "organisation": "某报", "email": "w@demo.example", "reason": "报道"}
    pass_ = give_preview(release, **who, by=head)

    before = statuses(client, page)
    session = client.session
    session[f"release.preview.{pass_.pk}"] = True
    session.save()

    assert before == [404, 404]
    assert statuses(client, page) == [200, 200]
    assert client.get(document(b"of another page", "other.pdf").url).status_code == 404


def test_signer_without_account_sees_the_files_behind_her_code_alone(
    client, page, agency, mailoutbox, django_capture_on_commit_callbacks
):
    route = reviewed(page, without={Step.SIGN, *PROOFS})
    who = {
        "name": "上官明",
        "post": "局长",
        "email": "guest@agency.example",
        "by": member(agency, RoleCode.SECTION_HEAD),
    }
    with django_capture_on_commit_callbacks(execute=True):
        link = invite_signer(route.signatures.get(), **who)
    address = re.search(r"/sign/[^/]+/", mailoutbox[0].body)[0]
    client.get(f"{address}text/")
    before = statuses(client, page)

    client.post(address, {"code": code_of(link, django_capture_on_commit_callbacks)})

    assert (before, statuses(client, page)) == ([404, 404], [200, 200])
