"""One dictionary per language instead of one per app."""

from typing import Any

from django.utils.translation.trans_real import TranslationCatalog


def merge_catalogues(self: Any, other: Any) -> None:
    """Merge catalogues that have the same plural rule, as Django means to.

    Django 6.1 compares a code object with a function there, which are never equal: it keeps one dictionary per app and
    asks up to thirty of them for every sentence of a page.
    """
    if other.plural.__code__ == self._plurals[0].__code__:
        self._catalogs[0].update(other._catalog)
    else:
        self._catalogs.insert(0, other._catalog.copy())
        self._plurals.insert(0, other.plural)


def mend_django() -> None:
    """Called before anything is translated."""
    TranslationCatalog.update = merge_catalogues  # type: ignore[method-assign, assignment]
