"""Two people wrote in one form: both texts side by side, and the reader's choice between them."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _

# What a form carries beside its texts.
UNSEEN = {"uuid", "version"}


def typed(data: QueryDict, stored: Mapping[str, Any]) -> QueryDict:
    """What was posted; where the reader chose the colleague's text, that one."""
    kept = data.copy()
    chosen = set(kept.getlist("theirs"))
    for name, value in stored.items():
        if name in chosen and name not in UNSEEN:
            kept.setlist(name, posted(value))
    return kept


def seen(data: Mapping[str, Any], version: int) -> QueryDict:
    """The same words, by somebody who has now seen `version`."""
    again = QueryDict(mutable=True)
    again.update(data)
    again["version"] = str(version)
    return again


def differing(mine: forms.Form, theirs: forms.Form) -> list[dict[str, Any]]:
    """The fields of which the colleague stored something else than stands in `mine`."""
    return [
        {"field": mine[name], "theirs": shown(theirs[name])}
        for name in theirs.fields
        if name not in UNSEEN and shown(theirs[name]) != shown(mine[name])
    ]


def as_posted(stored: Mapping[str, Any]) -> QueryDict:
    """What a form would send if nothing were changed in it."""
    data = QueryDict(mutable=True)
    for name, value in stored.items():
        data.setlist(name, posted(value))
    return data


def posted(value: Any) -> list[str]:
    if isinstance(value, list):
        return value
    if isinstance(value, time):
        return [f"{value:%H:%M}"]
    if isinstance(value, bool):
        return ["on"] if value else []
    return ["" if value is None else str(value)]


def shown(field: BoundField) -> str:
    """A value as one reads it, to tell whether two are different."""
    value = field.value()
    if isinstance(value, list):
        labels = dict(field.field.choices)  # type: ignore[attr-defined]
        return ", ".join(str(labels.get(one, one)) for one in value)
    if isinstance(field.field, forms.BooleanField):
        return _("ja") if value else _("nein")
    return posted(value)[0].replace("\r\n", "\n").strip()
