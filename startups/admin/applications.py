"""The list of applications, and the addresses of everything one does with them."""

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from hub.core import times
from hub.core.desk import DeskAdmin, is_key
from startups.admin import bulk, drafts, reading, renewal
from startups.admin.filters import FILTERS
from startups.models import Answer, Application, Decision
from startups.queries.desk import answered_after, unclosed
from startups.states import ApplicationState, Outcome

MAX_WORDS = 8
NOTHING = "–"
# Named here: what stands in a formatted string is not found for translation.
ASKED, ANSWERED = _("Rückfrage offen"), _("Rückfrage beantwortet")
ELIGIBLE = {None: NOTHING, True: _("zugelassen"), False: _("nicht zugelassen")}


class OnceCounted(Paginator):
    """The list counts its rows once, and not those without a filter as well."""

    @cached_property
    def count(self) -> int:
        return int(super().count)


class ReadingList(ChangeList):
    """Rows carry the link to their reading page, which finds its way back to this list."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        query = self.get_query_string(remove=["p"]).removeprefix("?")
        suffix = f"?{urlencode({'_changelist_filters': query})}" if query else ""
        self.result_list = list(self.result_list)
        for row in self.result_list:
            row.desk_link = f"{row.pk}/change/{suffix}"


@admin.register(Application)
class ApplicationAdmin(DeskAdmin):
    """What was handed in, for who may work on it; drafts are a number and an age."""

    list_display = ["read", "startup", "field", "state_shown", "screened", "prepared", "handed_in"]
    list_display_links = None
    list_filter = FILTERS
    # Searched by `get_search_results`; named here so that the list shows its field.
    search_fields = ["number"]
    search_help_text = _("Suche in Nummer, Name und Antworten")
    list_select_related = ["startup", "track", "batch"]
    ordering = ["-submitted_at", "-pk"]
    paginator = OnceCounted
    show_facets = admin.ShowFacets.NEVER
    actions = ["screen_selected", "decide_selected", "export_xlsx", "export_csv"]
    change_list_template = "admin/startups/application/change_list.html"

    # Who sees what

    def get_queryset(self, request: Any) -> QuerySet[Application]:
        prepared = Decision.objects.prepared().filter(application=OuterRef("pk"))
        return (
            Application.objects.workable_by(request.user)
            .annotate(
                prepared_outcome=Subquery(prepared.values("outcome")[:1]),
                is_asked=Exists(unclosed()),
                is_answered=Exists(unclosed().filter(answered_after())),
            )
            .order_by(*self.ordering)
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Application], search_term: str
    ) -> tuple[QuerySet[Application], bool]:
        """Every word must stand somewhere: in the number, the name, or one of the answers."""
        for word in search_term.split()[:MAX_WORDS]:
            answers = Answer.objects.filter(application=OuterRef("pk"), value__icontains=word)
            queryset = queryset.filter(
                Q(number__icontains=word) | Q(startup__name__icontains=word) | Exists(answers)
            )
        return queryset, False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    # The list

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return ReadingList

    def changelist_view(
        self, request: Any, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        more = {
            "drafts": drafts.summary(request.user),
            **(extra_context or {}),
        }
        page: HttpResponse = super().changelist_view(request, more)
        return page

    @admin.display(description=_("Nummer"), ordering="number")
    def read(self, application: Any) -> str:
        return application.number or str(_("ohne Nummer"))

    @admin.display(description=_("Schwerpunkt"), ordering="track__position")
    def field(self, application: Any) -> str:
        return application.track.name if application.track else NOTHING

    @admin.display(description=_("Stand"), ordering="state")
    def state_shown(self, application: Any) -> str:
        state = ApplicationState(application.state)
        if application.is_asked:
            return f"{state.label} · {ANSWERED if application.is_answered else ASKED}"
        return str(state.label)

    @admin.display(description=_("geprüft"), ordering="is_eligible")
    def screened(self, application: Any) -> str:
        return str(ELIGIBLE[application.is_eligible])

    @admin.display(description=_("vorbereitet"), ordering="prepared_outcome")
    def prepared(self, application: Any) -> str:
        outcome = application.prepared_outcome
        return str(Outcome(outcome).label) if outcome else NOTHING

    @admin.display(description=_("eingereicht"), ordering="submitted_at")
    def handed_in(self, application: Any) -> str:
        at = application.submitted_at
        return times.short_day(at) if at else NOTHING

    # Many at once

    @admin.action(description=_("Als zugelassen prüfen …"), permissions=["change"])
    def screen_selected(self, request: Any, queryset: QuerySet[Application]) -> Any:
        return bulk.screen_page(self, request, queryset)

    @admin.action(description=_("Entscheidung vorbereiten …"), permissions=["change"])
    def decide_selected(self, request: Any, queryset: QuerySet[Application]) -> Any:
        return bulk.decide_page(self, request, queryset)

    @admin.action(description=_("Als Excel-Datei herunterladen"), permissions=["change"])
    def export_xlsx(self, request: Any, queryset: QuerySet[Application]) -> HttpResponse:
        return bulk.download(self, request, queryset, "xlsx")

    @admin.action(description=_("Als CSV-Datei herunterladen"), permissions=["change"])
    def export_csv(self, request: Any, queryset: QuerySet[Application]) -> HttpResponse:
        return bulk.download(self, request, queryset, "csv")

    # One of them

    def get_urls(self) -> list[URLPattern]:
        def wrapped(view: Any) -> Any:
            return self.admin_site.admin_view(view)

        acts = [
            path(
                f"<int:pk>/{name}/",
                wrapped(require_POST(self.acting(act))),
                name=f"startups_application_{name}",
            )
            for name, act in reading.ACTS.items()
        ]
        return [
            path("drafts/", wrapped(self.drafts_view), name="startups_application_drafts"),
            path(
                "drafts/<uuid:uuid>/extend/",
                wrapped(self.extend_view),
                name="startups_application_extend_draft",
            ),
            path("<int:pk>/renew/", wrapped(self.renewal_view), name="startups_application_renew"),
            *acts,
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: Any,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The reading page: everything on one screen; each box writes through an act of its own."""
        return reading.page(self, request, self.workable(request, object_id))

    def acting(self, act: Any) -> Any:
        def view(request: Any, pk: int) -> HttpResponse:
            application = self.workable(request, str(pk))
            if not self.has_change_permission(request, application):
                raise Http404
            return reading.act(self, request, application, act)

        return view

    def drafts_view(self, request: Any) -> HttpResponse:
        return drafts.page(self, request)

    def extend_view(self, request: Any, uuid: UUID) -> HttpResponse:
        return drafts.extend_page(self, request, uuid)

    def renewal_view(self, request: Any, pk: int) -> HttpResponse:
        application = self.workable(request, str(pk))
        if not self.has_change_permission(request, application):
            raise Http404
        return renewal.page(self, request, application)

    def workable(self, request: HttpRequest, key: str) -> Application:
        """The application, else 404: a conflicted person learns nothing from the difference."""
        wanted = self.get_queryset(request).select_related(
            "startup", "track", "batch", "screened_by", "offer"
        )
        found = wanted.filter(pk=key).first() if is_key(key) else None
        if found is None or not self.has_view_permission(request, found):
            raise Http404
        return found
