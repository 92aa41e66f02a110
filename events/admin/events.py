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
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from events.models import (
    Audience,
    Event,
    EventQuestion,
    EventSession,
    EventSpeaker,
    Language,
)
from events.queries import listing
from events.services import events
from events.services.events import Incomplete
from events.states import PUBLISH_EVENT
from hub.core.desk import DeskAdmin, DeskInline, is_key
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

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if (
            self.instance.is_public
            and not cleaned.get("place_name")
            and not cleaned.get("online_url")
        ):
            self.add_error(
                "place_name", _("Solange der Termin öffentlich ist, braucht es Ort oder Link.")
            )
        return cleaned


class SpeakerInline(DeskInline):
    model = EventSpeaker
    fields = ("name", "about_de", "about_en", "position")


class SessionForm(forms.ModelForm):
    starts_at = MinuteField(label=gettext_lazy("Beginn"))
    ends_at = MinuteField(label=gettext_lazy("Ende"))


class SessionInline(DeskInline):
    model = EventSession
    form = SessionForm
    fields = ("starts_at", "ends_at", "title_de", "title_en", "room", "speakers")

    def formfield_for_manytomany(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Only those of this event."""
        above = request.resolver_match.kwargs.get("object_id", "")
        own = EventSpeaker.objects.filter(event=above) if is_key(above) else None
        kwargs["queryset"] = own if own is not None else EventSpeaker.objects.none()
        kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class QuestionInline(DeskInline):
    model = EventQuestion
    fields = (
        "label_de",
        "label_en",
        "kind",
        "options_de",
        "options_en",
        "is_required",
        "position",
    )
    formfield_overrides = {
        models.TextField: {"widget": forms.Textarea(attrs={"rows": 3, "cols": 24})},
    }


@admin.register(Event)
class EventAdmin(DeskAdmin):
    form = EventForm
    list_display = ["title_de", "kind", "starts_at", "place_name", "state", "seats", "taken"]
    list_filter = ["state", "kind", "track", "is_template"]
    search_fields = ["title_de", "title_en", "place_name"]
    ordering = ["-starts_at"]
    date_hierarchy = None
    view_on_site = False
    readonly_fields = ["state", "published_at", "cancelled_at", "slug"]
    inlines = [SpeakerInline, SessionInline, QuestionInline]
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
    ]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Event]:
        return listing.with_seats(super().get_queryset(request))

    @admin.display(description=gettext_lazy("belegt"))
    def taken(self, event: Event) -> int:
        found: int = event.taken  # type: ignore[attr-defined]
        return found

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A draft goes; what was public stays, for those who came and those who count."""
        return super().has_delete_permission(request, obj) and (obj is None or not obj.is_public)

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

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if form.instance.is_public:
            public.touch()

    def get_urls(self) -> list[URLPattern]:
        publish = self.admin_site.admin_view(require_POST(self.publish))
        return [
            path("<int:pk>/publish/", publish, name="events_event_publish"),
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
        context["is_waiting"] = may and not obj.is_template and obj.state in PUBLISH_EVENT.sources
        return super().render_change_form(request, context, add, change, form_url, obj)
