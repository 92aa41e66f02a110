"""Moments that the office types: a day and a time to the minute, by Berlin's clock."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hub.core.desk import reasonable_year
from hub.core.times import BERLIN

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
    """Whether Berlin's clocks jump over this time: it comes back as another one."""
    there = naive.replace(tzinfo=BERLIN).astimezone(UTC).astimezone(BERLIN)
    return there.replace(tzinfo=None) != naive


def is_twice(naive: datetime) -> bool:
    """Whether Berlin's clocks show this time twice that night."""
    first = naive.replace(tzinfo=BERLIN)
    return not is_skipped(naive) and first.utcoffset() != first.replace(fold=1).utcoffset()
