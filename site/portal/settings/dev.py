"""The demo and development: embedded parts only."""

from portal.settings.base import *  # noqa: F403
from portal.settings.base import VAR

DEBUG = False
SECRET_KEY = "for the demo only; production refuses it"  # noqa: S105  a demo has no secret to keep
ALLOWED_HOSTS = ["*"]
MFA_REQUIRED = False
STYLEGUIDE = True
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
VAR.mkdir(parents=True, exist_ok=True)
for folder in ("queue", "queue-control", "media"):
    (VAR / folder).mkdir(exist_ok=True)
