from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "shared.imports"
    label = "imports"
