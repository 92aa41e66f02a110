"""Headers that every answer carries; the content security policy is django-csp's."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase

NO_CAMERA, CAMERA = "camera=()", "camera=(self)"
PERMISSIONS = f"{NO_CAMERA}, geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"


def with_camera(response: HttpResponse) -> HttpResponse:
    """Let this page alone ask its reader for the camera."""
    response["Permissions-Policy"] = PERMISSIONS.replace(NO_CAMERA, CAMERA)
    return response


class HeadersMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", PERMISSIONS)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        # What a person sees after logging in stays out of every cache, the back button's too.
        if request.COOKIES and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        return response
