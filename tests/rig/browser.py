"""Playwright on the Chromium that is here: the system's own, nothing downloaded."""

import os
import shutil
from typing import Any

import pytest

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
    """Where Chromium is: CHROMIUM_PATH, else the PATH. Not its headless shell: that one shows no notification."""
    named = os.environ.get("CHROMIUM_PATH")
    return named or shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    path = chromium()
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
