"""What the home page and the track pages show: reads across the packages, nothing written."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from hub.programme.models import Track
from hub.reports.queries import public
from hub.reports.queries.public import PublicFigure
from partners.models import Challenge, Partner
from partners.queries import challenges
from partners.queries.public import active, by_kind
from startups.models import Batch, PublicProfile
from startups.queries import batches, directory
from startups.queries.directory import Profile

STOPS, CARDS, TRACK_CARDS = 4, 3, 12


@dataclass(frozen=True, slots=True)
class Home:
    lines: list[dict[str, object]]
    open_batch: Batch | None
    coming_batch: Batch | None
    newest_class: Batch | None
    startups: int
    figures: list[PublicFigure]
    partners: dict[str, list[Partner]]
    cards: list[Profile]


def home() -> Home:
    """The whole front page in at most eight queries, however much there is."""
    tracks = list(Track.objects.all())
    newest = batches.newest_class()
    of_class = _startups_of(newest)
    counts = directory.counts_by_track(PublicProfile.objects.public())
    open_batches = batches.open_now()
    coming = [] if open_batches else batches.coming()
    return Home(
        lines=[_line(track, of_class[track.pk], counts.get(track.pk, 0)) for track in tracks],
        open_batch=open_batches[0] if open_batches else None,
        coming_batch=coming[0] if coming else None,
        newest_class=newest,
        startups=sum(counts.values()),
        figures=public.as_of(timezone.now()),
        partners=by_kind(active()),
        cards=[line[-1] for track in tracks if (line := of_class[track.pk])][:CARDS],
    )


@dataclass(frozen=True, slots=True)
class TrackPage:
    cards: list[Profile]
    count: int
    partners: list[Partner]
    open_batch: Batch | None
    challenges: list[Challenge]


def track_page(track: Track) -> TrackPage:
    startups = PublicProfile.objects.public().filter(track=track)
    newest = directory.for_cards(startups).order_by("-batch__starts_on", "sort_key", "pk")
    open_batches = batches.open_now()
    return TrackPage(
        cards=directory.cards(newest[:TRACK_CARDS]),
        count=startups.count(),
        partners=active(track),
        challenges=challenges.open_now(track),
        open_batch=open_batches[0] if open_batches else None,
    )


def _startups_of(batch: Batch | None) -> dict[int, list[Profile]]:
    """The first public startups of a class by track, and the last one, as cards."""
    lines: dict[int, list[Profile]] = defaultdict(list)
    if batch:
        of_class = PublicProfile.objects.public().filter(batch=batch, track__isnull=False)
        shown = of_class.annotate(
            place=_place("sort_key", "pk"), place_from_end=_place("-sort_key", "-pk")
        ).filter(Q(place__lte=STOPS) | Q(place_from_end=1))
        startups = directory.for_cards(PublicProfile.objects.filter(pk__in=shown.values("pk")))
        for startup in startups.order_by("sort_key", "pk"):
            lines[startup.track_id].append(directory.card(startup))
    return lines


def _place(*order: str) -> Window:
    """Where a startup stands among those of its track."""
    return Window(RowNumber(), partition_by="track", order_by=list(order))


def _line(track: Track, profiles: list[Profile], count: int) -> dict[str, object]:
    """One line of the network plan, as components/plan.html takes it."""
    stops = [
        {"name": profile.name, "url": profile.get_absolute_url} for profile in profiles[:STOPS]
    ]
    return {
        "track": track,
        "colour": track.colour,
        "name": track.name,
        "url": reverse("portal:track", args=[track.slug]),
        "count_label": ngettext("%(count)d Startup", "%(count)d Startups", count)
        % {"count": count},
        "stops": stops,
    }
