"""A chosen result, and the search index over everything that the demo holds."""

from types import SimpleNamespace

from cms.library.models import WhitePaperPage
from shared.search.actions import rebuild
from shared.search.models import Promotion

WORDS = "白皮书\n协同保护\n年度报告"


def seed(world: SimpleNamespace) -> None:
    paper = WhitePaperPage.objects.live().newest_first().first()
    if paper and not Promotion.objects.exists():
        Promotion.objects.create(words=WORDS, page=paper)
    rebuild()
