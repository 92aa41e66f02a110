"""Gunicorn's settings: `gunicorn -c python:hub.gunicorn hub.wsgi`.

A proxy that buffers requests and ends TLS belongs in front; docs/operations.md says what it must do.
"""

import gc
import os
from typing import Any

bind = f"0.0.0.0:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_WORKERS", "2"))
# One copy of the code for all workers: less memory, and a start that fails, fails once and aloud.
preload_app = True
timeout = 30
graceful_timeout = 25
keepalive = 5
# Not all workers at once: the jitter spreads their renewal.
max_requests = 2_000
max_requests_jitter = 400
limit_request_line = 4_094
limit_request_fields = 60
limit_request_field_size = 8_190
# On a disk the heartbeat file can stall a worker; memory is there on every Linux.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: PTH112, S108
control_socket_disable = True
# Drawing a page makes thousands of short-lived things that go by themselves: to look for rings among
# them every 700, as Python does, took a tenth of a page's time.
NEW_THINGS_BETWEEN_LOOKS = 20_000
# The portal logs what matters; addresses of visitors stay with the proxy.
accesslog = None
errorlog = "-"


def when_ready(_server: Any) -> None:
    """Before the workers are forked: what is loaded by then stays, so nobody need look through it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_THINGS_BETWEEN_LOOKS, *gc.get_threshold()[1:])
