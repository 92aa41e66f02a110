"""A real SMTP server on this machine that keeps what it is given, and can be told to misbehave."""

import asyncio
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller


def free_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


@dataclass
class Delivery:
    sender: str
    recipients: list[str]
    message: EmailMessage

    @property
    def text(self):
        return self.message.get_body(("plain",)).get_content()


class SmtpSink:
    """`messages` in order of arrival; `answer` decides the reply to each mail, "250 OK" by default."""

    def __init__(self):
        self.port = free_port()
        self.deliveries: list[Delivery] = []
        self.answer: Callable[[str, EmailMessage], str] = lambda recipient, message: "250 OK"
        self.silence = 0.0
        self._controller = None

    @property
    def url(self):
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def messages(self):
        return [delivery.message for delivery in self.deliveries]

    def to(self, address):
        """The messages one person got."""
        return [d.message for d in self.deliveries if address in d.recipients]

    def start(self):
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self):
        """Down: further connections are refused until `start`."""
        if self._controller:
            self._controller.stop()
            self._controller = None

    def wait_for(self, count, *, timeout=30.0):
        """Return the messages once there are that many; fail when they do not come."""
        deadline = time.monotonic() + timeout
        while len(self.deliveries) < count:
            assert time.monotonic() < deadline, f"{len(self.deliveries)} of {count} mails arrived"
            time.sleep(0.05)
        return self.messages

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if self.silence:
            await asyncio.sleep(self.silence)
        message = message_from_bytes(envelope.content, policy=policy.default)
        reply = self.answer(envelope.rcpt_tos[0], message)
        if reply.startswith("2"):
            delivery = Delivery(envelope.mail_from, list(envelope.rcpt_tos), message)
            self.deliveries.append(delivery)
        return reply
