"""An agency, an author, a draft and a public page; and what is left when the guard of Python is away."""

from contextlib import nullcontext

import pytest

from cms.library.actions import submit_for_review
from cms.library.models import CasePage, PaperIssuer, WhitePaperPage
from cms.release.actions import invite_signer
from cms.release.enums import Step
from cms.release.models import Route, SigningLink, gated
from shared.directory.enums import RoleCode
from tests.factories.cms import case, chapter, paper
from tests.factories.directory import AgencyFactory, UserFactory, member
from tests.factories.release import agree, reviewers


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


@pytest.fixture
def other():
    return AgencyFactory(name="示例市知识产权局")


@pytest.fixture
def people(agency):
    return reviewers(agency)


@pytest.fixture
def joint(agency, other, author, people):
    """A paper of two agencies that has passed the five reviews."""
    page = paper(by=author)
    page.issuers = [PaperIssuer(agency=agency, sort_order=0), PaperIssuer(agency=other, sort_order=1)]
    page.save_revision(user=author)
    page.save()
    chapter(page, by=author)
    page = WhitePaperPage.objects.get(pk=page.pk)
    submit_for_review(page, by=author)
    agree(page, people, until=Step.SIGN)
    return Route.objects.open().get(page=page.pk)


@pytest.fixture
def inviter(other):
    return member(other, RoleCode.SECTION_HEAD, name="霍明哲")


@pytest.fixture
def link(joint, other, inviter, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        invite_signer(
            joint.signatures.get(agency=other),
            name="上官明",
            post="局长",
            email="guest@agency.example",
            by=inviter,
        )
    return SigningLink.objects.get()
