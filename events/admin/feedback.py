"""What those who were there thought of an event: its questions, what came of them, and as a file."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.models import Event, FeedbackQuestion, FeedbackRound, FeedbackSlot, Rating
from events.queries import feedback
from events.queries.feedback import Results
from hub.accounts import confirmation
from hub.core.desk import DeskInline, is_key
from hub.sheets import tables
from hub.sheets.tables import Table


class FeedbackInline(DeskInline):
    """Other words for a question; once somebody was asked they stay as they were asked."""

    model = FeedbackQuestion
    fields = ("slot", "label_de", "label_en")
    max_num = len(FeedbackSlot)
    verbose_name_plural = FeedbackQuestion._meta.verbose_name_plural  # noqa: SLF001

    def has_add_permission(self, request: Any, obj: Any = None) -> bool:
        return super().has_add_permission(request, obj) and not was_asked(request)

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not was_asked(request)

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not was_asked(request)


def was_asked(request: Any) -> bool:
    """Of the event whose page this is."""
    above = request.resolver_match.kwargs.get("object_id", "")
    if not hasattr(request, "feedback_was_asked"):
        rounds = FeedbackRound.objects.filter(event=above) if is_key(above) else None
        request.feedback_was_asked = rounds is not None and rounds.exists()
    return bool(request.feedback_was_asked)


def urls(model_admin: Any) -> list[URLPattern]:
    def at(route: str, view: Any, name: str) -> URLPattern:
        @require_safe
        def bound(request: HttpRequest, pk: int) -> HttpResponse:
            event: Event = model_admin.found(request, pk)
            if not event.is_public:
                raise Http404
            answer: HttpResponse = view(request, model_admin, event)
            return answer

        wrapped = model_admin.admin_site.admin_view(bound)
        found: URLPattern = path(f"<int:pk>/{route}", wrapped, name=f"events_event_{name}")
        return found

    return [at("feedback/", page, "feedback"), at("feedback/xlsx/", file, "feedback_file")]


def page(request: Any, model_admin: Any, event: Event) -> HttpResponse:
    """How it was rated and what was written, of more than five answers; before that only how many."""
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Rückmeldung: %(event)s") % {"event": event.title},
        "opts": model_admin.opts,
        "event": event,
        "results": feedback.results(event, timezone.now()),
        "questions": feedback.questions(event).values(),
        "fewest": feedback.FEWEST,
    }
    return TemplateResponse(request, "admin/events/event/feedback.html", context)


def file(request: Any, model_admin: Any, event: Event) -> HttpResponse:
    """The same as a workbook; ratings and texts on sheets of their own, so that none meet again."""
    results = feedback.results(event, timezone.now())
    if results is None or not results.is_enough:
        raise Http404
    confirmation.before_file(request)
    model_admin.log_change(request, event, _("Rückmeldungen heruntergeladen"))
    name = "-".join([event.slug, _("rueckmeldung")])
    return tables.download_workbook(_sheets(results), name)


def _sheets(results: Results) -> list[Table]:
    scale = [f"{rating.value}: {rating.label}" for rating in Rating]
    ratings: list[list[str | int | float]] = [
        [one.question, *(one.counts[rating] for rating in Rating.values), one.satisfied]
        for one in results.spreads
    ]
    return [
        Table(_("Bewertungen"), [_("Frage"), *scale, _("gut oder sehr gut, in %")], ratings),
        Table(_("Texte"), [results.comment_question], [[text] for text in results.comments]),
    ]
