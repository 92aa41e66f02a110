"""Ask the portal in this container whether it lives: `python -m hub.probe`. Standard library only."""

import os
import sys
import urllib.request
from urllib.parse import urlsplit


def main() -> int:
    # The portal answers to its own name only.
    host = urlsplit(os.environ.get("SITE_URL", "")).netloc or "127.0.0.1"
    address = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}/health/live"
    request = urllib.request.Request(address, headers={"Host": host})
    try:
        with urllib.request.urlopen(request, timeout=5):  # noqa: S310
            return 0
    except OSError as error:
        sys.stderr.write(f"{error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
