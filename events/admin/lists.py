"""The list of events at the desk: what comes next stands first, what was stands below."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import Case, F, OrderBy, Value, When
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models import Event

COMING, PAST, LATE, TEMPLATES = "coming", "past", "late", "templates"


def next_first(now: datetime) -> list[OrderBy]:
    """What is to come from the next one on, then what was from the last one back, then templates."""
    is_coming = When(ends_at__gt=now, then=Value(0))
    return [
        Case(When(is_template=True, then=Value(2)), is_coming, default=Value(1)).asc(),
        Case(When(ends_at__gt=now, then=F("starts_at"))).asc(),
        F("starts_at").desc(),
    ]


class WhenFilter(admin.SimpleListFilter):
    title = _("Zeit")
    parameter_name = "when"

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> list[tuple[str, Any]]:
        return [
            (COMING, _("Kommende")),
            (PAST, _("Vergangene")),
            (LATE, _("sollten schon öffentlich sein")),
            (TEMPLATES, _("Vorlagen")),
        ]

    def queryset(self, _request: HttpRequest, queryset: Any) -> Any:
        now, events = timezone.now(), queryset.filter(is_template=False)
        match self.value():
            case "coming":
                return events.filter(ends_at__gt=now)
            case "past":
                return events.filter(ends_at__lte=now)
            case "late":
                return events.filter(pk__in=Event.objects.late_at(now).values("pk"))
            case "templates":
                return queryset.filter(is_template=True)
        return queryset
