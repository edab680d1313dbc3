from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _

ACCOUNT_ACTS = {
    "accounts.invite": _("Account opened, activation link sent"),
    "accounts.resend_activation": _("Activation link sent again"),
    "accounts.activate": _("Account activated"),
    "accounts.create": _("Account opened with an initial password"),
    "accounts.change_password": _("Password changed"),
    "accounts.end_sessions": _("Signed out on other devices"),
    "accounts.sign_in": _("Signed in"),
    "accounts.sign_in_failed": _("Failed try to sign in"),
    "accounts.factor_added": _("Second factor added"),
    "accounts.factor_removed": _("Second factor removed"),
    "accounts.reset_factors": _("Second factors removed for their owner"),
    "accounts.close": _("Account closed"),
    "accounts.reopen": _("Account opened again"),
}


class PortalConfig(AppConfig):
    name = "portal"
    label = "portal"

    def ready(self) -> None:
        """The accounts stand below the audit log and cannot know it: the portal joins the two."""
        # Models are not there yet when this module is imported.
        from portal import second_factors  # noqa: F401, PLC0415  connects itself to allauth's signals
        from portal.checks import migrations_are_whole  # noqa: PLC0415
        from shared.accounts.actions import RECORDERS  # noqa: PLC0415
        from shared.audit import labels  # noqa: PLC0415
        from shared.audit.actions import record  # noqa: PLC0415

        for code, label in ACCOUNT_ACTS.items():
            labels.register(code, label)
        RECORDERS.append(record)
        checks.register(migrations_are_whole, checks.Tags.database)
