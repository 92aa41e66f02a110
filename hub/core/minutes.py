"""Moments that the office types: a day and a time to the minute, by Berlin's clock."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.core.desk import reasonable_year

NEVER = _(
    "Diese Uhrzeit gibt es an dem Tag nicht: In der Nacht springt die Uhr von 2 auf 3 Uhr vor. "
    "Wählen Sie eine Zeit davor oder danach."
)
TWICE = _(
    "Diese Uhrzeit gibt es an dem Tag zweimal: In der Nacht springt die Uhr von 3 auf 2 Uhr "
    "zurück. Wählen Sie eine Zeit vor 2 Uhr oder ab 3 Uhr."
)


class MinuteWidget(AdminSplitDateTime):
    """A day and a time to the minute."""

    def __init__(self, attrs: dict[str, str] | None = None) -> None:
        super().__init__(attrs)
        self.widgets[1].format = "%H:%M"


class MinuteField(forms.SplitDateTimeField):
    """Asks back where the clocks change: what exists never or twice is not guessed."""

    widget = MinuteWidget

    def __init__(self, **options: Any) -> None:
        super().__init__(validators=[reasonable_year], **options)

    def compress(self, data_list: Any) -> datetime | None:
        try:
            moment: datetime | None = super().compress(data_list)
        except ValidationError as refused:
            if refused.code != "ambiguous_timezone":
                raise
            typed = datetime.combine(*data_list)
            raise ValidationError(NEVER if is_skipped(typed) else TWICE) from refused
        return moment


def is_skipped(naive: datetime) -> bool:
    """Whether the clocks jump over this time: it comes back as another one."""
    zone = timezone.get_current_timezone()
    there = naive.replace(tzinfo=zone).astimezone(timezone.get_fixed_timezone(0)).astimezone(zone)
    return there.replace(tzinfo=None) != naive
