"""The demo and development: embedded parts only."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured

from portal.settings.base import *  # noqa: F403
from portal.settings.base import VAR
from portal.settings.logs import logging_config

# These settings have no secret, so an application server takes them from `make demo` only.
if {"gunicorn", "granian"} & set(sys.modules) and "TONGTANG_DEMO" not in os.environ:
    raise ImproperlyConfigured("Settings of the demo: set DJANGO_SETTINGS_MODULE=portal.settings.production instead.")

DEBUG = False
LOGGING = logging_config(as_json=False, level="WARNING")
SECRET_KEY = "for the demo only; production refuses it"  # noqa: S105  a demo has no secret to keep
ALLOWED_HOSTS = ["*"]
MFA_REQUIRED = False
STYLEGUIDE = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # http://localhost; production asks for HTTPS
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
VAR.mkdir(parents=True, exist_ok=True)
for folder in ("queue", "queue-control", "media"):
    (VAR / folder).mkdir(exist_ok=True)
