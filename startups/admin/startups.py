from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from hub.core.desk import DeskInline
from hub.core.text import sort_key
from hub.core.workflow import DomainError
from hub.programme import public
from hub.sheets.desk import SheetAdmin
from startups.admin import profile_review
from startups.admin.milestones import MilestoneInline
from startups.models import Seeks, Startup, StartupMember, released_label
from startups.queries.profile_review import waiting
from startups.services import milestones, profile_release, profiles
from startups.services.lists import Startups
from startups.states import ARCHIVE, HIDE, PUBLISH, Visibility

FACTS = (
    "stage",
    "founded_on",
    "seat",
    "region",
    "team_size",
    "seeks",
    "tags",
    "website",
    "jobs_url",
    "life",
)
# What staff do with a profile: button, service, from where, what is said afterwards.
ACTS: dict[str, tuple[Any, Callable[..., Startup], frozenset[str], Any]] = {
    "publish": (
        _("Im Verzeichnis zeigen"),
        lambda startup, by: profile_release.show(startup, by=by),
        PUBLISH.sources,
        _("Das Profil steht jetzt im Verzeichnis."),
    ),
    "hide": (
        _("Aus dem Verzeichnis nehmen"),
        lambda startup, by: profiles.hide(startup, by=by),
        HIDE.sources,
        _("Das Profil ist nicht mehr öffentlich."),
    ),
    "archive": (
        _("Archivieren"),
        lambda startup, by: profiles.archive(startup, by=by),
        ARCHIVE.sources,
        _("Das Startup ist archiviert."),
    ),
}
NOT_PRESENTABLE = _(
    "Für das Verzeichnis fehlen noch Kurzbeschreibung oder Schwerpunkt. Tragen Sie beides ein."
)


class ProfileForm(forms.ModelForm):
    seeks = forms.MultipleChoiceField(
        label=_("Sucht"),
        choices=Seeks.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        is_public = self.instance.visibility == Visibility.PUBLIC
        if is_public and not (cleaned.get("one_liner") and cleaned.get("track")):
            raise forms.ValidationError(
                _(
                    "Solange das Profil öffentlich ist, braucht es Kurzbeschreibung und Schwerpunkt."
                )
            )
        return cleaned


class PilotWishFilter(admin.SimpleListFilter):
    title = _("Pilotwunsch")
    parameter_name = "wish"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("mit Wunsch")), ("no", _("ohne Wunsch"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Startup]) -> QuerySet[Startup]:
        match self.value():
            case "yes":
                return queryset.exclude(pilot_wish="")
            case "no":
                return queryset.filter(pilot_wish="")
        return queryset


class MemberInline(DeskInline):
    model = StartupMember
    fields = ["person", "level", "joined_at", "left_at"]
    readonly_fields = ["person", "level", "joined_at", "left_at"]
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[StartupMember]:
        return super().get_queryset(request).select_related("person")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Startup)
class StartupAdmin(SheetAdmin):
    """Profiles: staff mend and release them; what is public the founders chose."""

    form = ProfileForm
    sheet = Startups
    list_display = ["name", "track", "batch", "visibility", "life", "owners"]
    list_filter = [
        "visibility",
        "life",
        ("track", admin.RelatedOnlyFieldListFilter),
        "batch",
        PilotWishFilter,
    ]
    list_select_related = ["track", "batch"]
    search_fields = ["name", "one_liner", "members__person__email"]
    search_help_text = _("Suche in Name, Kurzbeschreibung und Adressen des Teams")
    inlines = [MilestoneInline, MemberInline]
    fieldsets = [
        (None, {"fields": ["name", "one_liner", "text", "track", "batch"]}),
        (
            _("Fakten"),
            {"fields": FACTS},
        ),
        (_("Öffentlich"), {"fields": ["visibility", "shown", "slug", "published_at"]}),
    ]
    readonly_fields = ["visibility", "shown", "slug", "published_at", "batch"]
    # The page has a button of its own for it.
    view_on_site = False
    change_form_template = "admin/startups/startup/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Startup]:
        current = StartupMember.objects.current().select_related("person")
        team = Prefetch("members", current, to_attr="team")
        return super().get_queryset(request).prefetch_related(team)

    @admin.display(description=_("Team"))
    def owners(self, startup: Any) -> str:
        return ", ".join(str(member.person) for member in startup.team) or "–"

    @admin.display(description=_("freigegeben"))
    def shown(self, startup: Startup) -> str:
        return ", ".join(released_label(name) for name in startup.released_fields) or "–"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Startups begin with an application."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: Any, obj: Startup, form: Any, change: bool) -> None:
        obj.sort_key = sort_key(obj.name)
        # Only what was typed: a release at the same moment must not be undone.
        columns = {field.name for field in obj._meta.concrete_fields}  # noqa: SLF001
        typed = [name for name in form.changed_data if name in columns]
        obj.save(update_fields=[*typed, "sort_key"])
        public.touch()

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        milestones.settle(form.instance, by=request.user)

    def get_urls(self) -> list[URLPattern]:
        act = self.admin_site.admin_view(require_POST(self.act_view))
        queue = self.admin_site.admin_view(self.waiting_view)
        review = self.admin_site.admin_view(self.review_view)
        return [
            path("waiting/", queue, name="startups_startup_waiting"),
            path("<int:pk>/review/", review, name="startups_startup_review"),
            path("<int:pk>/<slug:act>/now/", act, name="startups_startup_act"),
            *super().get_urls(),
        ]

    def waiting_view(self, request: Any) -> HttpResponse:
        """The profiles that wait for a release."""
        return profile_review.queue(self, request)

    def review_view(self, request: Any, pk: int) -> HttpResponse:
        """One profile that waits: what is public beside what would be."""
        startup = self.get_object(request, str(pk))
        if startup is None or not self.has_view_permission(request, startup):
            raise Http404
        return profile_review.page(self, request, startup)

    def act_view(self, request: Any, pk: int, act: str) -> HttpResponse:
        """Publish, hide or archive one startup."""
        startup = self.get_object(request, str(pk))
        if startup is None or act not in ACTS or not self.has_change_permission(request, startup):
            raise Http404
        _label, service, _sources, done = ACTS[act]
        if act == "publish" and not (startup.one_liner and startup.track_id):
            messages.error(request, NOT_PRESENTABLE)
            return redirect(reverse("admin:startups_startup_change", args=[pk]))
        try:
            service(startup, request.user)
        except DomainError as refused:
            messages.error(request, str(refused.message))
        else:
            self.log_change(request, startup, str(done))
            messages.success(request, done)
        return redirect(reverse("admin:startups_startup_change", args=[pk]))

    def render_change_form(
        self,
        request: Any,
        context: Any,
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> Any:
        context["waits"] = obj is not None and waiting().filter(pk=obj.pk).exists()
        may = obj is not None and self.has_change_permission(request, obj)
        context["acts"] = [
            (name, label)
            for name, (label, _service, sources, _done) in ACTS.items()
            if may and obj.visibility in sources
        ]
        return super().render_change_form(request, context, add, change, form_url, obj)
