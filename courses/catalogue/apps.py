from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from shared.audit import labels
from shared.notices import kinds
from shared.notices.kinds import NoticeKind
from shared.ui.todos import register as register_todos

KINDS = [
    NoticeKind(
        "catalogue.review_asked",
        _("A course waits for your review"),
        _("For review: %(title)s"),
        _("“%(title)s” has been sent to review. Read it, then agree or return it with a comment."),
    ),
    NoticeKind(
        "catalogue.review_approve",
        _("Your course was approved"),
        _("Approved: %(title)s"),
        _("“%(title)s” has been approved and is open to its learners now. %(comment)s"),
    ),
    NoticeKind(
        "catalogue.review_reject",
        _("Your course came back from review"),
        _("Returned: %(title)s"),
        _("“%(title)s” has been returned. Comment: %(comment)s"),
    ),
]


class CatalogueConfig(AppConfig):
    name = "courses.catalogue"
    label = "catalogue"
    verbose_name = _("courses")

    def ready(self) -> None:
        from courses.catalogue.queries import todos  # noqa: PLC0415  models are not ready before

        labels.register("catalogue.publish", _("Published after review"))
        kinds.register(*KINDS)
        register_todos(todos)
        # The review belongs to the tables: without it nothing could ever be published.
        post_migrate.connect(set_up_after_migrate, sender=self)


def set_up_after_migrate(using: str, **kwargs: Any) -> None:
    from courses.catalogue.actions import set_up_review  # noqa: PLC0415  models are not ready when the app is
    from courses.catalogue.models import Course, Lesson, Module  # noqa: PLC0415

    if using == "default" and Lesson._meta.db_table in connections[using].introspection.table_names():
        set_up_review([Course, Module, Lesson])
