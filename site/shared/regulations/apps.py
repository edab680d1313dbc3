from django.apps import AppConfig

from shared.audit import labels


class RegulationsConfig(AppConfig):
    name = "shared.regulations"
    label = "regulations"

    def ready(self) -> None:
        from shared.regulations.actions import LABELS  # noqa: PLC0415  models are not loaded when apps are

        for code, label in LABELS.items():
            labels.register(code, label)
