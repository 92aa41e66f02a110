"""Requests of partners at the hub team's desk: read, mediated, withdrawn; never answered here."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from hub.accounts.http import actor
from hub.core import times
from hub.core.desk import DeskAdmin
from hub.core.workflow import DomainError
from partners.forms import WithdrawForm
from partners.models import Introduction
from partners.queries import introductions as queries
from partners.services import introductions
from partners.states import UNTOLD, IntroductionState

FACTS = ("partner", "startup_link", "asked_by", "asked_at", "reason", "expires_at")
ANSWER = ("state", "heard", "answered_by", "answered_at", "note", "ended_at", "history", "came")
QUEUE_DAYS = 5
DONE_BY_CLOCK = _("von selbst")


class WaitingFilter(admin.SimpleListFilter):
    title = _("Wartet")
    parameter_name = "waiting"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("5", _("seit fünf Tagen ohne Antwort")), ("any", _("noch ohne Antwort"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Introduction]
    ) -> QuerySet[Introduction]:
        days = {"5": QUEUE_DAYS, "any": 0}.get(self.value() or "")
        if days is None:
            return queryset
        return queryset.filter(queries.waiting_on(timezone.now(), for_days=days))


@admin.register(Introduction)
class IntroductionAdmin(DeskAdmin):
    """Who asked whom, and the real answer, which the partner does not know before its time."""

    list_display = ["startup_name", "partner", "state", "asked_on", "until"]
    list_filter = [WaitingFilter, "state", ("partner", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["partner"]
    search_fields = ["startup_name", "partner__name", "asked_by__name", "asked_by__email"]
    search_help_text = _("Suche in Startup, Partner und fragender Person")
    fieldsets = [(None, {"fields": FACTS}), (capfirst(_("Antwort")), {"fields": ANSWER})]
    readonly_fields = [*FACTS, *ANSWER]
    view_on_site = False
    change_form_template = "admin/partners/introduction/change_form.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Partners ask."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who only reports needs counts, not who was turned down."""
        return self.has_change_permission(request, obj)

    @admin.display(description=_("gefragt am"), ordering="asked_at")
    def asked_on(self, introduction: Introduction) -> str:
        return times.short_day(introduction.asked_at)

    @admin.display(description=_("Antwort bis"), ordering="expires_at")
    def until(self, introduction: Introduction) -> str:
        return times.short_day(introduction.expires_at)

    @admin.display(description=_("Startup"))
    def startup_link(self, introduction: Introduction) -> str:
        url = reverse("admin:startups_startup_change", args=[introduction.startup_id])
        return format_html('<a href="{}">{}</a>', url, introduction.startup)

    @admin.display(description=_("Der Partner liest"))
    def heard(self, introduction: Introduction) -> str:
        return str(queries.heard_of(introduction, now=timezone.now()).label)

    @admin.display(description=_("Verlauf"))
    def history(self, introduction: Introduction) -> str:
        moves = introduction.moves.select_related("by")
        return "; ".join(
            f"{times.short_moment(move.at)}: {move.get_to_state_display()}, "
            f"{move.by or DONE_BY_CLOCK}"
            for move in moves
        )

    @admin.display(description=_("Was daraus wurde"))
    def came(self, introduction: Introduction) -> str:
        told = introduction.outcomes.all()
        said = "; ".join(
            f"{row.get_side_display()}: {row.get_outcome_display()}. {row.story}".strip()
            for row in told
        )
        return said or "–"

    def get_urls(self) -> list[URLPattern]:
        withdraw = self.admin_site.admin_view(self.withdraw_view)
        return [
            path("<int:pk>/withdraw/", withdraw, name="partners_introduction_withdraw"),
            *super().get_urls(),
        ]

    def withdraw_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for the reason, then take the request back and tell both sides."""
        found = self.get_object(request, str(pk))
        if found is None or not self.has_change_permission(request, found):
            raise Http404
        back = redirect(reverse("admin:partners_introduction_change", args=[pk]))
        form = WithdrawForm(request.POST or None)
        if form.is_valid():
            try:
                introductions.withdraw(found, by=actor(request), **form.cleaned_data)
            except DomainError as refused:
                messages.error(request, str(refused.message))
            else:
                done = _("Die Anfrage ist zurückgezogen, beide Seiten wissen es.")
                self.log_change(request, found, str(done))
                messages.success(request, done)
            return back
        context = {
            **self.admin_site.each_context(request),
            "title": _("Anfrage zurückziehen: %(request)s") % {"request": found},
            "opts": self.opts,
            "introduction": found,
            "form": form,
        }
        return TemplateResponse(request, "admin/partners/introduction/withdraw.html", context)

    def render_change_form(
        self,
        request: HttpRequest,
        context: Any,
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> Any:
        """Nothing to save here: one act, and a word of care while the partner must not know."""
        context["title"] = self.opts.verbose_name
        context["can_withdraw"] = obj is not None and obj.state == IntroductionState.ASKED
        context["keep_quiet"] = (
            obj is not None
            and obj.ended_at is None
            and obj.state in UNTOLD - {IntroductionState.ASKED}
        )
        context["show_save"] = context["show_save_and_continue"] = False
        return super().render_change_form(request, context, add, change, form_url, obj)
