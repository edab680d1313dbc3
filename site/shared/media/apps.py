from django.apps import AppConfig


class MediaConfig(AppConfig):
    name = "shared.media"
    label = "tongtang_media"
