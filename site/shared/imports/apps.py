from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from shared.audit import labels
from shared.notices import kinds


class ImportsConfig(AppConfig):
    name = "shared.imports"
    label = "imports"

    def ready(self) -> None:
        labels.register("imports.run.upload", _("Sheet uploaded"))
        labels.register("imports.run.check", _("Sheet checked"))
        labels.register("imports.run.fail", _("Sheet cannot be read"))
        labels.register("imports.run.request", _("Sheet handed over to be taken over"))
        labels.register("imports.run.put_back", _("Sheet not taken over"))
        labels.register("imports.run.take_over", _("Sheet taken over"))
        labels.register("imports.run.command", _("Sheet taken over by command"))
        labels.register("imports.run.counts", _("Counts of a sheet taken over"))
        kinds.register(
            kinds.NoticeKind(
                "imports.under_way_ended",
                _("A large sheet is ready"),
                _("Sheet ready: %(file)s"),
                _("Work on the sheet “%(file)s” has ended. Look at the result."),
            ),
            kinds.NoticeKind(
                "imports.by_command",
                _("A sheet was imported in your name"),
                _("Imported in your name: %(file)s"),
                _(
                    "The administrators have imported the sheet “%(file)s” by command, in your name. "
                    "Look at what it changed, and tell them if you did not ask for it."
                ),
            ),
        )
