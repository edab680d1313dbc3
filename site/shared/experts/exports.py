"""The register as a sheet. How to reach somebody stands on no list."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared.experts.models import Expert
from shared.ui.tables import Column


def pools_of(expert: Expert) -> str:
    """The pools she stands in, each with its last day."""
    terms = getattr(expert, "current_memberships", [])
    return "；".join(f"{term.pool.name}（{term.valid_to.isoformat()}）" for term in terms)


EXPERT_COLUMNS = [
    Column(pgettext_lazy("of a person", "Name"), "name"),
    Column(pgettext_lazy("of an expert", "Title"), "title"),
    Column(_("Title level"), Expert.get_title_level_display),
    Column(_("Organisation"), "organisation"),
    Column(_("Technical fields"), lambda expert: "、".join(str(field) for field in expert.fields.all())),
    Column(_("Specialities"), "specialities"),
    Column(_("Region"), lambda expert: str(expert.region or "")),
    Column(_("Pools and last days"), pools_of),
    Column(pgettext_lazy("a record", "Kept by"), lambda expert: str(expert.agency)),
]
