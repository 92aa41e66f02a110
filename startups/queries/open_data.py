"""What of a public startup is open data."""

from typing import Any

from hub.core.compiled import Compiled
from startups.models import PublicProfile
from startups.queries.directory import with_logo
from startups.queries.search import among

COLUMNS = (
    "slug",
    "name",
    "one_liner",
    "text",
    "stage",
    "seeks",
    "tags",
    "seat",
    "region",
    "team_size",
    "founded_on",
    "website",
    "jobs_url",
    "milestones",
    "life",
    "is_demo",
    "published_at",
    "track__slug",
    "batch__slug",
)
OPEN = Compiled(
    lambda keys: with_logo(among(PublicProfile.objects.public(), keys)).values(
        "pk", *COLUMNS, "logo_digest"
    ),
    keys=list,
)


def by_key(keys: list[int]) -> dict[int, dict[str, Any]]:
    """The columns of those that have one of the keys, by it."""
    return {row.pop("pk"): row for row in OPEN.rows(keys=keys)}
