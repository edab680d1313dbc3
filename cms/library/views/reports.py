"""Lists of the editor which Wagtail does not hold to the permissions."""

from typing import Any

from wagtail.admin.views.reports.page_types_usage import PageTypesUsageReportView
from wagtail.models import Page

from cms.library.permissions import within_reach


class TypesReport(PageTypesUsageReportView):
    """How many pages there are of each type; the one edited last is named only to those who come across it anyway."""

    def decorate_paginated_queryset(self, page_types: Any) -> Any:
        rows = super().decorate_paginated_queryset(page_types)
        named = [row.last_edited_page_id for row in rows if row.last_edited_page]
        seen = set(Page.objects.filter(within_reach(self.request.user), pk__in=named).values_list("pk", flat=True))
        for row in rows:
            if row.last_edited_page_id not in seen:
                row.last_edited_page = None
        return rows
