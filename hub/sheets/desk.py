"""The list of a model in the admin gets a way in and a way out for spreadsheets."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from hub.accounts import confirmation
from hub.accounts.http import actor
from hub.core.desk import DeskAdmin
from hub.sheets import services, tables
from hub.sheets.forms import UploadForm
from hub.sheets.models import Import
from hub.sheets.plans import Kind, Plan
from hub.sheets.reading import Unreadable
from hub.sheets.services import HasErrors, Outdated
from hub.sheets.subjects import SUBJECTS, Subject

MAX_EXPORT = 20_000
ROWS_A_PAGE = 50


class SheetAdmin(DeskAdmin):
    """A model that staff read in from lists and take away as one; `sheet` describes its columns."""

    sheet: type[Subject]
    change_list_template = "admin/sheets/change_list.html"

    def get_urls(self) -> list[URLPattern]:
        def at(route: str, view: Any, name: str) -> Any:
            return path(route, self.admin_site.admin_view(view), name=self.address(name))

        return [
            at("import/", self.import_view, "import"),
            at("import/template/<slug:kind>/", self.template_view, "import_template"),
            at("import/<uuid:uuid>/", self.preview_view, "import_preview"),
            at("import/<uuid:uuid>/errors/", self.errors_view, "import_errors"),
            at("export/<slug:kind>/", self.export_view, "export"),
            *super().get_urls(),
        ]

    def address(self, name: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{name}"

    def to(self, name: str, *args: object) -> str:
        return reverse(f"admin:{self.address(name)}", args=args)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        more = {
            "import_url": self.to("import") if self.has_change_permission(request) else "",
            "exports": [(kind, self.to("export", kind)) for kind in tables.TYPES],
            **(extra_context or {}),
        }
        page: HttpResponse = super().changelist_view(request, more)
        return page

    # In

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """Choose a file; what it would do is shown before anything happens."""
        self.ensure_may_import(request)
        form, subject = UploadForm(), self.sheet()
        if request.method == "POST":
            form = UploadForm(request.POST, request.FILES)
            if form.is_valid() and (waiting := self.uploaded(request, form, subject)):
                return redirect(self.to("import_preview", waiting.uuid))
        return self.page(request, "upload", _("Liste einlesen"), form=form, subject=subject)

    def uploaded(self, request: HttpRequest, form: UploadForm, subject: Subject) -> Import | None:
        """The list, kept for its preview; None when the form says why it cannot be."""
        file = form.cleaned_data["file"]
        try:
            return services.upload(
                subject, data=file.read(), file_name=file.name, by=actor(request)
            )
        except Unreadable as refused:
            form.add_error("file", str(refused.message))
            return None

    def preview_view(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        """What the list would do; on a POST it does, if it still is what was shown."""
        waiting, subject, status = self.waiting(request, uuid), self.sheet(), 200
        if waiting.done_at is not None and request.method != "POST":
            return redirect(self.to("changelist"))
        if request.method == "POST":
            if "discard" in request.POST:
                services.discard(waiting, by=actor(request))
                return redirect(self.to("import"))
            try:
                return self.confirmed(request, subject, waiting)
            except (Outdated, HasErrors) as refused:
                messages.warning(request, str(refused.message))
                status = 409
            except Import.DoesNotExist:
                raise Http404 from None
        plan = services.preview(subject, waiting)
        return self.preview(request, subject, waiting, plan, status)

    def confirmed(self, request: HttpRequest, subject: Subject, waiting: Import) -> HttpResponse:
        seen = request.POST.get("seen", "")
        done = services.confirm(subject, waiting, seen=seen, by=actor(request))
        messages.success(
            request,
            _("Eingelesen: %(new)d neu, %(changed)d geändert, %(unchanged)d unverändert.")
            % {"new": done.new, "changed": done.changed, "unchanged": done.unchanged},
        )
        return redirect(self.to("changelist"))

    def preview(
        self, request: HttpRequest, subject: Subject, waiting: Import, plan: Plan, status: int
    ) -> HttpResponse:
        counts = plan.counts
        asked = request.GET.get("show", "")
        kinds = [kind for kind in Kind if counts[kind]]
        shown = Kind(asked) if asked in kinds else kinds[0]
        rows = Paginator(plan.of(shown), ROWS_A_PAGE).get_page(request.GET.get("page"))
        return self.page(
            request,
            "preview",
            _("Vorschau: %(file)s") % {"file": waiting.file_name},
            status=status,
            waiting=waiting,
            subject=subject,
            tabs=[(kind, counts[kind]) for kind in kinds],
            counts=counts,
            problems=len(plan.problems),
            shown=shown,
            rows=rows,
            writes=counts[Kind.NEW] + counts[Kind.CHANGED],
            seen=plan.stamp,
            errors_url=self.to("import_errors", waiting.uuid),
        )

    def errors_view(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        """What is to be mended in the file, as a list to work through."""
        waiting = self.waiting(request, uuid)
        if waiting.done_at is not None:
            raise Http404
        head = [_("Zeile"), _("Spalte"), _("Wert"), _("Ursache")]
        rows = [
            [str(one.row), one.column, one.value, one.cause]
            for one in services.preview(self.sheet(), waiting).problems
        ]
        return tables.download(tables.Table(_("Fehler"), head, rows), "csv", _("fehler"))

    def template_view(self, request: HttpRequest, kind: str) -> HttpResponse:
        """The heads with one invented row, to be filled."""
        self.ensure_may_import(request)
        if kind not in tables.TYPES:
            raise Http404
        word = _("vorlage")
        return tables.download(self.sheet().template(), kind, f"{self.sheet.key}-{word}")

    def ensure_may_import(self, request: HttpRequest) -> None:
        if not self.has_change_permission(request):
            raise PermissionDenied

    def waiting(self, request: HttpRequest, uuid: UUID) -> Import:
        """The person's own list, else 404."""
        self.ensure_may_import(request)
        own = Import.objects.visible_to(actor(request)).filter(by=actor(request))
        found = own.filter(uuid=uuid, subject=self.sheet.key).first()
        if found is None:
            raise Http404
        return found

    # Out

    def export_view(self, request: HttpRequest, kind: str) -> HttpResponse:
        """What the list shows with its search and filters, for who has just shown who they are."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        if kind not in tables.TYPES:
            raise Http404
        confirmation.before_file(request)
        try:
            found = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters:
            return redirect(f"{self.to('changelist')}?e=1")
        count = found.count()
        if count > MAX_EXPORT:
            messages.error(request, too_many(count))
            return redirect(f"{self.to('changelist')}?{request.GET.urlencode()}")
        subject = self.sheet()
        keys = list(found.values_list("pk", flat=True))
        in_order = subject.objects().in_bulk(keys)
        table = subject.table(in_order[key] for key in keys if key in in_order)
        self.note_export(request, len(table.rows), kind)
        return tables.download(table, kind, subject.key)

    def note_export(self, request: HttpRequest, count: int, kind: str) -> None:
        """One line in the history of what was done: who took how many away."""
        LogEntry.objects.create(
            user_id=actor(request).pk,
            content_type=ContentType.objects.get_for_model(self.model),
            object_repr=str(self.opts.verbose_name_plural),
            action_flag=CHANGE,
            change_message=_("Als Liste heruntergeladen: %(count)d Zeilen (%(kind)s).")
            % {"count": count, "kind": kind},
        )

    def page(
        self, request: HttpRequest, name: str, title: str, *, status: int = 200, **more: object
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "list_url": self.to("changelist"),
            "import_url": self.to("import"),
            "templates": [(kind, self.to("import_template", kind)) for kind in tables.TYPES],
            **more,
        }
        return TemplateResponse(request, f"admin/sheets/{name}.html", context, status=status)


def preview_url(waiting: Import) -> str:
    """Where a list that waits is looked at."""
    opts = SUBJECTS[waiting.subject].model._meta  # noqa: SLF001
    name = f"admin:{opts.app_label}_{opts.model_name}_import_preview"
    return reverse(name, args=[waiting.uuid])


def too_many(count: int) -> str:
    return _(
        "Das wären %(count)s Zeilen, höchstens %(most)s gehen. Schränken Sie die Liste ein."
    ) % {
        "count": number_format(count, force_grouping=True),
        "most": number_format(MAX_EXPORT, force_grouping=True),
    }
