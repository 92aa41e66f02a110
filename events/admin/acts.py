"""What staff do with an event on a page of its own: copy it, repeat it, call it off, move it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from events.models import Event
from events.services import changes, planning
from events.services.planning import MOST, Rhythm
from events.states import CANCEL_EVENT, MOVE_EVENT, PUBLIC_EVENTS, EventState
from hub.accounts.models import User
from hub.core.minutes import MinuteField
from hub.core.workflow import DomainError

EVERY_STATE = frozenset(EventState.values)
UNPUBLISHED = EVERY_STATE - PUBLIC_EVENTS | {EventState.PUBLISHED}


class StampedForm(forms.Form):
    """Carries an identity of what it will make: sent twice, it makes it once."""

    stamp = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any, *, event: Event) -> None:
        super().__init__(data, initial={"stamp": uuid4()})
        self.event = event


class CopyForm(StampedForm):
    starts_at = MinuteField(
        label=gettext_lazy("Beginn"),
        help_text=gettext_lazy("Dauer, Programm, Menschen und Fragen kommen mit."),
    )


class SeriesForm(StampedForm):
    rhythm = forms.ChoiceField(label=gettext_lazy("Wie oft"), choices=Rhythm.choices)
    number = forms.IntegerField(
        label=gettext_lazy("Wie viele Termine, dieser mitgezählt"),
        min_value=2,
        max_value=MOST,
        initial=6,
    )

    def clean(self) -> dict[str, Any]:
        """The days are worked out here, so that what is wrong with one is said at once."""
        cleaned = super().clean() or self.cleaned_data
        if "rhythm" in cleaned and "number" in cleaned:
            asked = {"rhythm": cleaned["rhythm"], "number": cleaned["number"]}
            try:
                planning.moments(self.event.starts_at, **asked)
            except DomainError as refused:
                self.add_error("rhythm", str(refused.message))
        return cleaned


class NoticeForm(forms.ModelForm):
    """What those concerned read, in their mail and on the page."""

    notice_de = forms.CharField(
        label=gettext_lazy("Warum? (deutsch)"),
        help_text=gettext_lazy("Steht so in der Mail und auf der Seite des Termins."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
    )
    notice_en = forms.CharField(
        label=gettext_lazy("Warum? (englisch)"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
    )

    class Meta:
        model = Event
        fields = ["notice_de", "notice_en"]

    def __init__(self, data: Any, *, event: Event) -> None:
        super().__init__(data, instance=event, initial={"notice_de": "", "notice_en": ""})


class MoveForm(NoticeForm):
    starts_at = MinuteField(label=gettext_lazy("Beginn"))
    ends_at = MinuteField(label=gettext_lazy("Ende"))
    online_url = forms.URLField(
        label=gettext_lazy("Link zur Teilnahme"),
        max_length=500,
        required=False,
        assume_scheme="https",
    )

    class Meta(NoticeForm.Meta):
        fields = [*changes.WHEN, *changes.WHERE, "notice_de", "notice_en"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("place_name") and not cleaned.get("online_url"):
            self.add_error(
                "place_name", _("Solange der Termin öffentlich ist, braucht es Ort oder Link.")
            )
        return cleaned


@dataclass(frozen=True, slots=True)
class Act:
    """One such page; `do` says in a sentence what happened, and which event to show next."""

    title: str | Promise
    button: str | Promise
    form: Callable[..., Any]
    do: Callable[[Event, Any, User], tuple[str, Event]]
    sources: frozenset[str]
    tells: bool = False


def _copy(event: Event, form: Any, by: User) -> tuple[str, Event]:
    data = form.cleaned_data
    made = planning.copy(event, starts_at=data["starts_at"], uuid=data["stamp"], by=by)
    return _("Der neue Termin ist ein Entwurf. Hier lässt er sich ändern."), made


def _repeat(event: Event, form: Any, by: User) -> tuple[str, Event]:
    data = form.cleaned_data
    series: UUID = data["stamp"]
    made = planning.repeat(
        event, rhythm=data["rhythm"], number=data["number"], series=series, by=by
    )
    said = ngettext(
        "%(number)d weiterer Termin ist als Entwurf angelegt.",
        "%(number)d weitere Termine sind als Entwürfe angelegt.",
        len(made),
    )
    return said % {"number": len(made)}, event


def _cancel(event: Event, form: Any, by: User) -> tuple[str, Event]:
    data = form.cleaned_data
    told = changes.cancel(event, notice_de=data["notice_de"], notice_en=data["notice_en"], by=by)
    done = _("Der Termin ist abgesagt.")
    return f"{done} {_told(told)}", event


def _move(event: Event, form: Any, by: User) -> tuple[str, Event]:
    data = dict(form.cleaned_data)
    notices = {name: data.pop(name) for name in ("notice_de", "notice_en")}
    told = changes.reschedule(event, values=data, **notices, by=by)
    done = _("Der Termin ist verschoben.")
    return f"{done} {_told(told)}", event


def _told(number: int) -> str:
    said = ngettext(
        "%(number)d Person bekommt eine Mail.", "%(number)d Personen bekommen eine Mail.", number
    )
    return said % {"number": number}


ACTS = {
    "copy": Act(
        gettext_lazy("Termin daraus anlegen"),
        gettext_lazy("Anlegen"),
        CopyForm,
        _copy,
        EVERY_STATE,
    ),
    "series": Act(
        gettext_lazy("Als Reihe wiederholen"),
        gettext_lazy("Reihe anlegen"),
        SeriesForm,
        _repeat,
        UNPUBLISHED,
    ),
    "move": Act(
        gettext_lazy("Verschieben"),
        gettext_lazy("Verschieben und Mails senden"),
        MoveForm,
        _move,
        MOVE_EVENT.sources,
        tells=True,
    ),
    "cancel": Act(
        pgettext_lazy("an event", "Absagen"),
        gettext_lazy("Absagen und Mails senden"),
        NoticeForm,
        _cancel,
        CANCEL_EVENT.sources,
        tells=True,
    ),
}


def open_to(event: Event) -> list[tuple[str, str | Promise, str]]:
    """Name, title and address of what can be done with an event in its state."""
    found = []
    for name, act in ACTS.items():
        is_odd = event.is_template and name != "copy"
        if event.state in act.sources and not is_odd:
            address = reverse(f"admin:events_event_{name}", args=[event.pk])
            found.append((name, act.title, address))
    return found


def page(
    model_admin: admin.ModelAdmin, request: HttpRequest, event: Event, name: str
) -> HttpResponse:
    """The form of an act, with how many people will hear of it; one POST does it."""
    act = ACTS[name]
    back = redirect(reverse("admin:events_event_change", args=[event.pk]))
    if event.state not in act.sources:
        messages.error(request, _("Das ist in diesem Stand nicht mehr möglich."))
        return back
    assert isinstance(request.user, User)
    title, form = event.title, act.form(request.POST or None, event=event)
    if form.is_valid():
        try:
            said, shown = act.do(event, form, request.user)
        except DomainError as refused:
            form.add_error(None, str(refused.message))
        else:
            model_admin.log_change(request, event, str(act.title))
            messages.success(request, said)
            return redirect(reverse("admin:events_event_change", args=[shown.pk]))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": f"{act.title}: {title}",
        "opts": model_admin.opts,
        "event": event,
        "event_title": title,
        "act": act,
        "concerned": changes.concerned(event) if act.tells else None,
        "form": form,
        "media": model_admin.media + form.media,
    }
    return TemplateResponse(request, "admin/events/event/act.html", context)
