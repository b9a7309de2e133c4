"""Playwright on the Chromium that is here: the system's own, nothing downloaded."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserType

from tests.rig.wanting import lacking

# A window brings Chromium's own toolbar, drawn by web pages: half of what opening one of ours takes. Only the last
# list counts, so Playwright's own follows, as far as a page can notice it.
UNUSED = (
    "InitialWebUI,PreloadTopChromeWebUI,WebUILocationBar,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup,"
    "WebUIOmniboxPopup,WebUIReloadButton,WebUIToolbar,"
    "AvoidCorsURLLoaderRestartOnRedirect,AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,"
    "HttpsFirstBalancedModeAutoEnable,HttpsUpgrades,LensOverlay,MediaRouter,NetworkTimeServiceQuerying,"
    "OptimizationHints,PaintHolding,PreconnectToSearch,ThirdPartyStoragePartitioning"
)

# Playwright's sync API runs a loop in the test's thread, which Django takes for an async context.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def chromium() -> str | None:
    """Where Chromium is: CHROMIUM_PATH, else the PATH."""
    named = os.environ.get("CHROMIUM_PATH")
    return named or shutil.which("chromium") or shutil.which("chromium-browser")


def shell() -> str | None:
    """Chromium without its windows, where that is installed, too: they are a quarter of what a page costs."""
    if os.environ.get("CHROMIUM_PATH") or not chromium():
        return chromium()
    return shutil.which("chromium-headless-shell") or chromium()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    path = shell()
    if not path:
        lacking("Chromium")
    # No name but ours resolves: a page that asks a third party fails in tests, too.
    alone = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"
    args = [
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--disable-gpu",
        alone,
        f"--disable-features={UNUSED}",
    ]
    return {**browser_type_launch_args, "executable_path": path, "args": args}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A phone in Paris."""
    viewport = {"width": 390, "height": 844}
    return {**browser_context_args, "locale": "fr-FR", "timezone_id": "Europe/Paris", "viewport": viewport}


@pytest.fixture(scope="module")
def whole_browser(browser_type: BrowserType, browser_type_launch_args: dict[str, Any]) -> Iterator[Browser]:
    """For a file's own `browser`: the shell shows no notification, and hears of no network that returns."""
    started = browser_type.launch(**browser_type_launch_args | {"executable_path": chromium()})
    yield started
    started.close()
