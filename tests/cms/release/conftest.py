"""An agency, an author, a draft and a public page; and what is left when the guard of Python is away."""

from contextlib import nullcontext

import pytest

from cms.library.models import CasePage
from cms.release.models import gated
from shared.directory.enums import RoleCode
from tests.factories.cms import case
from tests.factories.directory import AgencyFactory, UserFactory, member


@pytest.fixture
def agency():
    return AgencyFactory(proc=True)


@pytest.fixture
def author(agency):
    return member(agency, RoleCode.EDITOR)


@pytest.fixture(params=["editor", "section head", "superuser", "superuser, triggers alone"])
def person(request, agency, monkeypatch):
    if request.param == "superuser, triggers alone":
        open_python(monkeypatch)
    if request.param.startswith("superuser"):
        return UserFactory(is_superuser=True)
    return member(agency, RoleCode.EDITOR if request.param == "editor" else RoleCode.SECTION_HEAD)


def open_python(monkeypatch):
    """With the guard of Python away, what is left to refuse is in the database."""
    monkeypatch.setattr(gated, "guard", lambda page, update_fields=None: nullcontext())


@pytest.fixture
def draft(agency, author):
    return case(by=author, agency=agency, title="未审查的案例")


@pytest.fixture
def public(agency, author):
    """A public case with a newer draft that nobody has reviewed."""
    page = case(by=author, agency=agency, live=True, title="已审查的案例")
    page.title = "改过的标题"
    page.save_revision(user=author)
    return CasePage.objects.get(pk=page.pk)


@pytest.fixture(params=["both layers", "triggers alone"])
def layer(request, monkeypatch):
    if request.param == "triggers alone":
        open_python(monkeypatch)
