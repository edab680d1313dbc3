"""English editions of the demo: a case translated by hand, a plain page by machine and marked so."""

from typing import Any

from cms.library.actions import begin_translation, set_translation_state
from cms.library.enums import TranslationState
from cms.library.models import CasePage
from cms.pages.models import PlainPage
from portal.demo.english_texts import ABOUT, CHIP_DRAWINGS
from portal.demo.publishing import block, bring_on, desk, written
from shared.accounts.models import User


def seed(world: Any) -> None:
    """By the whole route, like every page; what is there already stays."""
    people = desk("P")
    publish(CasePage, CHIP_DRAWINGS, TranslationState.REVIEWED, people)
    publish(PlainPage, ABOUT, TranslationState.MACHINE, people)


def publish(model: Any, about: dict[str, Any], state: str, people: dict[str, User]) -> None:
    author, page = people["author"], model.objects.get(slug=about["slug"])
    if model.objects.filter(translation_key=page.translation_key).exclude(pk=page.pk).exists():
        return
    other = begin_translation(page, by=author)
    for name, text in about["fields"].items():
        setattr(other, name, text)
    if "sections" in about:
        other.sections = [
            block("section", {"name": name, "text": f"<p>{text}</p>"}, f"{other.slug}/{name}")
            for name, text in about["sections"].items()
        ]
    else:
        key = f"plain/{other.slug}"
        other.body = [written(kind, what, f"{key}/{i}") for i, (kind, what) in enumerate(about["blocks"])]
    other.save_revision(user=author)
    set_translation_state(other, state, by=author)
    bring_on(other, people)
