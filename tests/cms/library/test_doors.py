"""Links of public texts to addresses of this site that readers cannot open (E15)."""

import pytest
from django.core.signals import request_finished
from django.urls import URLResolver, get_resolver

from cms.library.actions import withdraw_page
from cms.library.broken_links import Door, broken_links, door_of
from shared.directory.enums import RoleCode
from tests.factories.cms import block, case, chapter, output, paper, table
from tests.factories.directory import AgencyFactory, member
from tests.factories.files import document
from tests.factories.release import put_live

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]
NO_BLOCK = "00000000-0000-4000-8000-000000000000"
BACK_ENDS = ("editor/", "django-admin/", "accounts/", "documents/", "_util/", "styleguide/", "-/")


def addresses(resolver, above=""):
    """Every address that is written out in the URL configuration."""
    for one in resolver.url_patterns:
        path = above + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from addresses(one, path)
        elif path and not set(path) & set("<^("):
            yield f"/{path}"


def test_doors_are_those_that_an_anonymous_reader_finds(client):
    wrong, seen = [], 0
    for address in addresses(get_resolver()):
        if not address[1:].startswith(BACK_ENDS):
            answer = client.get(address)
            is_open = answer.status_code == 200 or (
                answer.status_code == 302 and not answer["Location"].startswith("/accounts/")
            )
            seen += 1
            if is_open is not (door_of(address) is Door.OPEN):
                wrong.append((address, answer.status_code, door_of(address)))

    assert wrong == []
    assert seen > 60


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/sign/abc/", Door.PERSONAL),
        ("/preview/abc/", Door.PERSONAL),
        ("/calendar/abc/feed.ics", Door.PERSONAL),
        ("/subscriptions/leave/abc/", Door.PERSONAL),
        ("/training/answer/abc/", Door.PERSONAL),
        ("/directory/people/3/", Door.SIGN_IN),
        ("/secondments/S-1/", Door.SIGN_IN),
        ("/editor/pages/3/edit/", Door.SIGN_IN),
        ("/accounts/login/", Door.SIGN_IN),
        ("/review/", Door.SIGN_IN),
        ("/versions/999/", Door.NOTHING),
        ("/withdrawn/999/", Door.NOTHING),
        ("/releases/999/", Door.NOTHING),
        ("/documents/999/a.pdf", Door.NOTHING),
        ("/media/images/a.jpg", Door.NOTHING),
        ("/experts/999/", Door.NOTHING),
        ("/feeds/none.atom", Door.NOTHING),
        ("/cases/none/cite.bib", Door.NOTHING),
        (f"/white-papers/none/x/data/{NO_BLOCK}.csv", Door.NOTHING),
        ("/display/", Door.NOTHING),
        ("/releases/", Door.OPEN),
        ("/search/?q=a", Door.OPEN),
        ("/experts/", Door.OPEN),
    ],
)
def test_door_of_an_address(address, expected):
    assert door_of(address) is expected


def linking_to(address, **fields):
    page = case(**fields)
    raw = page.sections.get_prep_value()
    raw[0]["value"]["text"] = f'<p><a href="{address}">甲</a></p>'
    page.sections = page._meta.get_field("sections").to_python(raw)
    page.save_revision(user=None)
    return page


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("/notices/", "读者打不开这个网址：要登录才能查看。请改用公开页面的网址。"),
        ("/sign/abc/?a=1", "读者打不开这个网址：它只发给一个人。请改用公开页面的网址。"),
        ("/versions/999/", "读者打不开这个网址：那里没有公开的内容。"),
    ],
)
def test_link_that_readers_cannot_open_is_hard_and_says_why(address, says):
    [fault] = broken_links(linking_to(address))

    assert (fault.link, fault.says, fault.is_hard) == (address, says, True)


def test_documents_and_texts_are_open_while_they_are_public():
    agency = AgencyFactory(proc=True)
    file = document()
    assert door_of(file.url) is Door.NOTHING
    page = linking_to("/cases/", agency=agency, slug="first")
    raw = page.sections.get_prep_value()
    raw[0]["value"]["text"] = f'<p><a linktype="document" id="{file.pk}">附件</a></p>'
    page.sections = page._meta.get_field("sections").to_python(raw)
    page.save_revision(user=None)
    put_live(page)

    assert door_of(file.url) is Door.OPEN
    assert door_of("/cases/first/cite.bib") is Door.OPEN
    away = withdraw_page(
        type(page).objects.get(pk=page.pk),
        said_title="案例",
        reason="内容有误，另行发布。",
        by=member(agency, RoleCode.ISSUER),
    )
    assert door_of(f"/withdrawn/{away.pk}/") is Door.NOTHING
    assert door_of(file.url) is Door.NOTHING


def test_asking_does_not_end_the_request_that_asks():
    """Its end would close the connection in the middle of the transaction."""
    file, ended = document(), []
    put_live(output(("李明", AgencyFactory()), body=[linked(file)]))
    note = lambda **said: ended.append(said)  # noqa: E731
    request_finished.connect(note, weak=False)
    try:
        doors = [door_of(address) for address in (file.url, "/releases/", "/display/")]
    finally:
        request_finished.disconnect(note)

    assert (doors, ended) == ([Door.OPEN, Door.OPEN, Door.NOTHING], [])


def linked(file):
    return block("paragraph", f'<p><a linktype="document" id="{file.pk}">附件</a></p>')


def test_numbers_of_the_text_itself_may_be_linked_to_before_it_is_public():
    whole = paper(AgencyFactory(), slug="2026")
    part = chapter(whole, table(), slug="basics")
    [key] = [one["id"] for one in part.body.get_prep_value()]
    linked = [f"/white-papers/2026/basics/data/{one}.csv" for one in (key, NO_BLOCK)]
    text = "".join(f'<a href="{one}">甲</a>' for one in linked)
    chapter(whole, block("paragraph", f"<p>{text}</p>"), slug="second")

    assert [fault.link for fault in whole.link_report()] == linked[1:]
    for one in (whole, part):
        put_live(type(one).objects.get(pk=one.pk))
    assert [door_of(one) for one in linked] == [Door.OPEN, Door.NOTHING]
