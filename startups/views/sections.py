"""One section of the application: shown, and saved as a whole."""

from dataclasses import dataclass, field
from uuid import UUID

from django.contrib import messages
from django.http import (
    Http404,
    HttpResponse,
    QueryDict,
)
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hub.accounts import consents, parking
from hub.accounts.http import PortalRequest
from hub.programme.models import Track
from startups.models import Application, SectionKind
from startups.queries import application_form
from startups.queries.application_form import ApplicationForm, Field, Part
from startups.services import answers, drafts, files
from startups.services.answers import Clash, Entry, NotAsked, Saved
from startups.services.drafts import NotEditable
from startups.services.gate import FileRefused
from startups.views import facts, fields
from startups.views.facts import Fact
from startups.views.fields import Shown

TRACK, TRACK_VERSION, CONSENT = "track", "track-version", "consent"


@dataclass(slots=True)
class Typed:
    """A posted section, read with no trust: texts and versions by question."""

    data: QueryDict | dict[str, list[str]]
    outcomes: dict[int, Saved | Clash] = field(default_factory=dict)
    refused: dict[int, str | Promise] = field(default_factory=dict)
    sentence: str | Promise = ""

    @property
    def is_posted(self) -> bool:
        """Just now, rather than before a login."""
        return isinstance(self.data, QueryDict)

    @property
    def went_wrong(self) -> bool:
        clashed = any(isinstance(outcome, Clash) for outcome in self.outcomes.values())
        return bool(self.sentence or self.refused or clashed)

    def texts(self, name: str) -> list[str]:
        found = (
            self.data.getlist(name) if isinstance(self.data, QueryDict) else self.data.get(name)
        )
        return found or []

    def text(self, item: Field) -> str | None:
        """What was typed into a field; None when the form did not have it."""
        if not self.texts(f"v-{item.question.uuid}"):
            return None
        return "\n".join(self.texts(item.key))

    def version(self, name: str) -> int:
        return answers.version_of((self.texts(name) or ["0"])[-1])

    def keeps_theirs(self, item: Field) -> bool:
        return bool(self.texts(f"keep-{item.question.uuid}"))


@parking.survives_login
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: PortalRequest, uuid: UUID, slug: str) -> HttpResponse:
    if request.method == "POST":
        return sent(request, facts.own_application(request, uuid), slug)
    form = facts.own_form(request, uuid)
    parked = parking.fetch(request)
    return page(request, form, named(form, slug), Typed(parked) if parked else None)


def sent(request: PortalRequest, application: Application, slug: str) -> HttpResponse:
    """Save a posted section; what is stored is read only where it has to be shown again."""
    form = application_form.blank(application)
    part = named(form, slug)
    parking.clear(request)
    typed = Typed(request.POST)
    save(request, application, part, typed)
    if typed.went_wrong:
        fresh = facts.own_form(request, application.uuid)
        return page(request, fresh, fresh.part(slug) or part, typed)
    if part.kind == SectionKind.TRACK:
        form = application_form.blank(application)
    return redirect(after_saving(request, form, part))


def named(form: ApplicationForm, slug: str) -> Part:
    part = form.part(slug)
    if part is None:
        raise Http404
    return part


def save(request: PortalRequest, application: Application, part: Part, typed: Typed) -> None:
    """Hand the posted section to the services; what they refuse is noted on `typed`.

    Of a handed-in application only the reopened questions are sent on: the rest of the page was
    for reading.
    """
    try:
        if part.kind == SectionKind.TRACK and application.is_draft:
            save_track(request, application, typed)
        if part.kind == SectionKind.CONSENTS and application.is_draft:
            given = set(typed.texts(CONSENT))
            answers.set_consents(application.uuid, given=given, by=request.user)
        if entries := posted(application, part, typed):
            typed.outcomes.update(
                answers.save_many(application.uuid, entries=entries, by=request.user)
            )
        attach(request, application, part, typed)
    except NotEditable as error:
        typed.sentence = error.message
    except NotAsked:
        typed.sentence = _(
            "Eine Frage gehört nicht mehr zu eurem Schwerpunkt. Prüft den Abschnitt."
        )


def attach(request: PortalRequest, application: Application, part: Part, typed: Typed) -> None:
    """Keep the files that came with the section; a refused one is told at its field."""
    for item in part.fields:
        if item.is_file and (upload := request.FILES.get(item.key)):
            try:
                files.attach(
                    application.uuid, question=item.question, upload=upload, by=request.user
                )
            except FileRefused as error:
                typed.refused[item.question.pk] = error.message


def posted(application: Application, part: Part, typed: Typed) -> list[Entry]:
    """The answers a posted section brings, as far as the application takes any."""
    opened = set() if application.is_draft else drafts.reopened(application, at=timezone.now())
    entries = []
    for item in part.fields:
        text = None if item.is_file or typed.keeps_theirs(item) else typed.text(item)
        asked = application.is_draft or item.question.pk in opened or not opened
        if text is not None and asked:
            entries.append(Entry(item.question, text, typed.version(f"v-{item.question.uuid}")))
    return entries


def save_track(request: PortalRequest, application: Application, typed: Typed) -> None:
    slug = (typed.texts(TRACK) or [""])[-1]
    track = Track.objects.filter(slug=slug).first()
    if track is None and slug:
        return
    try:
        answers.choose_track(
            application.uuid, track=track, version=typed.version(TRACK_VERSION), by=request.user
        )
        application.track = track
    except Clash as clash:
        typed.sentence = _(
            "Jemand aus eurem Team hat inzwischen den Schwerpunkt %(track)s gewählt. "
            "Speichert noch einmal, wenn es bei eurer Wahl bleiben soll."
        ) % {"track": clash.theirs or "–"}


def after_saving(request: PortalRequest, form: ApplicationForm, part: Part) -> str:
    """Where to go next: the next section, the overview when that was asked for.

    A new track may bring questions that nobody has seen yet: then the section is shown again.
    """
    application = form.application
    here = reverse("startups:section", args=[application.uuid, part.section.slug])
    asked = {item.key for item in part.fields}
    asks_more = any(item.key not in asked for item in named(form, part.section.slug).fields)
    if "later" in request.POST:
        messages.success(request, _("Gespeichert. Ihr könnt jederzeit weitermachen."))
        return application.get_absolute_url()
    if asks_more and "stay" not in request.POST:
        messages.info(request, _("Gespeichert. Zu eurem Schwerpunkt gehören noch diese Fragen."))
    if asks_more or "stay" in request.POST:
        return here
    following = form.after(named(form, part.section.slug))
    if following is None:
        return reverse("startups:check", args=[application.uuid])
    return reverse("startups:section", args=[application.uuid, following.section.slug])


def page(
    request: PortalRequest,
    form: ApplicationForm,
    part: Part,
    typed: Typed | None,
) -> HttpResponse:
    """Draw a section; `typed` is shown in place of what is stored wherever it differs."""
    application = form.application
    begun = part.state == "problem" or "check" in request.GET
    fact = facts.about(application)
    shown = [as_shown(item, typed, begun) for item in part.fields]
    for item in shown:
        item.can_write = fact.can_write or item.field.question.pk in fact.reopened
        item.html = fields.html(item, form.plan)
    context = described(form, part, shown, fact, typed) | {
        "application": application,
        "form_state": form,
        "stops": facts.section_stops(form, part),
        "sentence": typed.sentence if typed else "",
        "restored": bool(typed and not typed.is_posted),
        "problems": [item for item in shown if item.problem or item.clash],
    }
    if fact.reopened:
        asked = facts.asked_again(application)
        context["asked_again"] = asked.filter(question__section=part.section)
    if part.kind == SectionKind.TEAM:
        context |= facts.team(application, request.user)
    status = 409 if typed and typed.is_posted else 200
    return render(request, "startups/section.html", context, status=status)


def described(
    form: ApplicationForm,
    part: Part,
    shown: list[Shown],
    fact: Fact,
    typed: Typed | None = None,
) -> dict[str, object]:
    """What a section's page shows whoever asks for it: its fields and its place among the others."""
    following = form.after(part)
    context: dict[str, object] = {
        "part": part,
        "fields": shown,
        "fact": fact,
        "writable": fact.can_write or any(item.can_write for item in shown),
        "number": form.parts.index(part) + 1,
        "total": len(form.parts) + 1,
        "following": following.section.title if following else _("Prüfen und absenden"),
    }
    if part.kind == SectionKind.CONSENTS:
        has_moved = form.application.startup.batch_id == form.application.batch_id
        context["partners_have_moved"] = has_moved
        context["purposes"] = consent_boxes(form, typed, with_partners=not has_moved)
    if part.kind == SectionKind.TRACK:
        context["tracks"] = track_cards(form.application, typed)
    return context


def as_shown(item: Field, typed: Typed | None, begun: bool) -> Shown:
    shown = Shown(item, version=item.version, show_problem=begun and item.is_answered)
    if typed and item.is_file:
        shown.refusal = typed.refused.get(item.question.pk, "")
    if typed is None or item.is_file or (text := typed.text(item)) is None:
        return shown
    outcome = typed.outcomes.get(item.question.pk)
    if isinstance(outcome, Clash):
        shown.clash, shown.typed, shown.version = outcome, text, outcome.version
    elif not isinstance(outcome, Saved) and answers.normalised(text) != item.value:
        shown.typed, shown.version = text, typed.version(f"v-{item.question.uuid}")
    return shown


def consent_boxes(
    form: ApplicationForm, typed: Typed | None, *, with_partners: bool
) -> list[dict[str, object]]:
    """Once the place is taken, what partners are allowed is a matter of the profile."""
    given = set(typed.texts(CONSENT)) if typed else set(form.given)
    return [
        {"purpose": purpose, "given": purpose.key in given, "at": form.given.get(purpose.key)}
        for purpose in consents.FOR_APPLICATIONS
        if with_partners or purpose.is_required
    ]


def track_cards(application: Application, typed: Typed | None) -> list[dict[str, object]]:
    chosen = (typed.texts(TRACK) or [""])[-1] if typed else ""
    return [
        {
            "track": track,
            "chosen": track.slug == chosen if chosen else track.pk == application.track_id,
        }
        for track in Track.objects.all()
    ]
