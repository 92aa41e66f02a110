"""The form of a batch as its founders will see it, for who builds it: nothing in it can be written."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hub.accounts.http import PortalRequest
from hub.programme.models import Track
from startups.models import Application, Batch, SectionKind, Startup, StartupMember
from startups.queries import application_form
from startups.queries.application_form import ApplicationForm, Part
from startups.queries.status import Stop
from startups.states import MemberLevel
from startups.views import sections
from startups.views.facts import Fact


@dataclass(frozen=True, slots=True)
class Sample:
    """What a section's page reads of an application, of a team that has not begun: no row of it."""

    batch: Batch
    address: str
    startup: Startup
    track_version: int = 0
    is_draft: bool = True
    uuid: UUID = field(default_factory=uuid4)

    def get_absolute_url(self) -> str:
        return self.address


@require_safe
def section_preview(request: PortalRequest, slug: str, section: str) -> HttpResponse:
    """One section, empty; `?track=` asks the questions of that track as well."""
    built = Batch.objects.visible_to(request.user).built_by(request.user)
    batch = get_object_or_404(built, slug=slug)
    tracks = list(Track.objects.all())
    wanted = request.GET.get("track", "")
    track = next((known for known in tracks if known.slug == wanted), None)
    startup = Startup(name=_("Euer Startup"))
    form = application_form.blank(Application(batch=batch, startup=startup, track=track))
    part = form.part(section)
    if part is None:
        raise Http404
    context = {
        **as_founders_see_it(request, form, part),
        "application": Sample(batch, address(batch, form.parts[0], track), startup),
        "stops": stops(batch, form, part, track),
        "batch": batch,
        "choices": [
            (None, address(batch, part, None), track is None),
            *((known, address(batch, part, known), known == track) for known in tracks),
        ],
    }
    return render(request, "startups/section_preview.html", context)


def as_founders_see_it(
    request: PortalRequest, form: ApplicationForm, part: Part
) -> dict[str, object]:
    """What the section's own page shows to a founder who has just begun."""
    shown = [sections.as_shown(item, None, False) for item in part.fields]
    for item in shown:
        item.can_write = True
    context = sections.described(form, part, shown, founder_of(form.application.batch))
    if part.kind == SectionKind.TEAM:
        alone = StartupMember(person=request.user, level=MemberLevel.OWNER)
        context |= {"members": [alone], "me": request.user}
    return context


def founder_of(batch: Batch) -> Fact:
    return Fact(
        level=MemberLevel.OWNER,
        deadline=batch.deadline,
        is_over=False,
        can_write=True,
        can_act=True,
        # The links of owners lead to what only a real application has.
        is_owner=False,
        has_extension=False,
        reopened=frozenset(),
    )


def stops(batch: Batch, form: ApplicationForm, current: Part, track: Track | None) -> list[Stop]:
    """The sections as a line, each a link to its own preview."""
    found = [
        Stop(
            part.section.title,
            "now" if part is current else "todo",
            part.note,
            address(batch, part, track),
        )
        for part in form.parts
    ]
    return [*found, Stop(_("Prüfen und absenden"), "todo")]


def address(batch: Batch, part: Part, track: Track | None) -> str:
    url = reverse("startups:section-preview", args=[batch.slug, part.section.slug])
    return f"{url}?{urlencode({'track': track.slug})}" if track else url
