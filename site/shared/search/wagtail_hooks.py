from django.utils.translation import gettext_lazy as _
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from shared.search.models import Promotion, SynonymGroup
from shared.search.permissions import KeeperPolicy


class PromotionViews(SnippetViewSet):
    model = Promotion
    icon = "pick"
    list_display = ["__str__", "position"]
    search_fields = ["words", "page__title"]
    copy_view_enabled = False


class SynonymViews(SnippetViewSet):
    model = SynonymGroup
    icon = "list-ul"
    list_display = ["__str__", "note"]
    search_fields = ["words", "note"]
    copy_view_enabled = False


class SearchViewsGroup(SnippetViewSetGroup):
    items = (PromotionViews, SynonymViews)
    menu_label = _("Search")
    menu_icon = "search"
    menu_name = "search-words"
    menu_order = 170


register_permission_policy(Promotion, KeeperPolicy(Promotion))
register_permission_policy(SynonymGroup, KeeperPolicy(SynonymGroup))
register_snippet(SearchViewsGroup)
