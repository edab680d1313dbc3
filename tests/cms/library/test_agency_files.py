"""Pictures and documents of an agency are worked with by its editors, and nobody else's come across them."""

import json
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from wagtail.models import Collection, GroupCollectionPermission
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from cms.library.actions import collection_for, collections_for
from cms.library.actions.importing import picture_key
from cms.library.docx import Picture
from cms.library.models import AgencyFiles, ResearchIndexPage, ResearchOutputPage
from cms.pages.actions import set_up_site
from shared.directory.enums import RoleCode
from shared.directory.models import RoleAssignment
from shared.media.models import MediaDocument, MediaImage
from tests.factories.cms import block, output
from tests.factories.directory import AgencyFactory, RoleAssignmentFactory, UserFactory, member
from tests.factories.files import document
from tests.factories.release import put_live

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]
TITLE = "尚未公开的证据目录"


def png(colour="red"):
    data = BytesIO()
    Image.new("RGB", (40, 30), colour).save(data, "PNG")
    return data.getvalue()


@pytest.fixture
def agency():
    return AgencyFactory(proc=True)


@pytest.fixture
def editor(agency):
    return member(agency, RoleCode.EDITOR)


@pytest.fixture
def other():
    return member(AgencyFactory(), RoleCode.EDITOR)


def signed_in(client, user):
    client.cookies.clear()  # with what the editor had to tell the one before
    client.force_login(user)
    return client


def upload(client, kind, *, title=TITLE, **more):
    """Through the form of the editor."""
    data = png() if kind == "images" else b"words"
    name = "scene.png" if kind == "images" else "list.txt"
    form = {"title": title, "file": SimpleUploadedFile(name, data), "tags": "", **more}
    return client.post(f"/editor/{kind}/add/", form)


@pytest.fixture
def files(client, editor):
    """A picture and a document, uploaded by an editor in the editor."""
    signed_in(client, editor)
    upload(client, "images")
    upload(client, "documents")
    client.get("/editor/")  # says once that they are there
    return MediaImage.objects.get(), MediaDocument.objects.get()


def addresses(image, file):
    return [
        "/editor/images/",
        f"/editor/images/{image.pk}/",
        f"/editor/images/{image.pk}/delete/",
        "/editor/images/chooser/",
        f"/editor/images/chooser/chosen/{image.pk}/",
        f"/editor/images/chooser/chosen-multiple/?id={image.pk}",
        "/editor/documents/",
        f"/editor/documents/edit/{file.pk}/",
        f"/editor/documents/delete/{file.pk}/",
        "/editor/documents/chooser/",
        f"/editor/documents/chooser/chosen/{file.pk}/",
        f"/editor/documents/chooser/chosen-multiple/?id={file.pk}",
        "/editor/api/main/images/",
        f"/editor/api/main/images/{image.pk}/",
        "/editor/api/main/documents/",
        f"/editor/api/main/documents/{file.pk}/",
        "/editor/",
    ]


def shows(client, address):
    text = client.get(address).content.decode()
    return TITLE in text or json.dumps(TITLE)[1:-1] in text


def read(client, image, file):
    return [client.get(address).status_code for address in (file.url, image.get_rendition("width-32").url)]


def test_editor_uploads_and_finds_her_files_in_the_collection_of_her_agency(client, editor, agency, files):
    image, file = files
    collection = AgencyFiles.objects.get(agency=agency).collection

    seen = [address for address in addresses(image, file) if shows(client, address)]

    assert (image.collection, file.collection) == (collection, collection)
    assert collection.name == agency.name
    assert set(seen) >= set(addresses(image, file)) - {"/editor/"}
    assert read(client, image, file) == [200, 200]


def test_editor_uploads_within_both_choosers(client, editor):
    signed_in(client, editor)
    for kind in ("images", "documents"):
        assert "file" in client.get(f"/editor/{kind}/chooser/").content.decode()
        prefix = "image" if kind == "images" else "document"
        data = SimpleUploadedFile("a.png", png()) if kind == "images" else SimpleUploadedFile("a.txt", b"words")
        form = {f"{prefix}-chooser-upload-title": TITLE, f"{prefix}-chooser-upload-file": data}
        answer = client.post(f"/editor/{kind}/chooser/create/", form)
        assert answer.status_code == 200, kind
    assert MediaImage.objects.get().collection == collection_for(editor)
    assert MediaDocument.objects.get().collection == collection_for(editor)


def test_editor_of_another_agency_neither_lists_nor_opens_nor_chooses_nor_replaces_them(client, other, files):
    image, file = files
    signed_in(client, other)

    assert [address for address in addresses(image, file) if shows(client, address)] == []
    assert read(client, image, file) == [404, 404]
    client.post(f"/editor/images/{image.pk}/", {"title": "换", "file": SimpleUploadedFile("x.png", png("blue"))})
    client.post(f"/editor/documents/edit/{file.pk}/", {"title": "换", "file": SimpleUploadedFile("x.txt", b"other")})
    client.post(f"/editor/images/{image.pk}/delete/")
    client.post(f"/editor/documents/delete/{file.pk}/")
    client.post(f"/editor/bulk/image/delete/?next=/editor/&id={image.pk}")
    kept = MediaImage.objects.get(pk=image.pk), MediaDocument.objects.get(pk=file.pk)
    assert [(one.title, one.digest) for one in kept] == [(TITLE, one.digest) for one in files]


def test_files_are_not_put_into_the_collection_of_another_agency(client, editor, other):
    foreign = collections_for(other)[0]
    signed_in(client, editor)

    upload(client, "documents", collection=foreign.pk)

    assert not MediaDocument.objects.filter(collection=foreign).exists()


def page_form(page, text):
    return nested_form_data(
        {
            "title": page.title, "slug": page.slug, "kind": page.kind, "year": "2026", "topic": page.topic,
            "abstract": page.abstract, "body": streamfield([("paragraph", rich_text(text))]),
            "footnotes": streamfield([]), "files": streamfield([]),
            "authors": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000},
            "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 0},
        }
    )  # fmt: skip


def add_page(client, file):
    text = f'<p>见<a linktype="document" id="{file.pk}">附件</a>。</p>'
    draft = ResearchOutputPage(title="一篇", slug="one", kind="paper", topic="商业秘密", abstract="摘要")
    index = ResearchIndexPage.objects.get()
    return client.post(f"/editor/pages/add/library/researchoutputpage/{index.pk}/", page_form(draft, text))


def test_file_of_another_agency_is_not_put_into_a_page_by_its_number(client, editor, other, files):
    refused = add_page(signed_in(client, other), files[1])

    assert "其他机关未公开的图片或文件不能使用" in refused.content.decode()
    assert not ResearchOutputPage.objects.exists()
    assert add_page(signed_in(client, editor), files[1]).status_code == 302
    assert ResearchOutputPage.objects.count() == 1


def public_page(agency, editor, image, file):
    link = block("paragraph", f'<p>见<a linktype="document" id="{file.pk}">附件</a>。</p>')
    shown = block("picture", {"image": image.pk, "caption": "会商现场", "alt": "两名检察官", "source": ""})
    return put_live(output(("李明", agency), by=editor, body=[link, shown]))


def test_files_on_a_public_page_are_open_to_all_and_used_by_all(client, editor, agency, other, files):
    public_page(agency, editor, *files)

    client.logout()

    assert read(client, *files) == [200, 200]
    assert add_page(signed_in(client, other), files[1]).status_code == 302


def test_cleared_file_is_replaced_by_nobody(client, editor, agency, files):
    image, file = files
    public_page(agency, editor, image, file)
    signed_in(client, editor)

    form = {"title": TITLE, "tags": "", "file": SimpleUploadedFile("x.txt", b"other")}
    answer = client.post(f"/editor/documents/edit/{file.pk}/", form)

    assert answer.status_code == 200
    assert MediaDocument.objects.get().digest == file.digest


def test_role_that_ended_closes_the_files_at_once(client, editor, files):
    RoleAssignment.objects.filter(user=editor).delete()

    assert read(client, *files) == [404, 404]


def test_section_head_reads_and_chooses_but_changes_nothing(client, agency, files):
    image, file = files
    signed_in(client, member(agency, RoleCode.SECTION_HEAD))

    assert read(client, image, file) == [200, 200]
    assert shows(client, "/editor/documents/chooser/")
    upload(client, "documents", title="别的")
    client.post(f"/editor/documents/edit/{file.pk}/", {"title": "换", "tags": ""})
    assert [row.title for row in MediaDocument.objects.all()] == [TITLE]


def test_editor_of_the_agency_above_works_with_files_of_those_below(client, agency):
    below = AgencyFactory(proc=True, parent=agency)
    signed_in(client, member(below, RoleCode.EDITOR))
    upload(client, "documents")

    assert shows(signed_in(client, member(agency, RoleCode.EDITOR)), "/editor/documents/")
    upload(client, "documents", title="上级的", collection=AgencyFiles.objects.get(agency=agency).collection.pk)
    assert MediaDocument.objects.count() == 2
    assert "上级的" not in signed_in(client, member(below, RoleCode.EDITOR)).get("/editor/documents/").content.decode()


def test_files_of_nobody_are_those_of_superusers(client, editor, files):
    orphan = document(title="无人认领")
    image = files[0]

    assert "无人认领" not in client.get("/editor/documents/").content.decode()
    signed_in(client, UserFactory(is_superuser=True))
    assert all(name in client.get("/editor/documents/").content.decode() for name in ("无人认领", TITLE))
    assert read(client, image, orphan) == [200, 200]


def test_collection_is_made_once_and_grants_of_old_installations_go(agency, editor):
    colleague = member(agency, RoleCode.EDITOR)
    RoleAssignmentFactory(user=colleague, agency=AgencyFactory(), role=RoleCode.EDITOR)
    first = collections_for(editor)
    before = GroupCollectionPermission.objects.count()

    assert collections_for(editor) == first
    assert first[0] in collections_for(colleague)
    assert Collection.objects.filter(depth=2).count() == AgencyFiles.objects.count() == 2
    grant = GroupCollectionPermission.objects.filter(collection=first[0])
    assert {row.permission.codename for row in grant} == {
        "add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document",
    }  # fmt: skip
    set_up_site()
    assert not GroupCollectionPermission.objects.filter(collection__depth=1).exists()
    assert GroupCollectionPermission.objects.count() == before + grant.count()


def test_pictures_of_a_word_file_go_to_the_agency_of_whoever_imports_it(editor, other):
    picture = Picture(data=png(), name="a.png", caption="", alt="")

    mine, again, theirs = (picture_key(picture, by=user) for user in (editor, editor, other))

    assert mine == again != theirs
    assert MediaImage.objects.get(pk=mine).collection == collection_for(editor)
    assert MediaImage.objects.get(pk=theirs).collection == collection_for(other)
