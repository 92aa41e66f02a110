"""Events at the hub team's desk: written, looked at, published."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from events.admin import acts, arrivals, feedback
from events.admin.lists import WhenFilter, next_first
from events.admin.programme import QuestionInline, SessionInline, SpeakerInline
from events.models import Audience, Event, Language
from events.queries import feedback as rounds
from events.queries import listing
from events.services import changes, events, seats
from events.services.events import Incomplete
from events.states import PUBLISH_EVENT
from hub.core.desk import DeskAdmin
from hub.core.minutes import MinuteField
from hub.core.workflow import DomainError
from hub.programme import public


class EventForm(forms.ModelForm):
    starts_at = MinuteField(label=gettext_lazy("Beginn"))
    ends_at = MinuteField(label=gettext_lazy("Ende"))
    registration_until = MinuteField(
        label=gettext_lazy("Anmeldung bis"),
        required=False,
        help_text=gettext_lazy("Leer: bis zum Beginn."),
    )
    publish_at = MinuteField(
        label=gettext_lazy("veröffentlichen am"),
        required=False,
        help_text=gettext_lazy("Leer: von Hand, mit dem Knopf oben."),
    )
    audience = forms.MultipleChoiceField(
        label=gettext_lazy("Wer kommen kann"),
        choices=Audience.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=[Audience.PUBLIC],
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Sprachen"),
        choices=Language.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=[Language.GERMAN],
    )

    def clean_seats(self) -> int | None:
        """Nobody who has a seat loses it by a smaller number."""
        wanted: int | None = self.cleaned_data["seats"]
        event = self.instance
        taken = event.seats - free if event.pk and (free := seats.free(event)) is not None else 0
        if wanted is not None and wanted < taken:
            raise forms.ValidationError(
                _("So wenige gehen nicht: %(number)d Plätze sind schon vergeben.")
                % {"number": taken}
            )
        return wanted


# What is settled once an event is public.
UNTIL_PUBLIC = frozenset({"is_template", "publish_at"})


@admin.register(Event)
class EventAdmin(DeskAdmin):
    form = EventForm
    list_display = ["title", "kind", "starts_at", "place_name", "state", "taken"]
    list_filter = [WhenFilter, "state", "kind", "track"]
    search_fields = ["title_de", "title_en", "place_name"]
    date_hierarchy = None
    view_on_site = False
    readonly_fields = ["state", "published_at", "cancelled_at", "slug", "people_forgotten_at"]
    inlines = [SpeakerInline, SessionInline, QuestionInline, feedback.FeedbackInline]
    actions = ["publish_selected"]
    change_form_template = "admin/events/event/change_form.html"
    fieldsets = [
        (None, {"fields": ["kind", "track", "state", "is_template", "publish_at", "slug"]}),
        (gettext_lazy("Zeit"), {"fields": ["starts_at", "ends_at"]}),
        (
            gettext_lazy("Ort"),
            {"fields": ["place_name", "address", "city", "online_url", "shows_link"]},
        ),
        (
            gettext_lazy("Text"),
            {
                "fields": [
                    "title_de",
                    "summary_de",
                    "text_de",
                    "title_en",
                    "summary_en",
                    "text_en",
                    "notice_de",
                    "notice_en",
                ]
            },
        ),
        (
            gettext_lazy("Anmeldung"),
            {
                "fields": [
                    "audience",
                    "languages",
                    "takes_registrations",
                    "registration_until",
                    "seats",
                    "team_seats",
                    "partner_seats",
                ]
            },
        ),
        (gettext_lazy("Rückmeldung"), {"fields": ["asks_feedback"]}),
    ]

    def get_ordering(self, request: HttpRequest) -> Any:
        return next_first(timezone.now())

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Event]:
        return listing.with_seats(super().get_queryset(request))

    @admin.display(description=gettext_lazy("belegt"), ordering="taken")
    def taken(self, event: Event) -> str:
        """Of how many, where they are counted."""
        taken: int = event.taken  # type: ignore[attr-defined]
        return f"{taken}" if event.seats is None else f"{taken}\u00a0/\u00a0{event.seats}"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Time and place of what is public change by a move, so that everybody concerned hears."""
        fixed = super().get_readonly_fields(request, obj)
        moved = [*changes.WHEN, *changes.WHERE] if obj is not None and obj.is_public else []
        return [*fixed, *moved]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """When it is to become public is asked until it is; that people are forgotten is said."""
        sets: Any = super().get_fieldsets(request, obj)
        if obj is None or not obj.is_public:
            return sets
        (title, first), *others = sets
        left = [name for name in first["fields"] if name not in UNTIL_PUBLIC]
        told = [(None, {"fields": ["people_forgotten_at"]})] if obj.people_forgotten_at else []
        return [(title, {**first, "fields": left}), *others, *told]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A draft goes; what was public stays, for those who came and those who count."""
        return super().has_delete_permission(request, obj) and (obj is None or not obj.is_public)

    @admin.action(description=gettext_lazy("Veröffentlichen"), permissions=["change"])
    def publish_selected(self, request: Any, queryset: Any) -> None:
        """Each on its own: what is not whole is named, the others are public."""
        for event in queryset:
            try:
                events.publish(event, by=request.user)
            except Incomplete as refused:
                for sentence in refused.problems.values():
                    messages.error(request, f"{event}: {sentence}")
            except DomainError as refused:
                messages.error(request, f"{event}: {refused.message}")
            else:
                self.log_change(request, event, _("veröffentlicht"))
                messages.success(request, _("%(event)s ist öffentlich.") % {"event": event})

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """None that deletes many: each asks whether it was public."""
        return {
            name: act
            for name, act in super().get_actions(request).items()
            if name != "delete_selected"
        }

    def save_model(self, request: Any, obj: Event, form: Any, change: bool) -> None:
        if not change:
            obj.created_by = request.user
            obj.save()
            return
        columns = {field.name for field in obj._meta.concrete_fields}  # noqa: SLF001
        typed = [name for name in form.changed_data if name in columns]
        events.save_typed(obj, changed=typed, at=timezone.now())
        if "seats" in typed and (offered := seats.fill(obj.pk)):
            said = ngettext(
                "%(number)d Person von der Warteliste hat ein Angebot bekommen.",
                "%(number)d Personen von der Warteliste haben ein Angebot bekommen.",
                offered,
            )
            messages.info(request, said % {"number": offered})

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if form.instance.is_public:
            public.touch()

    def get_urls(self) -> list[URLPattern]:
        publish = self.admin_site.admin_view(require_POST(self.publish))

        def act(name: str) -> Any:
            def view(request: HttpRequest, pk: int) -> HttpResponse:
                return acts.page(self, request, self.found(request, pk), name)

            return self.admin_site.admin_view(view)

        return [
            *(
                path(f"<int:pk>/{name}/", act(name), name=f"events_event_{name}")
                for name in acts.ACTS
            ),
            path("<int:pk>/publish/", publish, name="events_event_publish"),
            *arrivals.urls(self),
            *feedback.urls(self),
            *super().get_urls(),
        ]

    def publish(self, request: Any, pk: int) -> HttpResponse:
        event = self.found(request, pk)
        try:
            events.publish(event, by=request.user)
        except Incomplete as refused:
            for sentence in refused.problems.values():
                messages.error(request, str(sentence))
        except DomainError as refused:
            messages.error(request, str(refused.message))
        else:
            self.log_change(request, event, _("veröffentlicht"))
            messages.success(request, _("Der Termin ist öffentlich."))
        return redirect(reverse("admin:events_event_change", args=[pk]))

    def found(self, request: Any, pk: int) -> Event:
        event: Event | None = self.get_object(request, str(pk))
        if event is None or not self.has_change_permission(request, event):
            raise Http404
        return event

    def render_change_form(
        self,
        request: Any,
        context: Any,
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> Any:
        may = obj is not None and self.has_change_permission(request, obj)
        context["acts"] = acts.open_to(obj) if may else []
        context["series"] = (
            Event.objects.filter(series=obj.series).order_by("starts_at")
            if obj is not None and obj.series
            else []
        )
        results = rounds.results(obj, timezone.now()) if may else None
        context["feedback"] = rounds.in_brief(results) if results else ""
        lacking = events.missing(obj, now=timezone.now()) if may and obj.publish_at else {}
        context["lacking"] = lacking.values()
        context["is_late"] = may and obj.publish_at and obj.publish_at <= timezone.now()
        context["is_waiting"] = may and not obj.is_template and obj.state in PUBLISH_EVENT.sources
        return super().render_change_form(request, context, add, change, form_url, obj)
