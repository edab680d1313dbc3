"""What the editor of a page shows beside its fields."""

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel

from cms.release.queries import open_remarks


class RemarksPanel(Panel):
    """What reviewers have remarked on passages of this page and nobody has settled; without any it is not there."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"heading": _("Remarks of the reviewers"), **kwargs})

    class BoundPanel(Panel.BoundPanel):
        template_name = "library/editor/remarks_panel.html"

        @cached_property
        def remarks(self) -> list[Any]:
            return list(open_remarks(self.instance)) if self.instance.pk else []

        def is_shown(self) -> bool:
            return bool(self.remarks)
