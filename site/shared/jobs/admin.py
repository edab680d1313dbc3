from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared.jobs.actions import retry_job
from shared.jobs.models import Job


@admin.register(Job)
class JobAdmin(admin.ModelAdmin):
    """Background work for the system administrator: to look at, and to try again what failed."""

    list_display = ["task", "kwargs", "state", "attempts", "created_at", "finished_at"]
    list_filter = ["state", "task"]
    actions = ["try_again"]

    @admin.action(description=gettext_lazy("Try the failed ones again"))
    def try_again(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        count = sum(retry_job(job) for job in queryset)
        messages.info(request, _("%(count)d jobs wait again.") % {"count": count})

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Job | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Job | None = None) -> bool:
        return False
