from django.apps import AppConfig


class RegulationsConfig(AppConfig):
    name = "shared.regulations"
    label = "regulations"
