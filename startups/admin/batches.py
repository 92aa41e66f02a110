from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from hub.core.desk import DeskAdmin, DeskInline, reasonable_year
from hub.core.minutes import MinuteField
from hub.core.workflow import DomainError
from hub.programme import public
from startups.admin import release
from startups.admin.sections import SectionInline
from startups.models import Batch, BatchTrackLimit
from startups.services import batches
from startups.states import FINISH_BATCH, START_BATCH, START_SELECTION

# What staff do with a batch by hand; opening and closing is the clock's.
STEPS: dict[str, tuple[Any, Callable[..., Batch], frozenset[str]]] = {
    "start-selection": (
        gettext_lazy("Auswahl beginnen"),
        batches.start_selection,
        START_SELECTION.sources,
    ),
    "start": (gettext_lazy("Programm beginnen"), batches.start, START_BATCH.sources),
    "finish": (gettext_lazy("Programm beenden"), batches.finish, FINISH_BATCH.sources),
}


def end_of_minute(moment: datetime) -> datetime:
    """A deadline of 23:59 lasts until the last second of that minute."""
    return moment.replace(second=59, microsecond=0)


class BatchForm(forms.ModelForm):
    opens_at = MinuteField(label=gettext_lazy("Bewerbung ab"))
    deadline = MinuteField(
        label=gettext_lazy("Bewerbung bis"),
        help_text=gettext_lazy("Die genannte Minute zählt bis zu ihrer letzten Sekunde."),
    )

    def clean_deadline(self) -> datetime:
        return end_of_minute(self.cleaned_data["deadline"])


class CloneForm(BatchForm):
    """What a copy does not take over: names, code, dates."""

    class Meta:
        model = Batch
        fields = [
            "name_de",
            "name_en",
            "slug",
            "code",
            "opens_at",
            "deadline",
            "decision_by",
            "starts_on",
            "ends_on",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("decision_by", "starts_on", "ends_on"):
            self.fields[name].widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
            self.fields[name].validators.append(reasonable_year)


class TrackLimitInline(DeskInline):
    model = BatchTrackLimit
    fields = ["track", "places"]


@admin.register(Batch)
class BatchAdmin(DeskAdmin):
    form = BatchForm
    list_display = ["name", "state", "opens_at", "deadline", "places", "handed_in", "drafts"]
    list_filter = ["state"]
    search_fields = ["name_de", "name_en", "code"]
    fieldsets = [
        (None, {"fields": ["name_de", "name_en", ("slug", "code"), "state", "form_frozen_at"]}),
        (
            gettext_lazy("Fristen"),
            {"fields": ["opens_at", "deadline", "decision_by", ("starts_on", "ends_on")]},
        ),
        (gettext_lazy("Plätze"), {"fields": [("places", "offer_days")]}),
        (gettext_lazy("Profile"), {"fields": ["profile_changes"]}),
        (
            gettext_lazy("Texte"),
            {"fields": ["intro_de", "intro_en", "eligibility_de", "eligibility_en"]},
        ),
    ]
    readonly_fields = ["state", "form_frozen_at"]
    inlines = [TrackLimitInline, SectionInline]
    # The page has a button of its own for it.
    view_on_site = False
    change_form_template = "admin/startups/batch/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Batch]:
        handed_in = Count("applications", filter=Q(applications__submitted_at__isnull=False))
        drafts = Count("applications", filter=Q(applications__state="draft"))
        found: QuerySet[Batch] = super().get_queryset(request)
        return found.annotate(in_count=handed_in, draft_count=drafts)

    @admin.display(description=gettext_lazy("eingereicht"), ordering="in_count")
    def handed_in(self, batch: Any) -> int:
        return int(batch.in_count)

    @admin.display(description=gettext_lazy("Entwürfe"), ordering="draft_count")
    def drafts(self, batch: Any) -> int:
        return int(batch.draft_count)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Address and code stand in links and numbers that are out already."""
        fixed = ["slug", "code"] if obj is not None and obj.last_number else []
        return [*self.readonly_fields, *fixed]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A batch that somebody began to apply to stays."""
        used = obj is not None and obj.applications.exists()
        return not used and super().has_delete_permission(request, obj)

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        batches.follow_clock(now=timezone.now())
        public.touch()

    def delete_model(self, request: HttpRequest, obj: Batch) -> None:
        super().delete_model(request, obj)
        public.touch()

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Nothing is done to many batches at once."""
        return {}

    def get_urls(self) -> list[URLPattern]:
        def wrapped(view: Any) -> Any:
            return self.admin_site.admin_view(view)

        return [
            path("<int:pk>/copy/", wrapped(self.copy_view), name="startups_batch_copy"),
            path(
                "<int:pk>/step/<slug:step>/",
                wrapped(require_POST(self.step_view)),
                name="startups_batch_step",
            ),
            path("<int:pk>/release/", wrapped(self.release_view), name="startups_batch_release"),
            *super().get_urls(),
        ]

    def copy_view(self, request: Any, pk: int) -> HttpResponse:
        """A new batch with the same form: only names and dates are asked."""
        batch = self.batch(request, pk)
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = CloneForm(request.POST or None)
        if form.is_valid():
            copy = batches.clone(batch, by=request.user, fields=form.cleaned_data)
            self.log_addition(request, copy, _("Kopie von %(batch)s") % {"batch": batch})
            messages.success(request, _("Die Klasse ist kopiert, ihr Formular lässt sich ändern."))
            return redirect(reverse("admin:startups_batch_change", args=[copy.pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": _("%(batch)s kopieren") % {"batch": batch},
            "opts": self.opts,
            "batch": batch,
            "form": form,
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/startups/batch/copy.html", context)

    def step_view(self, request: Any, pk: int, step: str) -> HttpResponse:
        """Begin the selection, begin or end the programme."""
        batch = self.batch(request, pk)
        if step not in STEPS:
            raise Http404
        label, service, _sources = STEPS[step]
        try:
            service(batch, by=request.user)
        except DomainError as refused:
            messages.error(request, str(refused.message))
        else:
            self.log_change(request, batch, str(label))
            messages.success(request, _("Erledigt: %(step)s.") % {"step": label})
        return redirect(reverse("admin:startups_batch_change", args=[pk]))

    def release_view(self, request: Any, pk: int) -> HttpResponse:
        return release.page(self, request, self.batch(request, pk))

    def batch(self, request: HttpRequest, pk: int) -> Batch:
        batch = self.get_object(request, str(pk))
        if batch is None:
            raise Http404
        if not self.has_change_permission(request, batch):
            raise PermissionDenied
        found: Batch = batch
        return found

    def render_change_form(
        self,
        request: Any,
        context: Any,
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> Any:
        may = obj is not None and self.has_change_permission(request, obj)
        context["steps"] = [
            (name, label)
            for name, (label, _service, sources) in STEPS.items()
            if may and obj.state in sources
        ]
        context["may"] = may
        sections = obj.sections.values_list("slug", flat=True) if obj else []
        context["first_section"] = next(iter(sections), "")
        return super().render_change_form(request, context, add, change, form_url, obj)
