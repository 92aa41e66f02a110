"""Startups like one: public ones that share its focus, words, stage or region, and what they share."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.backends.utils import CursorWrapper
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hub.core import prepared
from hub.core.bilingual import label
from startups.models import PublicProfile, Region, Stage
from startups.queries import directory
from startups.queries.directory import CARD_TEXTS, OF_TRACK, CardRow, Profile

# Looked through are the newest with a word in common and the newest of the focus, so many of each:
# what that costs does not grow.
MOST_COMPARED = 100
SHOWN = 3
FOCUS, WORD, STAGE, REGION = 2, 3, 1, 1
# One thing alone, a focus that a third of all share, does not make two startups alike.
ENOUGH = 3

SQL = f"""
WITH shown AS MATERIALIZED (
    SELECT startup_id, track_id, tags, stage, region
    FROM startups_publicprofile WHERE slug = %s AND visibility = 'public'
),
near AS (
    (SELECT other.startup_id, other.published_at, other.track_id, other.tags, other.stage, other.region
    FROM startups_publicprofile AS other
    WHERE other.visibility = 'public' AND other.track_id = (SELECT track_id FROM shown)
    ORDER BY other.published_at DESC, other.startup_id LIMIT {MOST_COMPARED})
    UNION
    (SELECT other.startup_id, other.published_at, other.track_id, other.tags, other.stage, other.region
    FROM startups_publicprofile AS other
    WHERE other.visibility = 'public' AND other.tags && (SELECT tags FROM shown)
    ORDER BY other.published_at DESC, other.startup_id LIMIT {MOST_COMPARED})
),
scored AS (
    SELECT near.startup_id, near.published_at,
        CASE WHEN near.tags && shown.tags THEN {WORD} * cardinality(ARRAY(
            SELECT unnest(near.tags) INTERSECT SELECT unnest(shown.tags))) ELSE 0 END
        + CASE WHEN near.track_id = shown.track_id THEN {FOCUS} ELSE 0 END
        + CASE WHEN near.stage = shown.stage AND near.stage <> '' THEN {STAGE} ELSE 0 END
        + CASE WHEN near.region = shown.region AND near.region <> '' THEN {REGION} ELSE 0 END
        AS score
    FROM near CROSS JOIN shown WHERE near.startup_id <> shown.startup_id
),
-- Chosen before anything else is read of them.
best AS (
    SELECT startup_id, score, published_at FROM scored WHERE score >= {ENOUGH}
    ORDER BY score DESC, published_at DESC, startup_id LIMIT {SHOWN}
)
SELECT {", ".join(f"other.{name}" for name in (*CARD_TEXTS, "tags", "region"))}, logo.digest AS logo_digest,
    {", ".join(f"track.{name} AS track__{name}" for name in OF_TRACK)}
FROM best JOIN startups_publicprofile AS other USING (startup_id)
    LEFT JOIN hub_track AS track ON track.id = other.track_id
    LEFT JOIN startups_profilelogo AS logo ON logo.startup_id = other.startup_id AND logo.is_shown
ORDER BY best.score DESC, best.published_at DESC, best.startup_id
"""  # noqa: S608 - put together of constants


@dataclass(frozen=True, slots=True)
class Similar:
    """A startup and, in words, what it has in common with the one that is read."""

    card: Profile
    reasons: list[str] = field(default_factory=list)


def to(shown: PublicProfile) -> list[Similar]:
    """The most similar public startups, best first; only what both have released counts."""
    return made(ask(shown.slug), shown)


def ask(slug: str) -> CursorWrapper:
    """Send the question; inside `prepared.together`, in one go with others."""
    cursor = prepared.cursor()
    cursor.execute(SQL, [slug])
    return cursor


def made(cursor: CursorWrapper, shown: PublicProfile) -> list[Similar]:
    with cursor:
        names = [column.name for column in cursor.description]
        alike = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [_similar(row, shown) for row in alike]


def _similar(row: dict[str, Any], shown: PublicProfile) -> Similar:
    other = directory.card_row(row)
    return Similar(directory.card(other), list(reasons(shown, other, row["tags"], row["region"])))


def reasons(
    shown: PublicProfile, other: CardRow, tags: Collection[str], region: str
) -> Iterable[str]:
    """What both have, the rarest first."""
    language = get_language()
    shared = [tag for tag in shown.tags if tag in tags]
    if shared:
        yield _("Auch: %(tags)s") % {"tags": ", ".join(shared)}
    if shown.track and other.track and other.track.slug == shown.track.slug:
        yield _("Gleicher Schwerpunkt: %(track)s") % {"track": other.track.name}
    if other.stage and other.stage == shown.stage:
        yield _("Gleiche Phase: %(stage)s") % {"stage": label(Stage, other.stage, language)}
    if region and region == shown.region:
        yield _("Gleiche Region: %(region)s") % {"region": label(Region, region, language)}
