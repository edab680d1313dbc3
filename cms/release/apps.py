from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.core import checks
from django.db import connections
from django.db.models.signals import post_migrate, pre_delete, pre_migrate
from django.utils.translation import gettext_lazy as _

from shared.audit import labels
from shared.media.readers import Readers
from shared.media.readers import register as register_readers
from shared.notices import kinds
from shared.ui.todos import register as register_todos

ACTS = [
    "audiences", "emergencies", "launching", "planning", "previewing", "releasing", "remarking", "routing", "signing",
    "wording",
]  # fmt: skip


class ReleaseConfig(AppConfig):
    name = "cms.release"
    label = "release"
    verbose_name = _("Editorial route and release")

    def ready(self) -> None:
        from wagtail.models import Page  # noqa: PLC0415  models come first
        from wagtail.signals import post_page_move, pre_page_move  # noqa: PLC0415

        from cms.release.checks import gate_is_shut  # noqa: PLC0415
        from cms.release.queries import (  # noqa: PLC0415
            is_public_file,
            may_read_file_of_draft,
            may_see_file,
            todos,
            words_to_clear,
        )
        from cms.release.queries.files import MODELS  # noqa: PLC0415

        for subject in ACTS:
            module = import_module(f"cms.release.actions.{subject}")
            for code, label in module.LABELS.items():
                labels.register(code, label, getattr(module, "DETAILS", {}).get(code))
        labels.register_twins(Page, *(f"wagtail.workflow.{act}" for act in ("start", "approve", "reject", "cancel")))
        kinds.register(*import_module("cms.release.emails").KINDS)
        register_todos(todos)
        register_todos(words_to_clear)
        register_readers(Readers("release.routes", is_public_file, may_see_file))
        register_readers(Readers("release.drafts", lambda file: False, may_read_file_of_draft))
        checks.register(gate_is_shut, checks.Tags.database)
        # SQLite makes a table anew to alter it, which loses triggers and trips over those that name it.
        pre_migrate.connect(open_gate, sender=self)
        post_migrate.connect(shut_gate, sender=self)
        keeping = import_module("cms.release.actions.keeping")
        pre_page_move.connect(keeping.refuse_move, dispatch_uid="release.place")
        post_page_move.connect(keeping.end_routes_of_moved, dispatch_uid="release.moved")
        for model in MODELS.values():
            pre_delete.connect(keeping.refuse_to_delete_file, sender=model, dispatch_uid="release.files")


def open_gate(using: str, **kwargs: Any) -> None:
    from cms.release.triggers import drop  # noqa: PLC0415  models come first

    drop(connections[using])


def shut_gate(using: str, **kwargs: Any) -> None:
    from cms.release.triggers import install  # noqa: PLC0415  models come first

    install(connections[using])
