"""Filters by facets: several values each, and those that are no choice left out."""

from copy import copy
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet


class KnownValues(forms.MultipleChoiceField):
    """Several values, of which those that are no choice are left out instead of refused."""

    def __deepcopy__(self, memo: dict[int, Any]) -> "KnownValues":
        """Each form's own, to remember what was unknown; what else it is made of no form changes."""
        return copy(self)

    def to_python(self, value: Any) -> list[str]:
        """The known values; `unknown` remembers whether there were others."""
        asked = super().to_python(value)
        known = [item for item in asked if self.valid_value(item)]
        self.unknown = len(known) < len(asked)
        return known


class Facet(django_filters.MultipleChoiceFilter):
    """One thing to narrow the list by; its values are alternatives."""

    field_class = KnownValues

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # No row can come twice: each filter asks a column of the row itself or its one track.
        super().__init__(*args, distinct=False, **kwargs)

    def __deepcopy__(self, memo: dict[int, Any]) -> "Facet":
        """Each list's own, with what it may set: its choices."""
        copied = copy(self)
        copied.extra = dict(self.extra)
        return copied

    def filter(self, qs: QuerySet[Any], value: list[str]) -> QuerySet[Any]:
        return qs.filter(**{f"{self.field_name}__in": value}) if value else qs


class ListFacet(Facet):
    """Of a column with several values."""

    def filter(self, qs: QuerySet[Any], value: list[str]) -> QuerySet[Any]:
        return qs.filter(**{f"{self.field_name}__overlap": value}) if value else qs
