from typing import Any

from cms.release.enums import CONFIRMERS, INVITERS, PLANNERS, REVIEWERS, REVIEWS, ROUTE_ROLES, Step, Verdict
from cms.release.models import Decision, Release, Remark, Route, Signature
from shared.directory.enums import RoleCode
from shared.directory.models import role_scopes


def holds_role(user: Any, role: str, paths: list[str]) -> bool:
    """The role for one of the agencies behind the page; a page of no agency is everybody's who has the role."""
    held = [path for code, path in role_scopes(user) if code == role]
    return bool(held) and (not paths or any(path.startswith(scope) for path in paths for scope in held))


def paths_of(route: Route) -> list[str]:
    return [path for path in route.agencies.split("|") if path]


def is_author(user: Any, route: Route) -> bool:
    return any(row.user_id == user.pk for row in route.authors.all())


Reviewed = set[tuple[str, str]]  # digests of texts with the step that somebody has reviewed


def reviewed_by(user: Any, *digests: str) -> Reviewed:
    rows = Decision.objects.filter(digest__in=digests, reviewer=user.pk, step__in=REVIEWS)
    return set(rows.values_list("digest", "step"))


def has_reviewed(user: Any, route: Route, *, besides: str = "", known: Reviewed | None = None) -> bool:
    """Did the user decide another review of the same text, on this route or on an earlier one (rule book 8.6)?"""
    found = reviewed_by(user, route.digest) if known is None else known
    return any(digest == route.digest and step != besides for digest, step in found)


def may_decide(user: Any, route: Route, step: str, *, known: Reviewed | None = None) -> bool:
    """Role, scope and a fresh pair of eyes. Superusers have no shortcut. Whether it is the step's turn is no right.

    `known` is what the user has reviewed of many routes, where a list asks for all of them at once.
    """
    if not user.is_active or not holds_role(user, REVIEWERS[step], paths_of(route)) or is_author(user, route):
        return False
    return step not in REVIEWS or not has_reviewed(user, route, besides=step, known=known)


def may_sign(user: Any, signature: Signature, *, known: Reviewed | None = None) -> bool:
    """An issuer of that agency who has neither written nor reviewed the text, nor signed it for another agency."""
    route = signature.route
    paths = [signature.agency.path] if signature.agency else []
    if not user.is_active or not holds_role(user, RoleCode.ISSUER, paths):
        return False
    elsewhere = any(row.signer_id == user.pk and row.pk != signature.pk for row in route.signatures.all())
    return not (elsewhere or is_author(user, route) or has_reviewed(user, route, known=known))


def paths_of_signature(signature: Signature) -> list[str]:
    """Whose signature it is: one agency's, else that of all agencies behind the page."""
    return [signature.agency.path] if signature.agency else paths_of(signature.route)


def may_invite(user: Any, signature: Signature) -> bool:
    """A section head or issuer of that very agency who had no part in the text asks a signer without account."""
    leads = any(holds_role(user, role, paths_of_signature(signature)) for role in INVITERS)
    route = signature.route
    return user.is_active and leads and not is_author(user, route) and not has_reviewed(user, route)


def may_remark(user: Any, route: Route) -> bool:
    """Whoever reviews or signs for an agency of the page, whichever step waits; who wrote part of it answers."""
    reads = any(holds_role(user, role, paths_of(route)) for role in ROUTE_ROLES)
    return user.is_active and reads and not is_author(user, route)


def may_settle(user: Any, remark: Remark) -> bool:
    """The editors and section heads of the page, and whoever made the remark."""
    return user.is_active and (remark.by_id == user.pk or may_ask_emergency(user, remark.item.route))


def may_mark_urgent(user: Any, route: Route) -> bool:
    return user.is_active and holds_role(user, RoleCode.SECTION_HEAD, paths_of(route))


def may_recall(user: Any, route: Route) -> bool:
    """A section head of the page, or who has sent it, as long as she writes for it."""
    if user.is_active and route.opened_by_id == user.pk:
        return user.is_superuser or may_ask_emergency(user, route)
    return user.is_active and holds_role(user, RoleCode.SECTION_HEAD, paths_of(route))


def may_ask_emergency(user: Any, route: Route) -> bool:
    return user.is_active and any(
        holds_role(user, role, paths_of(route)) for role in (RoleCode.EDITOR, RoleCode.SECTION_HEAD)
    )


def may_authorise_emergency(user: Any, route: Route) -> bool:
    return user.is_active and holds_role(user, RoleCode.ISSUER, paths_of(route)) and not is_author(user, route)


def has_agreed(route: Route, step: str) -> bool:
    return route.decisions.filter(step=step, verdict=Verdict.AGREE).exists()


def is_turn(route: Route, step: str) -> bool:
    """Steps follow each other; in an emergency secrecy review is asked at once."""
    if step == Step.SECRECY and hasattr(route, "emergency"):
        return all(row.step != step for row in route.decisions.all())
    return route.next_step == step


def may_plan(user: Any, agency: Any) -> bool:
    """Plan a release for the agency, or for the site where it is None."""
    paths = [agency.path] if agency else []
    return user.is_active and any(holds_role(user, role, paths) for role in PLANNERS)


def may_manage(user: Any, release: Release) -> bool:
    """Its words and its pages."""
    return may_plan(user, release.agency)


def may_confirm(user: Any, release: Release) -> bool:
    """Its minute, its end, and who reads ahead."""
    paths = [release.agency.path] if release.agency else []
    return user.is_active and any(holds_role(user, role, paths) for role in CONFIRMERS)


def may_clear_words(user: Any, release: Release) -> bool:
    """What the calendar says before the day; whoever planned the release does not clear her own words."""
    paths = [release.agency.path] if release.agency else []
    return user.is_active and release.made_by_id != user.pk and holds_role(user, RoleCode.SECRECY_OFFICER, paths)


def may_release_now(user: Any, route: Route) -> bool:
    """Bring a complete route that waits for no release to the public."""
    return user.is_active and any(holds_role(user, role, paths_of(route)) for role in CONFIRMERS)


def can_limit(user: Any, page: Any) -> bool:
    """An editor or section head of its agencies, one of the list where there is one; parts follow their page."""
    is_whole = getattr(page, "is_released_alone", False) and not page.founds_the_site
    return bool(user.is_active and is_whole and page.is_in_scope_of(user))


def can_lift_limit(user: Any, page: Any) -> bool:
    """A superuser too, who names nobody: a draft whose people have all left would stay shut for ever."""
    return bool(user.is_active and user.is_superuser) or can_limit(user, page)
