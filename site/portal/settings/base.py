"""Settings shared by every environment. The environment is read here, once, and nowhere else."""

import os
from pathlib import Path

from celery.schedules import crontab
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from portal.settings.addresses import cache_from_url, database_from_url, mailer_from_url
from portal.settings.sign_in import *  # noqa: F403

REPO = Path(__file__).resolve().parents[3]
VAR = Path(os.environ.get("TONGTANG_VAR", REPO / "var"))

SECRET_KEY = os.environ.get("SECRET_KEY", "")
DEBUG = os.environ.get("DEBUG", "0") == "1"
ALLOWED_HOSTS = [h for h in os.environ.get("ALLOWED_HOSTS", "").split(",") if h]
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("CSRF_TRUSTED_ORIGINS", "").split(",") if o]
BASE_URL = os.environ.get("BASE_URL", "http://127.0.0.1:8000").rstrip("/")
DATABASE_URL = os.environ.get("DATABASE_URL") or f"sqlite:///{VAR / 'db.sqlite3'}"
BROKER_URL = os.environ.get("BROKER_URL", "")
EMAIL_URL = os.environ.get("EMAIL_URL", "console:")
CACHE_URL = os.environ.get("CACHE_URL", "database:")
WEB_HOSTS = int(os.environ.get("WEB_HOSTS", "1"))
MFA_REQUIRED = os.environ.get("MFA_REQUIRED", "1") == "1"
TRUST_PROXY = os.environ.get("TRUST_PROXY", "0") == "1"

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SITE_ID = 1

OUR_APPS = [
    "portal",
    "cms.pages",
    "cms.library",
    "cms.release",
    "cms.blocks",
    "courses.certificates",
    "courses.learning",
    "courses.training",
    "courses.assessment",
    "courses.catalogue",
    "exchanges.secondments",
    "shared.search",
    "shared.experts",
    "shared.credits",
    "shared.recusal",
    "shared.documents",
    "shared.directory",
    "shared.imports",
    "shared.regulations",
    "shared.notices",
    "shared.audit",
    "shared.accounts",
    "shared.media",
    "shared.jobs",
    "shared.ui",
]
AFTER_WAGTAIL = ["cms.library"]  # it takes over from handlers that Wagtail's admin connects when it is ready
INSTALLED_APPS = [
    *(app for app in OUR_APPS if app not in AFTER_WAGTAIL),
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_htmx",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.postgres",  # the search index of Wagtail has columns of its own there
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    *AFTER_WAGTAIL,
]
MIDDLEWARE = [
    "portal.page_cache.PageCacheMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "portal.middleware.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "portal.middleware.TroublesMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.middleware.SignInRulesMiddleware",
    "portal.middleware.LimitedDraftsMiddleware",
]
TEMPLATES: list[dict] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [REPO / "site/portal/templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "wagtail.contrib.settings.context_processors.settings",
                "portal.context.page",
            ],
        },
    }
]

REGULATIONS_KEPT_SECONDS = 30  # how long a process may go on with rules it has read
DATABASES = {"default": database_from_url(DATABASE_URL)}

# Language and time: Chinese first, English complete; times are stored in UTC and shown in Beijing time.
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
WAGTAIL_CONTENT_LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
WAGTAILADMIN_PERMITTED_LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [REPO / "site/portal/locale"]
WAGTAIL_I18N_ENABLED = False
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

FONTS = REPO / "site/portal/fonts"  # the only fonts of our documents and charts
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [REPO / "site/portal/static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"

CACHES = {"default": cache_from_url(CACHE_URL)}

# Public pages that each process keeps. A published change is seen at once; the seconds bound what nobody publishes,
# as the new name of an agency. 0: every page is drawn anew.
PAGE_CACHE_SECONDS = int(os.environ.get("PAGE_CACHE_SECONDS", "600"))
PAGE_CACHE_BYTES = 32 * 1024 * 1024
PAGE_CACHE_PROXY_SECONDS, PAGE_CACHE_STALE_SECONDS = 5, 30  # how long a proxy may answer alone, and while it asks

# Nothing inline on public and member pages; the editor's looser policy is in portal.middleware.
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "style-src": [CSP.SELF],
    "script-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.SELF],
}
MAINTENANCE_FILE = VAR / "maintenance"  # while it exists, pages answer 503: `touch` closes, `rm` opens
CSRF_FAILURE_VIEW = "portal.views.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"

WAGTAIL_SITE_NAME = "同堂 Tongtang"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAILIMAGES_IMAGE_MODEL = "tongtang_media.MediaImage"
WAGTAILDOCS_DOCUMENT_MODEL = "tongtang_media.MediaDocument"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "cms.release.forms.DocumentForm"
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.release.forms.ImageForm"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_FINISH_WORKFLOW_ACTION = "cms.library.finish.publish_reviewed"
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False

# Queued work: files under var/ in the demo, Redis or RabbitMQ in production.
CELERY_BROKER_URL = BROKER_URL or "filesystem://localhost//"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, str | float] = {}
if not BROKER_URL:
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(VAR / "queue"),
        "data_folder_out": str(VAR / "queue"),
        "control_folder": str(VAR / "queue-control"),
        "polling_interval": 0.1,  # seconds; the usual one would let a single letter through each second
    }
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# kB: a process that has drawn charts or set a long PDF gives its memory back by making room for a new one
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 300_000
CELERY_WORKER_REDIRECT_STDOUTS = False
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "beat-schedule")
CELERY_TASK_TIME_LIMIT = 540  # below the lease of a job, so that no job runs twice at once
CELERY_BEAT_SCHEDULE: dict[str, dict] = {
    "requeue lost jobs": {"task": "jobs.requeue_lost", "schedule": 30.0},
    "forget done jobs": {"task": "jobs.forget_done", "schedule": crontab(hour=3, minute=10)},
    "take down unapproved releases": {"task": "release.take_down_overdue", "schedule": 60.0},
    "bring releases live": {"task": "release.launch_due", "schedule": crontab()},  # at the turn of every minute
    "warn of incomplete releases": {"task": "release.warn_of_lacking", "schedule": 600.0},
    "release from ended terms": {"task": "secondments.end_terms", "schedule": crontab(hour=0, minute=10)},
    "escalate late steps": {"task": "secondments.escalate", "schedule": crontab(hour=7, minute=40)},
    "remind of ending terms": {"task": "secondments.send_reminders", "schedule": crontab(hour=7, minute=30)},
    "remind of ending agreements": {
        "task": "secondments.remind_of_agreements",
        "schedule": crontab(hour=7, minute=35),
    },
    "training reminds": {"task": "training.remind", "schedule": 1800.0},
    "needs of classes are forgotten": {"task": "training.forget_needs", "schedule": crontab(hour=3, minute=20)},
    "search catches up": {"task": "search.rebuild", "schedule": crontab(hour=3, minute=40)},
    "public pages whose time has come": {"task": "library.withdraw_due", "schedule": crontab()},
    "links of public pages": {"task": "library.check_links", "schedule": crontab(hour=4, minute=20)},
    "texts of deleted files": {"task": "library.forget_files", "schedule": crontab(hour=3, minute=50)},
    "dates of pages": {"task": "library.remind_of_dates", "schedule": crontab(hour=7, minute=40)},
    "training keeps time": {"task": "training.keep_time", "schedule": 60.0},
    "training returns seats": {"task": "training.return_seats", "schedule": 20.0},
}
JOBS_IMMEDIATE = False  # True: run a job where it was queued, when its transaction commits

MAILERS = {"default": mailer_from_url(EMAIL_URL)}
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "tongtang@localhost")
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
CLASS_MATERIAL_BYTES = 50 * 1024 * 1024  # the largest file that a class hands out
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
