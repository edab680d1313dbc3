from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "shared.documents"
    label = "documents"
