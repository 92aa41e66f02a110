"""Before any of our code: nonsense is refused before it reaches code, a lost database is a 503.

Why here: PostgreSQL refuses NUL and lone surrogates, and the stock stack answers 500 to both.
"""

import logging
import re
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from urllib.parse import unquote_to_bytes

from django.core.exceptions import RequestDataTooBig
from django.db import DataError, InterfaceError, OperationalError
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    UnreadablePostError,
)
from django.template.loader import render_to_string

logger = logging.getLogger(__name__)
request_id: ContextVar[str] = ContextVar("request_id", default="-")

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
NONSENSE = re.compile("[\x00\ud800-\udfff]")
MAX_QUERY = 4_000
# Refused before anybody hashes it.
MAX_PASSWORD = 4_096


class RequestIdFilter(logging.Filter):
    """Puts the request's id into each log record, so that an error page can be found again."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        return True


class GuardMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        token = request_id.set(uuid.uuid4().hex[:12])
        try:
            if is_nonsense(request):
                return answer(400)
            response = self.get_response(request)
            if isinstance(response, HttpResponseNotAllowed):
                explain(response)
            response["X-Request-ID"] = request_id.get()
            return response
        finally:
            request_id.reset(token)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        """Refuse a form that cannot be read, and NUL and lone surrogates in one that can.

        What else is wrong with a body (broken multipart, too many fields) Django answers with 400.
        """
        if request.method in SAFE_METHODS:
            return None
        try:
            form = request.POST.lists()
        except RequestDataTooBig:
            return answer(413)
        except UnreadablePostError:
            return answer(400)
        if any(is_bad_field(name, values) for name, values in form):
            return answer(400)
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A lost database is 503; a value no column can hold is the sender's fault when reading."""
        if is_lost_database(error):
            return unavailable(error)
        if isinstance(error, DataError | OverflowError) and request.method in SAFE_METHODS:
            logger.error("a value no column can hold reached the database", exc_info=error)
            return answer(400)
        return None


def is_bad_field(name: str, values: list[str]) -> bool:
    if "password" in name and any(len(text) > MAX_PASSWORD for text in values):
        return True
    return any(NONSENSE.search(text) for text in (name, *values))


def is_lost_database(error: BaseException | None) -> bool:
    return isinstance(error, OperationalError | InterfaceError)


def unavailable(error: BaseException) -> HttpResponse:
    """The page for a lost database; `error` goes into the log."""
    logger.error("the database did not answer", exc_info=error)
    response = answer(503)
    response["Retry-After"] = "5"
    return response


def explain(refused: HttpResponseNotAllowed) -> None:
    """Give Django's empty 405 a page; its headers stay."""
    refused.content = render_to_string("405.html")
    refused["Content-Length"] = str(len(refused.content))


def is_nonsense(request: HttpRequest) -> bool:
    """Whether path, query or cookies hold what no page of ours can mean."""
    query = request.META.get("QUERY_STRING", "")
    if len(query) > MAX_QUERY or NONSENSE.search(request.path_info):
        return True
    # A quoted cookie may spell a NUL as \\000, and a session is looked up in the database.
    if any(NONSENSE.search(value) for value in request.COOKIES.values()):
        return True
    if "%" not in query:
        return bool(NONSENSE.search(query))
    raw = unquote_to_bytes(query.encode("utf-8", "surrogatepass"))
    return b"\x00" in raw or bool(NONSENSE.search(raw.decode("utf-8", "replace")))


def answer(status: int) -> HttpResponse:
    """One of our static error pages; needs neither database nor session."""
    return HttpResponse(render_to_string(f"{status}.html"), status=status)
