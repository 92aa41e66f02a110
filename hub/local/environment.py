"""The environment of a developer's machine. Standard library only."""

import os
from collections.abc import Sequence

from hub.local import paths

# Whoever runs these works on the project; anything else may also run in a deployment.
LOCAL_COMMANDS = {"up", "test", "lint", "bench"}
CONFIGURED_BY = ("SECRET_KEY", "DATABASE_URL")


def prepare(command: str, arguments: Sequence[str]) -> None:
    """Fill in what a developer's machine leaves open; what is set already wins.

    A deployment sets SECRET_KEY or DATABASE_URL, so a half-configured one gets no development
    defaults: it stops and says what is missing.
    """
    if command not in LOCAL_COMMANDS and any(os.environ.get(name) for name in CONFIGURED_BY):
        return
    place = paths.checkout()
    defaults = {
        "HUB_LOCAL": "1",
        "DATABASE_URL": place.database_url(),
        "REDIS_URL": place.redis_url(),
        "UPLOAD_ROOT": str(paths.ROOT / ".local" / "uploads"),
    }
    if command == "up" and "--no-demo" not in arguments:
        defaults["HUB_DEMO"] = "1"
    for name, value in defaults.items():
        os.environ[name] = os.environ.get(name) or value
