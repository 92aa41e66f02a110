"""Whole public pages kept in the process that made them, for visitors only.

A kept page is answered after one small query: it carries the number of what was public when it was
made, and whoever changes what visitors see raises that number. So a change shows at the next
request, in every process, and nobody has to be told. A page also ages, because some of what it
says hangs on the clock.

A view says that its page may be kept (`public_page`); `KeptPages` stands near the top of the
middleware and keeps the finished answer, so that the next visitor costs none of what lies below.
"""

import gzip
import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, ParamSpec, TypeGuard

import brotli
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.utils.cache import patch_vary_headers

from hub.core import prepared

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

MAX_PAGES = 400
MAX_BYTES = 400_000
SMALLEST_WORTH_PACKING = 1_000
# Messages to somebody who has just logged out wait in a cookie, until a page shows them.
PERSONAL_COOKIES = (settings.SESSION_COOKIE_NAME, "messages")
# What is set anew for each answer.
PASSING_HEADERS = {"content-length", "etag", "cache-control"}
PROMISE, TURN = "hub.keep", "hub.keep-until"
# The address says the language, so path and query are all there is to tell pages apart.
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Promise:
    """What a view says of its page: made while `version` was public, good until `stale_at`."""

    version: int
    stale_at: float


@dataclass(slots=True)
class KeptPage:
    """One answer, packed once for each encoding that somebody asked for."""

    promise: Promise
    headers: dict[str, str]
    content: bytes
    etag: str
    packed: dict[str, bytes] = field(default_factory=dict)

    def body(self, encoding: str) -> bytes:
        if not encoding:
            return self.content
        if encoding not in self.packed:
            self.packed[encoding] = PACKERS[encoding](self.content)
        return self.packed[encoding]


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda content: brotli.compress(content, quality=6),
    "gzip": lambda content: gzip.compress(content, compresslevel=6, mtime=0),
}
_kept: "OrderedDict[Key, KeptPage]" = OrderedDict()
_lock = threading.Lock()


def public_page(
    seconds: float = 60,
    *,
    query: Collection[str] = (),
    until: Callable[[], datetime | None] = lambda: None,
) -> Callable[[View[P]], View[P]]:
    """Let a view's answers to visitors be kept for `seconds`, or until the moment `until` names.

    `query` names the parameters that may be part of a kept page's address; with any other the page
    is made anew. A visitor is somebody without a session cookie: nobody else is given a kept page,
    and no page made for somebody else is kept.
    """

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def promising(
            request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponseBase:
            if not is_visit(request) or not set(request.GET) <= set(query):
                return view(request, *args, **kwargs)
            # Before the page is made: what changes meanwhile makes it stale.
            version = public_version()
            response = view(request, *args, **kwargs)
            turns = [turn for turn in (until(), request.META.get(TURN)) if turn]
            left = _seconds_left(seconds, min(turns, default=None))
            request.META[PROMISE] = Promise(version, time.time() + left)
            return response

        return promising

    return decorate


def hold_until(request: HttpRequest, turn: datetime) -> None:
    """Let the page that a view makes be kept no longer than until then: what it has read says when."""
    request.META[TURN] = turn


class KeptPages:
    """The middleware that answers visitors with kept pages and keeps what views promise."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_visit(request):
            return self.get_response(request)
        # A kept page, too, is only given to who asks for one of our hosts.
        request.get_host()
        key = (request.path_info, request.META.get("QUERY_STRING", ""))
        page = _find(key)
        if page is None or page.promise.version != public_version():
            response = self.get_response(request)
            promise = request.META.get(PROMISE)
            if promise is None or not _may_be_kept(response):
                return response
            page = _page(response, promise)
            _keep(key, page)
        return _answer(request, page)


def is_visit(request: HttpRequest) -> bool:
    """Somebody without a session reads."""
    if request.method not in {"GET", "HEAD"} or settings.DEBUG:
        return False
    return not any(name in request.COOKIES for name in PERSONAL_COOKIES)


def public_version() -> int:
    """The number of what is public now; by SQL, for the least work and because core knows no models."""
    with prepared.cursor() as cursor:
        cursor.execute("SELECT number FROM hub_publicversion WHERE id = 1")
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def forget_all() -> None:
    """Drop every page kept in this process."""
    with _lock:
        _kept.clear()


def _seconds_left(seconds: float, until: datetime | None) -> float:
    if until is None:
        return seconds
    return max(0.0, min(seconds, (until - datetime.now(UTC)).total_seconds()))


def _may_be_kept(response: HttpResponseBase) -> TypeGuard[HttpResponse]:
    return (
        isinstance(response, HttpResponse)
        and response.status_code == HTTPStatus.OK
        and not response.cookies
        and len(response.content) <= MAX_BYTES
    )


def _page(response: HttpResponse, promise: Promise) -> KeptPage:
    patch_vary_headers(response, ("Accept-Encoding", "Cookie"))
    content = response.content
    digest = hashlib.blake2b(content, digest_size=12).hexdigest()
    return KeptPage(
        promise=promise,
        headers={
            name: value for name, value in response.items() if name.lower() not in PASSING_HEADERS
        },
        content=content,
        # Weak, because the packed and the plain page are the same page.
        etag=f'W/"{digest}"',
    )


def _find(key: Key) -> KeptPage | None:
    with _lock:
        page = _kept.get(key)
        if page is None or page.promise.stale_at <= time.time():
            return None
        _kept.move_to_end(key)
        return page


def _keep(key: Key, page: KeptPage) -> None:
    with _lock:
        _kept[key] = page
        while len(_kept) > MAX_PAGES:
            _kept.popitem(last=False)


def _answer(request: HttpRequest, page: KeptPage) -> HttpResponse:
    if _has_already(request, page.etag):
        response: HttpResponse = HttpResponseNotModified(headers=page.headers)
        del response["Content-Type"]
    else:
        encoding = _encoding(request) if len(page.content) >= SMALLEST_WORTH_PACKING else ""
        body = page.body(encoding)
        response = HttpResponse(body, headers=page.headers)
        if encoding:
            response["Content-Encoding"] = encoding
        response["Content-Length"] = str(len(body))
    response["ETag"] = page.etag
    # Ask again each time: then a change shows at once, and an unchanged page costs a few bytes.
    response["Cache-Control"] = "no-cache"
    return response


def _has_already(request: HttpRequest, etag: str) -> bool:
    held = request.headers.get("If-None-Match", "")
    bare = etag.removeprefix("W/")
    return any(part.strip().removeprefix("W/") == bare for part in held.split(","))


def _encoding(request: HttpRequest) -> str:
    """The best packing the browser takes; empty for none."""
    offered = request.headers.get("Accept-Encoding", "").lower().replace(" ", "")
    taken = {part.split(";")[0] for part in offered.split(",") if not part.endswith(";q=0")}
    return next((name for name in PACKERS if name in taken), "")
