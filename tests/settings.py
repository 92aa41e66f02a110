"""The portal's settings, made quick for tests. tests/services.py sets the environment before."""

import os
import tempfile
from pathlib import Path

from hub.settings import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Fifty threads of a race need fifty connections, and a test database cannot be dropped under a pool.
DATABASES["default"]["OPTIONS"]["pool"] = False
_state = Path(os.environ.get("HUB_TEST_SERVERS") or tempfile.gettempdir())
UPLOAD_ROOT = _state / "uploads" / os.environ.get("PYTEST_XDIST_WORKER", "gw0")
STORAGES["default"]["OPTIONS"]["location"] = UPLOAD_ROOT
UPLOAD_MIN_FREE_BYTES = 0
# The SMTP sink logs each line of each dialogue.
LOGGING["loggers"]["mail.log"] = {"level": "WARNING"}
