from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "shared.search"
    label = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        from wagtail.signals import (  # noqa: PLC0415  models are not loaded before ready()
            page_published,
            page_slug_changed,
            page_unpublished,
            post_page_move,
        )

        from shared.audit import followers  # noqa: PLC0415
        from shared.search.actions import index_after  # noqa: PLC0415
        from shared.search.experts import EXPERTS  # noqa: PLC0415
        from shared.search.people import PEOPLE  # noqa: PLC0415
        from shared.search.sources import register  # noqa: PLC0415

        followers.register(index_after)
        register(PEOPLE, EXPERTS)
        for told in (page_published, page_unpublished, page_slug_changed, post_page_move):
            told.connect(page_changed, dispatch_uid=f"search-{id(told)}")


def page_changed(instance: object, **kwargs: object) -> None:
    from django.db import models  # noqa: PLC0415

    from shared.search.actions import index_after  # noqa: PLC0415

    if isinstance(instance, models.Model):
        index_after(instance)
