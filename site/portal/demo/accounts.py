"""The accounts that `make demo` prints: one line each."""

from dataclasses import dataclass

from shared.accounts.models import User


@dataclass(frozen=True)
class DemoAccount:
    email: str
    roles: str


def demo_accounts() -> list[DemoAccount]:
    """Every demo account with its roles and where it holds them, in the order of the seed."""
    users = User.objects.filter(username__startswith="D-").order_by("pk").prefetch_related("role_assignments__agency")
    return [DemoAccount(user.email, roles_in_words(user)) for user in users]


def roles_in_words(user: User) -> str:
    places: dict[str, list[str]] = {}
    for held in user.role_assignments.all():
        places.setdefault(held.agency.name, []).append(held.get_role_display())
    return " ; ".join([user.name, *(f"{', '.join(roles)} @ {place}" for place, roles in places.items())])
