"""Startups like one: public ones that share its focus, words, stage or region, and what they share."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Case, F, Func, IntegerField, Value, When
from django.db.models.expressions import CombinedExpression
from django.utils.translation import gettext as _

from startups.models import PublicProfile
from startups.queries import directory
from startups.queries.directory import Profile

# Looked through are the newest of the focus, or with a word in common: what that costs does not grow.
MOST_COMPARED = 300
SHOWN = 3
FOCUS, WORD, STAGE, REGION = 2, 3, 1, 1
# One thing alone, a focus that a third of all share, does not make two startups alike.
ENOUGH = 3


@dataclass(frozen=True, slots=True)
class Similar:
    """A startup and, in words, what it has in common with the one that is read."""

    card: Profile
    reasons: list[str] = field(default_factory=list)


class Shared(Func):
    """How many words two lists have in common."""

    template = "cardinality(ARRAY(SELECT unnest(%(expressions)s)))"
    arg_joiner = ") INTERSECT SELECT unnest("
    output_field = IntegerField()


def to(shown: PublicProfile) -> list[Similar]:
    """The most similar public startups, best first; only what both have released counts."""
    others = PublicProfile.objects.public().exclude(pk=shown.pk)
    near = others.filter(track=shown.track_id) | others.filter(tags__overlap=list(shown.tags))
    compared = near.order_by("-published_at").values("pk")[:MOST_COMPARED]
    scored = PublicProfile.objects.filter(pk__in=compared).annotate(score=score(shown))
    alike = scored.filter(score__gte=ENOUGH).order_by("-score", "-published_at")
    rows = directory.with_logo(alike.select_related("track"))[:SHOWN]
    return [Similar(directory.card(row), list(reasons(shown, row))) for row in rows]


def score(shown: PublicProfile) -> CombinedExpression:
    words = Value(list(shown.tags), output_field=PublicProfile._meta.get_field("tags"))  # noqa: SLF001
    return (
        Value(WORD) * Shared(F("tags"), words)
        + _same("track_id", shown.track_id, FOCUS)
        + _same("stage", shown.stage, STAGE)
        + _same("region", shown.region, REGION)
    )


def _same(name: str, value: object, worth: int) -> Case | Value:
    """What it counts that both have the same; nothing where there is none."""
    if not value:
        return Value(0)
    return Case(When(**{name: value}, then=Value(worth)), default=Value(0))


def reasons(shown: PublicProfile, other: PublicProfile) -> Iterable[str]:
    """What both have, the rarest first."""
    shared = [tag for tag in shown.tags if tag in other.tags]
    if shared:
        yield _("Auch: %(tags)s") % {"tags": ", ".join(shared)}
    if other.track and other.track_id == shown.track_id:
        yield _("Gleicher Schwerpunkt: %(track)s") % {"track": other.track.name}
    if other.stage and other.stage == shown.stage:
        yield _("Gleiche Phase: %(stage)s") % {"stage": other.get_stage_display()}
    if other.region and other.region == shown.region:
        yield _("Gleiche Region: %(region)s") % {"region": other.get_region_display()}
