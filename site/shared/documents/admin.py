from django.contrib import admin

from shared.documents.models import IssuerMark


@admin.register(IssuerMark)
class IssuerMarkAdmin(admin.ModelAdmin):
    """Which characters stand for an agency in its document numbers."""

    list_display = ["mark", "agency"]
    search_fields = ["mark", "agency__name", "agency__code"]
    raw_id_fields = ["agency"]
