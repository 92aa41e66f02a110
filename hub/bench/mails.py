"""A thousand queued mails, one real mail worker, and a mail server that only takes them."""

import contextlib
import socketserver
import threading
import time
from collections.abc import Iterator

from django.utils import timezone

from hub.bench.deployment import Processes
from hub.bench.load import HOST
from hub.mail import outbox
from hub.mail.models import Email

MAILS = 1_000
PATIENCE = 120.0
BODY = "Guten Tag,\n\n" + "es gibt Neues von eurer Bewerbung. " * 30 + "\n"
SAID = {
    b"DATA": b"354 go on\r\n",
    b"EHLO": b"250 HELP\r\n",
    b"QUIT": b"221 bye\r\n",
}


class Dialogue(socketserver.StreamRequestHandler):
    """SMTP with a yes to everything."""

    def handle(self) -> None:
        self.wfile.write(b"220 sink\r\n")
        while line := self.rfile.readline():
            command = line[:4].upper()
            self.wfile.write(SAID.get(command, b"250 OK\r\n"))
            if command == b"QUIT":
                return
            if command == b"DATA":
                self.take()

    def take(self) -> None:
        while self.rfile.readline() not in {b".\r\n", b""}:
            pass
        arrivals = self.server.arrivals  # type: ignore[attr-defined]
        arrivals.append(time.monotonic())
        self.wfile.write(b"250 OK\r\n")


class Sink(socketserver.ThreadingTCPServer):
    """Takes mails and notes when."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port: int) -> None:
        super().__init__((HOST, port), Dialogue)
        self.arrivals: list[float] = []


@contextlib.contextmanager
def sink(port: int) -> Iterator[Sink]:
    with Sink(port) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def measure(running: Processes, server: Sink) -> float:
    """Mails a second, from the first arrival to the last, the pauses between two rings included."""
    Email.objects.all().delete()
    running.celery(
        "mail", "worker", "-Q", "mail", "-c", "1", "--without-gossip", "--without-mingle"
    )
    running.celery("beat", "beat", "--pidfile=", "-s", str(running.folder / "beat"))
    wait_for(server, queue(1))
    server.arrivals.clear()
    wait_for(server, queue(MAILS))
    running.check()
    return (MAILS - 1) / (server.arrivals[-1] - server.arrivals[0])


def queue(count: int) -> int:
    now = timezone.now()
    Email.objects.bulk_create(
        Email(
            **outbox.new_message_id(),
            kind="bench",
            to=f"reader{number}@example.org",
            language="de",
            subject="Nachricht",
            body=BODY,
            next_attempt_at=now,
        )
        for number in range(count)
    )
    return count


def wait_for(server: Sink, count: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while len(server.arrivals) < count:
        if time.monotonic() > deadline:
            raise SystemExit(f"{len(server.arrivals)} of {count} mails arrived.")
        time.sleep(0.05)
