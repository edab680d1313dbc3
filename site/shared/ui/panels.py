"""Parts of the start page, given by the apps that own the data. Each registers its panels in `apps.py:ready()`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Panel:
    """`provider(user)` returns what `template` shows, or None where the person has no use for the panel."""

    template: str
    provider: Callable[[Any], Mapping[str, Any] | None]
    order: int = 100
    aside: bool = False


@dataclass(frozen=True)
class FilledPanel:
    template: str
    data: Mapping[str, Any]


PANELS: list[Panel] = []


def register_panel(
    template: str, provider: Callable[[Any], Mapping[str, Any] | None], *, order: int = 100, aside: bool = False
) -> None:
    """Show `template` with `panel` = provider(user) on the start page; in the side column when `aside`."""
    panel = Panel(template, provider, order, aside)
    if panel not in PANELS:
        PANELS.append(panel)
        PANELS.sort(key=lambda p: (p.order, p.template))


def panels_for(user: Any, *, aside: bool) -> list[FilledPanel]:
    chosen = [(panel, panel.provider(user)) for panel in PANELS if panel.aside == aside]
    return [FilledPanel(panel.template, data) for panel, data in chosen if data is not None]
