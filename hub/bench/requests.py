"""Requests as bytes for the sockets, and the same ones for a look from inside."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection
from django.http import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hub.bench.deployment import NAME

TOKEN = "t" * 32
FORM = "application/x-www-form-urlencoded"
# What the proxy in front says about the connection it took.
PROXIED = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}


@dataclass(frozen=True)
class Request:
    """A page as one person asks for it; with `values`, a form that is sent."""

    path: str
    session: str = ""
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def cookies(self) -> dict[str, str]:
        if not self.session:
            return {}
        return {settings.SESSION_COOKIE_NAME: self.session, settings.CSRF_COOKIE_NAME: TOKEN}

    @property
    def body(self) -> str:
        return urlencode({"csrfmiddlewaretoken": TOKEN, **self.values}) if self.values else ""

    def raw(self) -> bytes:
        headers = {"Host": NAME, **PROXIED}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={text}" for name, text in self.cookies.items())
        if self.values:
            headers |= {"Content-Type": FORM, "Content-Length": str(len(self.body))}
            headers["Origin"] = f"https://{NAME}"
        lines = [f"{'POST' if self.values else 'GET'} {self.path} HTTP/1.1"]
        lines += [f"{name}: {text}" for name, text in headers.items()]
        return "\r\n".join([*lines, "", self.body]).encode()


@dataclass(frozen=True)
class Look:
    """An answer seen from inside."""

    status: int
    queries: int
    content: bytes


def look(request: Request) -> Look:
    """Answer a request in this process and count the queries."""
    client = Client(headers={"Host": NAME, **PROXIED}, raise_request_exception=True)
    for name, text in request.cookies.items():
        client.cookies[name] = text
    with CaptureQueriesContext(connection) as captured:
        answer: HttpResponseBase
        if request.values:
            answer = client.post(request.path, request.body, content_type=FORM)
        else:
            answer = client.get(request.path)
    return Look(answer.status_code, len(captured), getattr(answer, "content", b""))
