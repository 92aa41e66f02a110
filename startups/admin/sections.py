"""The form of a batch: its sections and their questions, written in stone by the first submission."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from hub.core.desk import DeskAdmin, DeskInline, InlineFormSet
from hub.programme import public
from startups.models import Batch, Question, Section, SectionKind
from startups.queries.answer_rules import PROFILE_CHOICES

# Words that stand in an application's address already.
RESERVED = {
    "check",
    "submit",
    "reopen",
    "withdraw",
    "offer",
    "copy",
    "history",
    "team",
    "autosave",
}
RESERVED_SECTION = _("Dieses Kürzel braucht das Portal selbst. Nehmen Sie ein anderes.")


class SectionForm(forms.ModelForm):
    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        kind = self.data.get(self.add_prefix("kind"), self.instance.kind)
        if slug in RESERVED and not (slug == "team" and kind == SectionKind.TEAM):
            raise forms.ValidationError(RESERVED_SECTION)
        return slug


class SectionFormSet(InlineFormSet):
    def clean(self) -> None:
        """One section each for team, track and consents, also among those added together."""
        super().clean()
        kinds = [
            form.cleaned_data.get("kind")
            for form in self.forms
            if hasattr(form, "cleaned_data") and not form.cleaned_data.get("DELETE")
        ]
        special = [kind for kind in kinds if kind and kind != SectionKind.QUESTIONS]
        if len(special) != len(set(special)):
            raise forms.ValidationError(
                _("Team, Schwerpunkt und Einwilligungen haben je einen Abschnitt.")
            )


class FrozenWithBatch:
    """Permissions that end when the first application is handed in."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not is_frozen(obj) and super().has_add_permission(request, obj)  # type: ignore[misc]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not is_frozen(obj) and super().has_change_permission(request, obj)  # type: ignore[misc]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not is_frozen(obj) and super().has_delete_permission(request, obj)  # type: ignore[misc]


def is_frozen(obj: Any) -> bool:
    """Whether the form of a batch, or of a section's batch, is written in stone."""
    batch = obj.batch if isinstance(obj, Section) else obj
    return isinstance(batch, Batch) and batch.form_frozen_at is not None


class SectionInline(FrozenWithBatch, DeskInline):
    model = Section
    form = SectionForm
    formset = SectionFormSet
    fields = ["position", "title_de", "title_en", "slug", "kind", "questions_link"]
    readonly_fields = ["questions_link"]
    verbose_name_plural = _("Abschnitte des Formulars")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Section]:
        sections: QuerySet[Section] = super().get_queryset(request)
        return sections.annotate(count=Count("questions"))

    @admin.display(description=_("Fragen"))
    def questions_link(self, section: Any) -> str:
        if not section.pk:
            return "–"
        url = reverse("admin:startups_section_change", args=[section.pk])
        label = _("%(count)d Fragen") % {"count": section.count}
        return format_html('<a href="{}">{}</a>', url, label)


class QuestionForm(forms.ModelForm):
    def clean(self) -> dict[str, Any]:
        """What fills a profile field with choices must offer the profile's own keys."""
        cleaned = super().clean() or self.cleaned_data
        choices = PROFILE_CHOICES.get(cleaned.get("fills", ""))
        if choices:
            rows = str(cleaned.get("options", "")).splitlines()
            keys = {row.partition("|")[0].strip() for row in rows if row.strip()}
            if unknown := keys - set(choices.values):
                allowed = ", ".join(choices.values)
                self.add_error(
                    "options",
                    _("Fürs Profil unbekannt: %(unknown)s. Möglich sind: %(allowed)s.")
                    % {"unknown": ", ".join(sorted(unknown)), "allowed": allowed},
                )
        return cleaned


class QuestionInline(FrozenWithBatch, admin.StackedInline):
    model = Question
    form = QuestionForm
    formset = InlineFormSet
    extra = 0
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("position", "kind", "is_required", "max_chars"),
                    "label_de",
                    "label_en",
                    "help_de",
                    "help_en",
                    "options",
                    "tracks",
                    ("read_by", "fills", "counts"),
                ]
            },
        )
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        return super().get_queryset(request).prefetch_related("tracks")

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)


@admin.register(Section)
class SectionAdmin(FrozenWithBatch, DeskAdmin):
    """One page of the form with its questions; reached from its batch."""

    form = SectionForm
    fields = ["title_de", "title_en", "intro_de", "intro_en", "slug", "kind", "position"]
    inlines = [QuestionInline]
    change_form_template = "admin/startups/section/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Section]:
        return super().get_queryset(request).select_related("batch")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Sections are added on the page of their batch."""
        return False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:startups_batch_changelist"))

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        public.touch()

    def response_post_save_change(
        self, request: HttpRequest, obj: Section
    ) -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse("admin:startups_batch_change", args=[obj.batch_id]))

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: int) -> Any:
        public.touch()
        return super().response_delete(request, obj_display, obj_id)
