"""Tests: SQLite in a file-less database, or the PostgreSQL that DATABASE_URL names."""

import os

from portal.settings.addresses import database_from_url
from portal.settings.base import *  # noqa: F403
from portal.settings.base import REPO, TEMPLATES, VAR
from portal.settings.strict_templates import MissingVariable

SECRET_KEY = "tests only"  # noqa: S105  nothing to keep
ALLOWED_HOSTS = ["*"]
MFA_REQUIRED = False
STYLEGUIDE = True
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
DATABASES = {"default": database_from_url(os.environ.get("DATABASE_URL", f"sqlite:///{VAR / 'test.sqlite3'}"))}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {}
JOBS_IMMEDIATE = True
REGULATIONS_KEPT_SECONDS = 0
PAGE_CACHE_SECONDS = 0
MEDIA_ROOT = VAR / "test-media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
VAR.mkdir(parents=True, exist_ok=True)
REPO.joinpath("var").mkdir(exist_ok=True)
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = MissingVariable()
