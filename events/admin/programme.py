"""What stands below an event at the desk: who speaks, its programme, what it asks of people."""

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy

from events.models import EventQuestion, EventSession, EventSpeaker
from hub.core.desk import DeskInline, DeskStack, is_key
from hub.core.minutes import MinuteField

# Two languages side by side.
SMALL: dict[type[models.Field], dict[str, Any]] = {
    models.TextField: {"widget": forms.Textarea(attrs={"rows": 3, "cols": 40})}
}


class SpeakerInline(DeskInline):
    model = EventSpeaker
    fields = ("name", "about_de", "about_en", "position")


class SessionForm(forms.ModelForm):
    starts_at = MinuteField(label=gettext_lazy("Beginn"))
    ends_at = MinuteField(label=gettext_lazy("Ende"))


class SessionInline(DeskStack):
    model = EventSession
    form = SessionForm
    fields = (
        ("starts_at", "ends_at", "room"),
        ("title_de", "title_en"),
        ("text_de", "text_en"),
        "speakers",
    )
    formfield_overrides = SMALL

    def formfield_for_manytomany(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Only those of this event."""
        above = request.resolver_match.kwargs.get("object_id", "")
        own = EventSpeaker.objects.filter(event=above) if is_key(above) else None
        kwargs["queryset"] = own if own is not None else EventSpeaker.objects.none()
        kwargs["widget"] = forms.CheckboxSelectMultiple
        kwargs["help_text"] = gettext_lazy(
            "Zur Wahl steht, wer oben eingetragen und gesichert ist."
        )
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class QuestionInline(DeskStack):
    model = EventQuestion
    fields = (
        ("label_de", "label_en"),
        ("kind", "is_required", "position"),
        ("options_de", "options_en"),
    )
    formfield_overrides = SMALL
