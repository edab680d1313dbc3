"""Pages of every kind that has editions in two languages, and the English one as an editor leaves it."""

import datetime as dt

from cms.library.actions import begin_translation, set_translation_state
from cms.pages.models import HomePage, PlainPage, PressConferencePage, PressHost, PressIndexPage, SectionPage
from tests.factories.cms import block, case, output, proceedings
from tests.factories.release import put_live


def under(parent, page, by):
    parent.objects.get().add_child(instance=page)
    page.save_revision(user=by)
    return page


def section(by, **fields):
    return under(HomePage, SectionPage(**{"title": "关于", "slug": "about-us", "live": False} | fields), by)


def plain(by, **fields):
    body = [block("paragraph", "<p>正文。</p>")]
    return under(HomePage, PlainPage(**{"title": "说明", "slug": "notes", "body": body, "live": False} | fields), by)


def conference(agency, by):
    page = PressConferencePage(title="发布会", slug="press-1", about="发布白皮书。", live=False, body=[])
    page.starts_at = dt.datetime(2027, 1, 5, 2, tzinfo=dt.UTC)
    page.hosts = [PressHost(agency=agency)]
    return under(PressIndexPage, page, by)


MAKERS = {
    "case": lambda agency, by: case(by=by, agency=agency),
    "output": lambda agency, by: output(("林某", agency), by=by),
    "proceedings": lambda agency, by: proceedings(agency, by=by),
    "plain": lambda _agency, by: plain(by),
    "section": lambda _agency, by: section(by),
    "press": conference,
}


def english_of(page, by, state="reviewed", **fields):
    """A translation as an editor leaves it before the review."""
    other = begin_translation(page, by=by)
    for name, value in fields.items():
        setattr(other, name, value)
    other.save_revision(user=by)
    set_translation_state(other, state, by=by)
    return type(other).objects.get(pk=other.pk)


def published(page):
    return put_live(type(page).objects.get(pk=page.pk))
