"""Find a Chromium for the browser tests, or install one where that is possible."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from hub.local.bootstrap import say
from hub.local.paths import IS_ROOT

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "microsoft-edge")
MAC = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
NOT_FOUND = (
    "No browser for the browser tests. Install Chromium (Debian: sudo apt-get install chromium) "
    "or set CHROMIUM to the path of one."
)
# Nothing leaves the machine: no update, no sync, no name but our own is looked up.
FLAGS = (
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)


def find() -> str | None:
    """The path of a browser that runs here."""
    if chosen := os.environ.get("CHROMIUM"):
        return chosen
    candidates = [path for name in NAMES if (path := shutil.which(name))]
    # Ubuntu's package is a launcher for a snap, which no container has.
    usable = [path for path in candidates if "snap" not in Path(path).resolve().parts]
    usable += [path for path in MAC if Path(path).exists()]
    return next(iter(usable), None) or _playwrights_own()


def find_or_install() -> str:
    found = find()
    if not found:
        say("No Chromium found; installing one")
        _install()
        found = find()
    if not found:
        raise SystemExit(NOT_FOUND)
    return found


def flags() -> list[str]:
    return [*FLAGS, "--no-sandbox"] if IS_ROOT else list(FLAGS)


def _playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def _install() -> None:
    """The system's package where we may, Playwright's download elsewhere."""
    if IS_ROOT and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"]
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False)
    if not find():
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
