"""Who is told of what. The words of each notice stand in apps.py, in the reader's language when she reads."""

from collections.abc import Sequence
from typing import Any

from exchanges.secondments.enums import Party
from exchanges.secondments.models import HOME_ROLES, HOST_ROLES, Secondment
from shared.directory.models import Agency, RoleAssignment
from shared.notices.actions import notify


def officers_near(agency: Agency, roles: set[Any]) -> list[Any]:
    """The officers who look after `agency`: those of the nearest unit upwards that has any."""
    parts = [part for part in agency.path.split("/") if part]
    paths = ["/".join(parts[: n + 1]) + "/" for n in range(len(parts))]
    rows = list(
        RoleAssignment.objects.valid_on()
        .filter(role__in=roles, agency__path__in=paths, user__is_active=True)
        .select_related("user", "agency")
    )
    nearest = max((len(row.agency.path) for row in rows), default=0)
    return [row.user for row in rows if len(row.agency.path) == nearest]


def superiors_of(agency: Agency, roles: set[Any]) -> list[Any]:
    """The officers of the nearest office above `agency` that has any; nobody where it stands at the top."""
    return officers_near(agency.parent, roles) if agency.parent else []


def audience(secondment: Secondment, *parties: str) -> list[Any]:
    users: list[Any] = []
    if Party.PERSON in parties and secondment.person and secondment.person.user_id:
        users.append(secondment.person.user)
    if Party.HOME in parties:
        users += officers_near(secondment.home_org, HOME_ROLES)
    if Party.HOST in parties:
        users += officers_near(secondment.host_org, HOST_ROLES)
    return users


def tell(
    secondment: Secondment, kind: str, *parties: str, also: Sequence[Any] = (), key: str = "", **params: Any
) -> int:
    """Tell the named parties of a secondment, and `also`; everybody once per `key`."""
    return notify(
        f"secondment.{kind}",
        to=[*audience(secondment, *parties), *also],
        url=secondment.get_absolute_url(),
        key=key,
        number=secondment.number,
        person=secondment.person.name if secondment.person else "",
        home=secondment.home_org.name,
        host=secondment.host_org.name,
        position=secondment.position,
        ends_on=secondment.ends_on.isoformat(),
        **params,
    )
