"""Pages brought to the public as their route would, and the people of an editorial route."""

import re
import uuid
from typing import Any

from django.core import mail
from django.utils import timezone

from cms.release.actions import clear_words, decide, mail_code, open_link, release_route, sign
from cms.release.actions.routing import digest_of, freeze_files
from cms.release.enums import PROOFS, REVIEWERS, REVIEWS, SignatureState, SignatureWay, Step, Verdict
from cms.release.models import Decision, Release, Route, RouteItem, Signature
from cms.release.queries import files_of, open_route_of
from shared.accounts.models import User
from shared.directory.models import Agency
from tests.factories.directory import member


def reviewed(page: Any, *, without: Any = (), opened_by: Any = None, parts: Any = (), agencies: Any = (None,)) -> Route:
    """An open route of the page, with these parts, on which everybody has agreed and signed, besides `without`."""
    *reviewers, proof, signer, author = User.objects.bulk_create(
        User(username=name, email=f"{name}@demo.example")
        for name in (uuid.uuid4().hex for _ in range(len(REVIEWS) + 3))
    )
    revision = page.get_latest_revision()
    digest = digest_of(revision)
    route = Route.objects.create(page_id=page.pk, digest=digest, opened_by=opened_by or author)
    for one, frozen in [(page, revision), *((part, part.get_latest_revision()) for part in parts)]:
        item = RouteItem.objects.create(route=route, page_id=one.pk, revision=frozen, digest=digest_of(frozen))
        freeze_files(item, files_of(frozen.as_object()))
    who = dict(zip(REVIEWS, reviewers, strict=True)) | dict.fromkeys(PROOFS, proof)
    Decision.objects.bulk_create(
        Decision(route=route, digest=digest, step=step, verdict=Verdict.AGREE, reviewer=user)
        for step, user in who.items()
        if step not in without
    )
    for agency in agencies:
        Signature.objects.create(route=route, agency=agency)
    if Step.SIGN not in without:
        kept = {"state": SignatureState.SIGNED, "digest": digest, "signed_at": timezone.now(), "signer_name": "签发人"}
        route.signatures.update(signer=signer, way=SignatureWay.ACCOUNT, **kept)
    return route


def put_live(page: Any) -> Any:
    """Bring the latest revision live as its route would; the page in hand follows."""
    release_route(reviewed(page), by=None)
    page.refresh_from_db()
    return page


def reviewers(agency: Agency) -> dict[str, Any]:
    """One person of the agency for every step of the route; one reads all three proofs."""
    people = {step: member(agency, REVIEWERS[step]) for step in (*REVIEWS, Step.SIGN)}
    return people | dict.fromkeys(PROOFS, member(agency, REVIEWERS[Step.PROOF_NAMES]))


def agree(page: Any, people: dict[str, Any], *, until: Step | None = None) -> Any:
    """Everybody agrees in turn, up to the step `until` or to the public; the page in hand follows."""
    route = open_route_of(page)
    assert route is not None
    for step in Step:
        if step == until:
            break
        if step == Step.SIGN:
            for signature in route.signatures.all():
                sign(signature, by=people[step])
        else:
            decide(route, step=step, by=people[step])
    page.refresh_from_db()
    return page


def cleared(release, officer):
    """The words of a release as they stand now, read and cleared for the calendar."""
    return clear_words(release, seen=Release.objects.get(pk=release.pk).seal_of_words, by=officer)


def opened(link: Any, capture: Any) -> str:
    """What the session of a signer keeps after she has entered her code."""
    return open_link(link, code_of(link, capture))


def code_of(link: Any, capture: Any) -> str:
    """The one-time code that the holder of a link asks for, from her e-mail; `capture` lets commits happen."""
    with capture(execute=True):
        mail_code(link)
    return re.search(r"\b\d{6}\b", mail.outbox[-1].body)[0]  # type: ignore[index]
