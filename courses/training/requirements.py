"""What a result asks for beyond the class itself, told by the apps that stand above it; they register in `ready()`."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from courses.training.enums import Requirement

type Provider = Callable[[Any], Mapping[int, list[str]]]

PROVIDERS: dict[Provider, Requirement] = {}
FOLLOW_UPS: list[str] = []


def register(provider: Provider, *, kind: Requirement = Requirement.QUIZ) -> None:
    """`provider(session)` returns {enrolment id: sentences saying what is still missing}; nothing for who has it all.

    It is asked only where the rules of the class contain `kind`.
    """
    PROVIDERS[provider] = kind


def missing(session: Any, kinds: Iterable[str]) -> dict[int, list[str]]:
    """Everything the registered providers miss for these kinds of requirements, by enrolment."""
    wanted = {str(kind) for kind in kinds}
    found: dict[int, list[str]] = {}
    for provider, kind in PROVIDERS.items():
        if str(kind) in wanted:
            for enrolment, sentences in provider(session).items():
                found.setdefault(enrolment, []).extend(sentences)
    return found


type Completions = Callable[[Iterable[str], Iterable[int]], Iterable[tuple[int, str]]]

COMPLETIONS: list[Completions] = []


def register_completions(provider: Completions) -> None:
    """`provider(words, person ids)` returns (person, title) of completed courses whose titles hold one."""
    if provider not in COMPLETIONS:
        COMPLETIONS.append(provider)


def register_follow_up(task: str) -> None:
    """Run the task of this name with `session_id` once a class is completed."""
    if task not in FOLLOW_UPS:
        FOLLOW_UPS.append(task)
