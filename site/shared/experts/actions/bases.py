"""Research bases: listed by the side that set them up, seen by both."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy

from shared.audit.actions import field_changes, record
from shared.experts.actions.experts import save
from shared.experts.models import ResearchBase

LABELS = {
    "experts.base.list": gettext_lazy("Research base listed"),
    "experts.base.change": gettext_lazy("Research base changed"),
}


@transaction.atomic
def save_base(base: ResearchBase, *, by: Any) -> ResearchBase:
    """List a base, or change what is said of it; one that has ended stays on the list with its last day."""
    before = ResearchBase.objects.filter(pk=base.pk).first()
    save(base)
    if before is None:
        record("experts.base.list", base, by=by, agency=base.agency.code)
    else:
        changed = field_changes(before, {name: getattr(base, name) for name in ResearchBase.audited_fields})
        record("experts.base.change", base, by=by, fields=changed)
    return base
