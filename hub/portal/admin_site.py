from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.accounts.models import User
from hub.core.desk import under_the_desk
from hub.portal import figures, today

# What the team does, and with which models; what is named nowhere stands at the end.
TASKS: list[tuple[str, Any, list[str]]] = [
    ("selection", gettext_lazy("Auswahl"), ["Application", "Batch", "Conflict"]),
    (
        "network",
        gettext_lazy("Startups und Partner"),
        [
            "Startup",
            "Partner",
            "Introduction",
            "Pilot",
            "Challenge",
            "Entry",
            "ScienceUnit",
            "TransferRequest",
            "Import",
        ],
    ),
    ("events", gettext_lazy("Termine"), ["Event", "Registration", "MatchDay"]),
    ("mail", gettext_lazy("Mails"), ["Email", "EmailTemplate", "ReminderRule"]),
    ("reports", gettext_lazy("Berichte"), ["FundingAward"]),
    ("people", gettext_lazy("Menschen"), ["User", "Invitation", "RoleGrant"]),
    (
        "website",
        gettext_lazy("Website"),
        ["Page", "Track", "HubSite", "BarrierReport"],
    ),
]
OWN_APPS = {"hub", "startups", "partners", "events", "matchday"}


def as_spelt(model: dict[str, Any]) -> dict[str, Any]:
    """A model's entry with a name of its own spelling as it is: Django would write «De:hub»."""
    name = str(model["model"]._meta.verbose_name_plural)  # noqa: SLF001
    return model | {"name": name} if name.startswith("de:hub") else model


class HubAdminSite(AdminSite):
    """The hub team's desk."""

    # Lists and what is read need the width; the desk is one click away.
    enable_nav_sidebar = False

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Only our own models: allauth's would show secrets and let addresses be confirmed."""
        iterable = isinstance(model_or_iterable, list | tuple)
        models = model_or_iterable if iterable else [model_or_iterable]
        own = [model for model in models if model._meta.app_label in OWN_APPS]  # noqa: SLF001
        super().register(own, under_the_desk(admin_class), **options)

    @method_decorator(login_not_required)
    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The portal has one door, with its limits and its second factor."""
        wanted = request.GET.get(REDIRECT_FIELD_NAME, "")
        index = reverse("admin:index")
        next_url = wanted if wanted.startswith(index) else index
        if request.user.is_authenticated:
            return redirect(next_url)
        query = urlencode({REDIRECT_FIELD_NAME: next_url})
        return redirect(f"{reverse('account_login')}?{query}")

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """As Django's, but the list of all there is only for who reads it: on most pages nobody does,
        and it takes as long as a small page."""
        return {
            "site_title": self.site_title,
            "site_header": self.site_header,
            "site_url": self.site_url,
            "has_permission": self.has_permission(request),
            "available_apps": SimpleLazyObject(partial(self.get_app_list, request)),
            "is_popup": False,
            "is_nav_sidebar_enabled": self.enable_nav_sidebar,
            "log_entries": self.get_log_entries(request),
        }

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """The desk: first what waits today, then everything there is, by task."""
        assert isinstance(request.user, User)
        more = {
            "title": _("Schreibtisch"),
            "waiting": today.waiting(request.user),
            "stopped": today.stopped(),
            "figures": figures.by_track(),
            "figure_heads": figures.HEADS,
        }
        return super().index(request, {**more, **(extra_context or {})})

    def get_app_list(
        self, request: HttpRequest, app_label: str | None = None
    ) -> list[dict[str, Any]]:
        """Models by what one does with them, not by the package they are in."""
        apps = super().get_app_list(request, app_label)
        if app_label:
            return apps
        models = {model["object_name"]: model for app in apps for model in app["models"]}
        index = reverse("admin:index", current_app=self.name)
        groups = []
        for label, title, names in [*TASKS, ("more", _("Weiteres"), [*models])]:
            found = [as_spelt(models.pop(name)) for name in names if name in models]
            if found:
                url = f"{index}#{label}"
                groups.append({"app_label": label, "name": title, "app_url": url, "models": found})
        return groups

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return redirect("account_change_password")

    def admin_view(  # type: ignore[override]
        self, view: Callable[..., HttpResponseBase], cacheable: bool = False
    ) -> Callable[..., HttpResponseBase]:
        """Strangers get 404: the desk does not exist for them."""
        inner = super().admin_view(view, cacheable)

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.user.is_authenticated and not self.has_permission(request):
                raise Http404
            return inner(request, *args, **kwargs)

        return guarded
