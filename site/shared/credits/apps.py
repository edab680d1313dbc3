from django.apps import AppConfig


class CreditsConfig(AppConfig):
    name = "shared.credits"
    label = "credits"
