"""Browser tests: the machine's Chromium against a live server on localhost (passkeys need a name, not a number)."""

import os
import shutil

import pytest

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs a loop of its own beside the ORM


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """CHROMIUM names another executable; with neither, Playwright's own is used."""
    machine = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    arguments = {**browser_type_launch_args, "args": ["--no-sandbox"]}
    return {**arguments, "executable_path": machine} if machine else arguments


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "locale": "zh-CN", "viewport": {"width": 1280, "height": 900}}


@pytest.fixture
def site(live_server, socket_enabled):
    """The address of the live server."""
    return live_server.url.replace("127.0.0.1", "localhost")
