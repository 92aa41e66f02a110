"""The wishes of a side: for each it may meet, not at all, gladly or by all means."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from matchday.models import Rank
from matchday.queries.counterparts import Counterpart

CHOICES = [("", _("nein")), (Rank.LIKE, Rank.LIKE.label), (Rank.MUST, Rank.MUST.label)]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the form: whom, and the field."""

    counterpart: Counterpart
    field: forms.BoundField
    # After a clash, where it is not what is chosen here: what a colleague saved.
    saved: str | Promise = ""


class WishesForm(forms.Form):
    """`seen` is what the reader saw stored, so that of two colleagues the second one is told."""

    seen = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any,
        *,
        counterparts: list[Counterpart],
        stored: Mapping[int, str],
        seen: str,
        is_open: bool,
    ) -> None:
        super().__init__(data, initial={"seen": seen})
        self.counterparts = counterparts
        self.stored, self.has_clash = stored, False
        for one in counterparts:
            self.fields[_name(one)] = forms.ChoiceField(
                label=one.name,
                choices=CHOICES,
                required=False,
                initial=stored.get(one.side.pk, ""),
                widget=forms.RadioSelect,
                disabled=not is_open,
            )

    def lines(self) -> list[Line]:
        return [Line(one, self[_name(one)], self._saved(one)) for one in self.counterparts]

    def ranks(self) -> dict[int, str]:
        """By the key of whom they wish."""
        chosen = {one.side.pk: self.cleaned_data[_name(one)] for one in self.counterparts}
        return {key: rank for key, rank in chosen.items() if rank}

    def show_again(self, seen: str) -> None:
        """After a clash: what was typed stands beside what is saved, and the next save is meant."""
        typed = QueryDict(mutable=True)
        typed.update(self.data)
        typed["seen"] = seen
        self.data, self.has_clash = typed, True

    def _saved(self, one: Counterpart) -> str | Promise:
        rank = self.stored.get(one.side.pk, "")
        chosen = self[_name(one)].value() or ""
        return dict(CHOICES)[rank] if self.has_clash and chosen != rank else ""


def _name(one: Counterpart) -> str:
    return f"with-{one.side.uuid.hex}"
