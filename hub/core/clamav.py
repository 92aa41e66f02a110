"""Ask a ClamAV daemon about a file: the INSTREAM command of its protocol, nothing else."""

import socket
import struct
from typing import Protocol

CHUNK = 64 * 1024
SECONDS = 20
MAX_REPLY = 4096


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class Unavailable(Exception):
    """The scanner gave no verdict: not there, too slow, or it answered with an error."""


def scan(file: Readable, *, address: str) -> str:
    """The name of what was found in the file, empty when it is clean; raises Unavailable.

    `address` is host:port or the path of a unix socket.
    """
    try:
        with _connect(address) as connection:
            connection.sendall(b"zINSTREAM\0")
            while chunk := file.read(CHUNK):
                connection.sendall(struct.pack("!I", len(chunk)) + chunk)
            connection.sendall(struct.pack("!I", 0))
            return _verdict(_reply(connection))
    except OSError as error:
        raise Unavailable(str(error)) from error


def _connect(address: str) -> socket.socket:
    if address.startswith("/"):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(SECONDS)
        connection.connect(address)
        return connection
    host, _colon, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=SECONDS)


def _reply(connection: socket.socket) -> bytes:
    reply = b""
    while not reply.endswith(b"\0") and len(reply) < MAX_REPLY:
        part = connection.recv(MAX_REPLY)
        if not part:
            break
        reply += part
    return reply


def _verdict(reply: bytes) -> str:
    text = reply.rstrip(b"\0\n").decode("utf-8", "replace").removeprefix("stream: ")
    if text == "OK":
        return ""
    if text.endswith(" FOUND"):
        return text.removesuffix(" FOUND")
    raise Unavailable(text or "no answer")
