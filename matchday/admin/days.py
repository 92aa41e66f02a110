"""A day set up at the desk: its rounds, who comes, who is there when."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from events.models import Event
from hub.core.desk import DeskAdmin, DeskInline
from hub.core.minutes import MinuteField
from hub.core.times import short_moment
from matchday.admin import timetable
from matchday.models import MAX_SLOTS, MatchDay, MatchSide
from matchday.services import sides


class MatchDayForm(forms.ModelForm):
    starts_at = MinuteField(label=_("Beginn des ersten Treffens"))
    wishes_until = MinuteField(label=_("Wünsche bis"))
    startups: Any = forms.ModelMultipleChoiceField(
        label=_("Startups dazunehmen"),
        help_text=_("Zur Wahl stehen die, deren Profil Partner sehen dürfen."),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    partners: Any = forms.ModelMultipleChoiceField(
        label=_("Partner dazunehmen"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    hosts: Any = forms.ModelMultipleChoiceField(
        label=_("Personen am Tisch dazunehmen"),
        help_text=_("Hub-Team und Mentor:innen, zum Beispiel für einen Sprechtag."),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day = self.instance if self.instance.pk else None
        if "event" in self.fields:
            self.fields["event"].queryset = sides.events_for(day)  # type: ignore[attr-defined]
        choices = {
            "startups": sides.startups_for(day),
            "partners": sides.partners_for(day),
            "hosts": sides.hosts_for(day),
        }
        for name, rows in choices.items():
            if name in self.fields:
                self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def clean_breaks_after(self) -> list[int]:
        return sorted(set(self.cleaned_data["breaks_after"] or []))

    def clean(self) -> dict[str, Any]:
        """The rounds lie within the event."""
        cleaned = super().clean() or self.cleaned_data
        event = cleaned.get("event") or (self.instance.event if self.instance.event_id else None)
        starts = cleaned.get("starts_at")
        needed = ("minutes", "pause", "slot_count", "break_minutes")
        if event is None or starts is None or any(cleaned.get(name) is None for name in needed):
            return cleaned
        if not event.starts_at <= starts <= event.ends_at:
            self.add_error("starts_at", self.outside() % {"moment": short_moment(event.starts_at)})
            return cleaned
        rounds = {name: cleaned[name] for name in needed}
        planned = MatchDay(
            starts_at=starts, breaks_after=cleaned.get("breaks_after") or [], **rounds
        )
        last = planned.slots()[: MAX_SLOTS + 1][-1].ends_at
        if last > event.ends_at:
            words = {"last": short_moment(last), "end": short_moment(event.ends_at)}
            self.add_error("slot_count", self.too_long() % words)
        return cleaned

    def outside(self) -> str:
        return str(_("Der Termin beginnt am %(moment)s; die Treffen liegen darin."))

    def too_long(self) -> str:
        return str(_("Die letzte Runde endete am %(last)s, der Termin aber schon am %(end)s."))


class SideInline(DeskInline):
    """Who is there when; taken in by the boxes below, so nobody is added twice."""

    model = MatchSide
    fields = ("place", "from_slot", "until_slot", "most_meetings", "cancelled_at")
    readonly_fields = ("cancelled_at",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("startup", "partner", "host")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(MatchDay)
class MatchDayAdmin(DeskAdmin):
    form = MatchDayForm
    list_display = ("event", "starts_at", "slot_count", "wishes_until")
    list_select_related = ("event",)
    search_fields = ("event__title_de", "event__title_en")
    ordering = ("-starts_at",)
    prefilled = ("event",)
    change_form_template = "admin/matchday/matchday/change_form.html"
    inlines = (SideInline,)
    fieldsets = (
        (None, {"fields": ("event", "wishes_until")}),
        (
            _("Runden"),
            {
                "fields": (
                    "starts_at",
                    "minutes",
                    "pause",
                    "slot_count",
                    "breaks_after",
                    "break_minutes",
                    "most_meetings",
                )
            },
        ),
        (
            _("Wer dazukommt"),
            {"classes": ("collapse",), "fields": ("startups", "partners", "hosts")},
        ),
    )

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Of a new day for an event: the first meeting begins with it."""
        initial = super().get_changeform_initial_data(request)
        event = Event.objects.filter(pk__in=[initial.get("event")]).first()
        return {**initial, "starts_at": event.starts_at} if event else initial

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """A new day has nobody yet."""
        return self.inlines if obj is not None else ()

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A day stays with its event: wishes were said for that one."""
        return ("event",) if obj is not None else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As long as nobody has got a timetable for it."""
        is_known = obj is not None and obj.plans.filter(published_at__isnull=False).exists()
        return super().has_delete_permission(request, obj) and not is_known

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return {}

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        chosen = {name: form.cleaned_data[name] for name in ("startups", "partners", "hosts")}
        sides.take_in(form.instance, by=request.user, **chosen)

    def get_urls(self) -> list[URLPattern]:
        return [
            path(
                f"<int:pk>/{act}/",
                self.admin_site.admin_view(view(self)),
                name=f"matchday_matchday_{act}",
            )
            for act, view in timetable.PAGES.items()
        ] + super().get_urls()
