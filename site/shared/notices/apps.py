from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "shared.notices"
    label = "notices"
