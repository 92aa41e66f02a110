"""Wishes and timetable of a day: looked at, computed, compared, published, mended."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from hub.core.workflow import DomainError
from matchday.models import MatchDay, MatchPlan
from matchday.queries import desk, problem, timetable
from matchday.services import asking, cards, plans

# How often the page asks again while a timetable is being made, in seconds.
ASK_AGAIN = 3
Page = Callable[..., HttpResponse]


def page(model_admin: Any) -> Page:
    """Everything about the day on one page; while a version is being made it asks again by itself."""

    @require_safe
    def shown(request: Any, pk: int) -> HttpResponse:
        day = _day(model_admin, request, pk)
        found = desk.of(day, request.GET.get("version", ""))
        context = {
            **model_admin.admin_site.each_context(request),
            "title": _("Wünsche und Zeitplan: %(event)s") % {"event": day.event.title},
            "opts": model_admin.opts,
            "day": day,
            "desk": found,
            "may": model_admin.has_change_permission(request, day),
        }
        response = TemplateResponse(request, "admin/matchday/matchday/timetable.html", context)
        if found.running:
            response["Refresh"] = str(ASK_AGAIN)
        return response

    return shown


def ask(model_admin: Any) -> Page:
    def act(request: Any, day: MatchDay) -> str:
        sent = asking.ask(day, by=request.user, now=timezone.now())
        words = ngettext("%(count)d Mail ist unterwegs.", "%(count)d Mails sind unterwegs.", sent)
        return words % {"count": sent}

    return _acting(model_admin, act)


def build(model_admin: Any) -> Page:
    def act(request: Any, day: MatchDay) -> str:
        plans.order(day, by=request.user, afresh="afresh" in request.POST)
        return _("Der Zeitplan wird gerechnet.")

    return _acting(model_admin, act)


def publish(model_admin: Any) -> Page:
    def act(request: Any, day: MatchDay) -> str:
        rows = MatchPlan.objects.visible_to(request.user).filter(day=day)
        plan = get_object_or_404(rows, version=_number(request.POST.get("version", "")))
        plans.publish(plan, by=request.user, now=timezone.now())
        model_admin.log_change(request, day, _("Zeitplan veröffentlicht"))
        return _("Der Zeitplan ist veröffentlicht; wen es betrifft, bekommt eine Mail.")

    return _acting(model_admin, act)


def cancel(model_admin: Any) -> Page:
    """Take a side out, or in again."""

    def act(request: Any, day: MatchDay) -> str:
        side = get_object_or_404(day.sides.named(), pk=_number(request.POST.get("side", "")))
        if "again" in request.POST:
            plans.restore_side(side, by=request.user)
            return _("%(name)s kommt wieder.") % {"name": side.name}
        mended = plans.cancel_side(side, by=request.user, now=timezone.now())
        model_admin.log_change(request, day, _("%(name)s abgemeldet") % {"name": side.name})
        if mended is None:
            return _("%(name)s ist abgemeldet.") % {"name": side.name}
        return _(
            "%(name)s ist abgemeldet. Ein neuer Zeitplan wird gerechnet; die anderen Treffen "
            "bleiben, wo es geht."
        ) % {"name": side.name}

    return _acting(model_admin, act)


def all_cards(model_admin: Any) -> Page:
    """Every side's card in one file, in the order of their names."""

    @require_safe
    def shown(request: Any, pk: int) -> HttpResponse:
        day = _day(model_admin, request, pk)
        plan = plans.published(day)
        if plan is None:
            raise Http404
        coming = [side for side in problem.sides_of(day) if side.cancelled_at is None]
        tables = timetable.of_all(coming, plan, day)
        return cards.download(
            cards.made(tables, day, at=plan.published_at or timezone.now()), day.event.slug
        )

    return shown


def _acting(model_admin: Any, act: Callable[[Any, MatchDay], str]) -> Page:
    """A POST that does one thing, says what came of it and leads back to the page."""

    @require_POST
    def acted(request: Any, pk: int) -> HttpResponse:
        day = _day(model_admin, request, pk)
        if not model_admin.has_change_permission(request, day):
            raise Http404
        try:
            messages.success(request, act(request, day))
        except DomainError as refused:
            messages.error(request, str(refused.message))
        return redirect(reverse("admin:matchday_matchday_timetable", args=[pk]))

    return acted


def _day(model_admin: Any, request: HttpRequest, pk: int) -> MatchDay:
    if not model_admin.has_view_permission(request):
        raise Http404
    return get_object_or_404(
        MatchDay.objects.visible_to(request.user).select_related("event"), pk=pk
    )


def _number(text: str) -> int:
    """A key or version from a form; nonsense is a row that is not there."""
    is_one = text.isascii() and text.isdecimal() and len(text) < 10  # noqa: PLR2004
    return int(text) if is_one else 0


PAGES: dict[str, Callable[[Any], Page]] = {
    "timetable": page,
    "ask": ask,
    "build": build,
    "publish": publish,
    "cancel": cancel,
    "cards": all_cards,
}
