"""What every page of the admin shares: nonsense is answered, and editors are told of each other.

The admin site puts `DeskAdmin` under each registered class, so nothing of it can be forgotten.
"""

import hashlib
import logging
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponseRedirect, QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

MAX_KEY = 2**63 - 1
MAX_KEY_DIGITS = 19
YEARS = range(1900, 2101)
# How a filter of the list may end in the address; everything else would let one guess at columns.
FILTER_ENDINGS = ("", "__exact", "__id__exact", "__isnull", "__isempty", "__in", "__gte", "__lt")
UNSEEN = _(
    "Inzwischen hat jemand anderes diese Seite geändert. Ihre Eingaben stehen noch im Formular; "
    "speichern Sie noch einmal, wenn sie gelten sollen. Jetzt gespeichert ist: %(changes)s"
)
REFUSED = _(
    "Das lässt sich so nicht speichern, weil es einer Regel der Datenbank widerspricht. Vielleicht "
    "hat jemand im selben Augenblick etwas geändert: Sehen Sie die Seite noch einmal durch."
)
logger = logging.getLogger(__name__)


def reasonable_year(value: Any) -> None:
    """A date that PostgreSQL, Python and people all understand."""
    if value.year not in YEARS:
        raise ValidationError(_("Das Jahr liegt nicht zwischen 1900 und 2100."))


class SeenForm(forms.ModelForm):
    """Remembers what its reader saw; a second editor is told instead of overwriting the first."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["seen"] = fingerprint(self.shown_values(self.instance))

    @cached_property
    def changed_data(self) -> list[str]:
        return [name for name in super().changed_data if name != "seen"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        seen = cleaned.pop("seen", "")
        if self.instance.pk and seen:
            self.ensure_unchanged(seen)
        return cleaned

    def ensure_unchanged(self, seen: str) -> None:
        """Under a row lock, so that of two who save at once the second one is told."""
        rows = type(self.instance)._base_manager.select_for_update(of=("self",))  # noqa: SLF001
        fresh = rows.filter(pk=self.instance.pk).first()
        now = self.shown_values(fresh) if fresh else {}
        if fingerprint(now) == seen:
            return
        typed = QueryDict(mutable=True)
        typed.update(self.data)
        typed[self.add_prefix("seen")] = fingerprint(now)
        self.data = typed
        differing = [
            f"{self.fields[name].label}: {value or '–'}"
            for name, value in now.items()
            if str(self[name].value() or "") != value
        ]
        raise ValidationError(UNSEEN % {"changes": "; ".join(differing) or "–"})

    def shown_values(self, instance: Any) -> dict[str, str]:
        """The columns of the form as texts."""
        names = {field.name for field in instance._meta.concrete_fields}  # noqa: SLF001
        found = {}
        for name in self.fields:
            if name in names:
                value = getattr(instance, instance._meta.get_field(name).attname)  # noqa: SLF001
                found[name] = "" if value is None else str(value)
        return found


def fingerprint(values: dict[str, str]) -> str:
    return hashlib.sha256(repr(sorted(values.items())).encode()).hexdigest()


class InlineFormSet(BaseInlineFormSet):
    """Rows below a form, which remember what their reader saw as the form does.

    They believe their rows, not the count in the form: more of them than there are would be a crash.
    """

    def initial_form_count(self) -> int:
        count = super().initial_form_count()
        return min(count, len(self.get_queryset())) if self.is_bound else count

    @cached_property
    def management_form(self) -> Any:
        """Every template of rows draws it, so the stamp is in none of them by name."""
        form = super().management_form
        form.fields["seen"] = forms.CharField(required=False, widget=forms.HiddenInput)
        if self.instance.pk and not self.is_bound:
            form.initial["seen"] = self.stamp(self.get_queryset())
        return form

    def clean(self) -> None:
        super().clean()
        seen = self.data.get(self.management_form.add_prefix("seen"), "")
        if self.instance.pk and seen:
            self.ensure_unchanged(seen)

    def ensure_unchanged(self, seen: str) -> None:
        """Under a lock of the row they belong to, so that of two who save at once one is told."""
        above = type(self.instance)._base_manager.select_for_update(of=("self",))  # noqa: SLF001
        above.filter(pk=self.instance.pk).first()
        assert self.queryset is not None
        fresh = list(self.queryset.all())
        now = self.stamp(fresh)
        if now == seen:
            return
        typed = QueryDict(mutable=True)
        typed.update(self.data)
        typed[self.management_form.add_prefix("seen")] = now
        self.data = typed
        del self.management_form
        raise ValidationError(UNSEEN % {"changes": "; ".join(self.differing(fresh)) or "–"})

    def differing(self, fresh: Iterable[models.Model]) -> list[str]:
        """In words: which rows came, which went, and what stands where something else was typed."""
        found = []
        shown = {form.instance.pk: form for form in self.initial_forms if form.instance.pk}
        for row in fresh:
            form = shown.pop(row.pk, None)
            if form is None:
                found.append(_("%(row)s: neu") % {"row": row})
                continue
            found += [
                f"{row}: {form.fields[name].label}: {value or '–'}"
                for name, value in self.shown_values(row).items()
                if name in form.fields and as_text(form[name].value()) != value
            ]
        missing = [form for form in self.initial_forms if not form.instance.pk]
        gone = len(shown) + len(missing)
        return [*found, str(_("entfernt: %(count)d") % {"count": gone})] if gone else found

    def stamp(self, rows: Iterable[models.Model]) -> str:
        return fingerprint(
            {
                f"{row.pk} {k}": v
                for row in rows
                for k, v in {"": "", **self.shown_values(row)}.items()
            }
        )

    def shown_values(self, row: Any) -> dict[str, str]:
        """The columns of a row's form as texts, keys of many rows in order."""
        found = {}
        kept = {field.name: field for field in row._meta.concrete_fields}  # noqa: SLF001
        many = {field.name for field in row._meta.many_to_many}  # noqa: SLF001
        for name in self.form.base_fields:
            if name in kept:
                found[name] = as_text(getattr(row, kept[name].attname))
            elif name in many:
                found[name] = as_text([other.pk for other in getattr(row, name).all()])
        return found


def as_text(value: Any) -> str:
    """A value as its form sends it: what is typed and what is stored compare like this."""
    if isinstance(value, list | tuple):
        return ", ".join(sorted(str(one) for one in value))
    return "" if value is None or value is False else str(value)


class DeskInline(admin.TabularInline):
    formset = InlineFormSet
    extra = 0


class DeskStack(admin.StackedInline):
    """Rows with more to type than fits a line."""

    formset = InlineFormSet
    extra = 0


class DeskAdmin(admin.ModelAdmin):
    """Lists that ask little, and no address or form that ends in a 500."""

    list_per_page = 100
    show_full_result_count = False
    # Foreign keys that a link may fill in on the page for a new row.
    prefilled: Iterable[str] = ()

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """A list is called what it lists, not "select one to change"."""
        title = {"title": self.opts.verbose_name_plural}
        return super().changelist_view(request, {**title, **(extra_context or {})})

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Only what the list's own filters ask."""
        for entry in self.get_list_filter(request):
            name = entry[0] if isinstance(entry, list | tuple) else entry
            if lookup == getattr(name, "parameter_name", None):
                return True
            if isinstance(name, str) and lookup in {name + ending for ending in FILTER_ENDINGS}:
                return True
        return False

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Nothing from the address but the keys we link with: `?deadline=abc` would crash a widget."""
        return {
            name: value
            for name in self.prefilled
            if (value := request.GET.get(name, "")) and is_key(value)
        }

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if isinstance(db_field, models.URLField):
            kwargs["assume_scheme"] = "https"
        field: forms.Field | None = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field, forms.DateField | forms.DateTimeField | forms.SplitDateTimeField):
            field.validators = [*field.validators, reasonable_year]
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            # The plain choice: what it chooses from is made and changed on its own page.
            field.widget = field.widget.widget
        return field

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (SeenForm, form), {"Meta": form.Meta})

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """A rule that the form does not know and the database does: said, and nothing is written."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError:
            logger.exception("the database refused what a form of the admin let through")
            self.message_user(request, REFUSED, messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The page's own template carries the hidden field."""
        return [name for name in super().get_fields(request, obj) if name != "seen"]

    def response_action(self, request: HttpRequest, queryset: Any, *args: Any) -> Any:
        """A forged key is told, not looked up."""
        keys = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if all(is_key(key) for key in keys):
            return super().response_action(request, queryset, *args)
        self.message_user(request, _("Diese Auswahl gibt es nicht."), messages.ERROR)
        return HttpResponseRedirect(request.get_full_path())


def is_key(text: str) -> bool:
    """Whether a text can be the key of a row."""
    return (
        text.isascii()
        and text.isdecimal()
        and len(text) <= MAX_KEY_DIGITS
        and int(text) <= MAX_KEY
    )


def under_the_desk(admin_class: type[admin.ModelAdmin] | None) -> type[admin.ModelAdmin]:
    """The class with `DeskAdmin` beneath it: its own methods win over ours."""
    if admin_class is None or admin_class is admin.ModelAdmin:
        return DeskAdmin
    if issubclass(admin_class, DeskAdmin):
        return admin_class
    return type(
        admin_class.__name__, (admin_class, DeskAdmin), {"__module__": admin_class.__module__}
    )
