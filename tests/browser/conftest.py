"""What the journeys share: a real Chromium, a live server on this machine, and the look at every page."""

import os
import shutil
import threading
import time
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client

from cms.library.models import Scheme

AXE = Path(__file__).with_name("axe.min.js")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# Playwright keeps an event loop in this thread; the journeys still read the database between two clicks.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def chromium() -> str | None:
    """CHROMIUM if given, else the machine's; None lets Playwright take its own."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    arguments = {
        **browser_type_launch_args,
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
        ],
    }
    return {**arguments, "executable_path": chromium()} if chromium() else arguments


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "locale": "zh-CN", "timezone_id": "Asia/Shanghai", "viewport": WIDE}


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory):
    """A page asks twice at once: in a file one request waits for the other, as in the product; in memory it fails."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("browser") / "site.sqlite3")


@pytest.fixture
def site(live_server, django_db_serialized_rollback, regulations):
    """The address of a running site with the rules; what migrations make is there again for every journey."""
    ContentType.objects.clear_cache()  # the tables were filled anew, under other numbers
    fill_in_schemes()
    yield live_server.url.replace("127.0.0.1", "localhost")  # passkeys need a name, not a number
    wait_for_the_last_request()


def fill_in_schemes() -> None:
    """The kinds of cases come with a migration; emptying takes them, and not every filling in brings them back."""
    if Scheme.objects.exists():
        return
    migration = import_module("cms.library.migrations.0002_kinds_of_cases")
    migration.fill(apps, None)


def wait_for_the_last_request() -> None:
    """A page that still asks for something while the tables are emptied would write into the next journey's."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and any("process_request" in t.name for t in threading.enumerate()):
        time.sleep(0.05)


# `site` stands first wherever a tab is opened: the browser then closes before the tables are emptied.
@pytest.fixture
def page(site, context):
    """A tab that remembers what the browser complained about, for check_page."""
    tab = context.new_page()
    watch(tab)
    return tab


@pytest.fixture
def page_without_javascript(site, new_context):
    tab = new_context(java_script_enabled=False).new_page()
    watch(tab)
    return tab


def watch(tab) -> None:
    tab.complaints = []
    tab.set_default_timeout(10_000)
    tab.on("console", lambda message: tab.complaints.append(message.text) if message.type == "error" else None)
    tab.on("pageerror", lambda error: tab.complaints.append(str(error)))


@pytest.fixture
def sign_in(site):
    """sign_in(page, user): come in without the sign-in page, which has its own journeys."""

    def come_in(tab, user):
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        tab.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site}])

    return come_in


@pytest.fixture
def check_page():
    """check_page(page): nobody is kept out, nothing is refused, nothing scrolls sideways at 360 px.

    `status` is the answer the page was expected to give: Chromium logs every 4xx page as an error.
    """

    def check(tab, *, status: int = 200):
        wide = violations(tab)
        tab.set_viewport_size(NARROW)
        narrow = violations(tab)
        sideways = tab.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        tab.set_viewport_size(WIDE)
        complaints = [text for text in tab.complaints if status < 400 or f"status of {status}" not in text]
        tab.complaints.clear()
        assert wide == [], f"{tab.url}: axe at 1280 px"
        assert narrow == [], f"{tab.url}: axe at 360 px"
        assert sideways <= 0, f"{tab.url}: {sideways} px sideways at 360 px: {too_wide(tab)}"
        assert complaints == [], f"{tab.url}: console"

    return check


def violations(tab) -> list[str]:
    """Every rule broken, with the places."""
    if not tab.evaluate("'axe' in window"):
        tab.evaluate(AXE.read_text(encoding="utf-8"))
    found = tab.evaluate(f"axe.run(document, {{runOnly: {RULES}}})")["violations"]
    return [f"{v['id']}: {', '.join(' '.join(map(str, n['target'])) for n in v['nodes'][:4])}" for v in found]


def too_wide(tab) -> list[str]:
    tab.set_viewport_size(NARROW)
    found = tab.evaluate(
        """() => [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
              .slice(0, 5).map(e => e.tagName + '.' + (e.getAttribute('class') || ''))"""
    )
    tab.set_viewport_size(WIDE)
    return found
