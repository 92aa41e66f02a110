"""Startups as an audience sees them: only what it may find, of that only what founders released."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from typing import Any, TypeVar, cast

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import get_language

from hub.core.bilingual import label
from hub.core.compiled import Compiled
from hub.programme.models import Track
from startups.models import (
    Batch,
    Life,
    PartnerProfile,
    ProfileLogo,
    PublicProfile,
    Region,
    Seeks,
    ShownProfile,
    Stage,
    Startup,
)
from startups.models.profile_logo import LARGE, SMALL
from startups.queries.marks import Mark, marker
from startups.queries.search import Term, among

Row = TypeVar("Row", bound=ShownProfile)
CARD_TEXTS = ("name", "slug", "one_liner", "stage", "seat", "seeks", "life")
CARD = (*CARD_TEXTS, "track")
# What a card says of a track.
OF_TRACK = ("slug", "colour", "name_de", "name_en")
PARTNER_CARD = ("traction", "pilot_wish", "has_deck")
LONGEST_ON_CARD = 160
KNOWN_SEEKS = frozenset(Seeks.values)
PUBLIC_PAGE = "startups:startup-detail"
SLOT, DIGEST_SLOT = "0-slug-0", "0" * 32


@dataclass(frozen=True, slots=True)
class Reached:
    """A milestone as it is shown."""

    title: str
    on: date


@dataclass(frozen=True, slots=True)
class Profile:
    """What of a startup may be shown; an empty value was not given or not released."""

    name: str
    slug: str
    initial: str
    get_absolute_url: str
    one_liner: str
    track: Track | None
    get_stage_display: str
    seat: str
    seeks: str
    life: str
    # Addresses of pictures; empty where there is none
    logo: str = ""
    logo_large: str = ""
    is_demo: bool = False
    text: str = ""
    website: str = ""
    jobs_url: str = ""
    region: str = ""
    tags: tuple[str, ...] = ()
    team_size: int | None = None
    founded_on: date | None = None
    batch: Batch | None = None
    milestones: tuple[Reached, ...] = ()
    # For partners only
    traction: str = ""
    pilot_wish: str = ""
    has_deck: bool = False


@dataclass(slots=True)
class CardRow:
    """What a card needs of a profile: a list of them is read in half the time that models take."""

    name: str
    slug: str
    one_liner: str
    stage: str
    seat: str
    seeks: list[str]
    life: str
    track: Track | None
    logo_digest: str | None


def card(shown: ShownProfile | CardRow, marked: Mark = str, *, page: str = PUBLIC_PAGE) -> Profile:
    """The few things that stand on a card in a list; `marked` marks the words of a search.

    `page` names the address that the card leads to; beside it stands the logo's.
    """
    language = get_language()
    digest = getattr(shown, "logo_digest", None)
    return Profile(
        logo=logo_address(page, shown.slug, digest, SMALL, language),
        logo_large=logo_address(page, shown.slug, digest, LARGE, language),
        name=marked(shown.name),
        slug=shown.slug,
        initial=shown.name[:1].upper(),
        get_absolute_url=page_address(page, shown.slug, language),
        one_liner=marked(shown.one_liner),
        track=shown.track,
        get_stage_display=label(Stage, shown.stage, language) if shown.stage else "",
        seat=shown.seat,
        seeks=", ".join(label(Seeks, key, language) for key in shown.seeks if key in KNOWN_SEEKS),
        life=_life(shown),
    )


def profile(shown: ShownProfile, *, page: str = PUBLIC_PAGE) -> Profile:
    """The whole profile, as far as both audiences may see it."""
    return replace(
        card(shown, page=page),
        is_demo=shown.is_demo,
        text=shown.text,
        website=shown.website,
        jobs_url=shown.jobs_url if shown.is_hiring else "",
        region=label(Region, shown.region, get_language()) if shown.region else "",
        tags=tuple(shown.tags),
        team_size=shown.team_size,
        founded_on=shown.founded_on,
        batch=shown.batch,
        milestones=tuple(
            Reached(told["title"], date.fromisoformat(told["reached_on"]))
            for told in shown.milestones
        ),
    )


def partner_profile(shown: PartnerProfile, *, page: str = PUBLIC_PAGE) -> Profile:
    """The whole profile with what is for partners only."""
    return replace(
        profile(shown, page=page),
        traction=shown.traction,
        pilot_wish=shown.pilot_wish,
        has_deck=shown.has_deck,
    )


def cards(
    profiles: Iterable[ShownProfile | CardRow], looked_for: Sequence[Term] = ()
) -> list[Profile]:
    marked = marker(looked_for)
    return [card(shown, marked) for shown in profiles]


def partner_card(shown: PartnerProfile, marked: Mark = str, *, page: str = PUBLIC_PAGE) -> Profile:
    """A card with what is for partners only, cut to a line or two."""
    return replace(
        card(shown, marked, page=page),
        traction=marked(_cut(shown.traction)),
        pilot_wish=marked(_cut(shown.pilot_wish)),
        has_deck=shown.has_deck,
    )


def logo_address(
    page: str, slug: str, digest: str | None, size: int, language: str | None = None
) -> str:
    """Where the audience of `page` finds a logo; empty for none. In a list, name the language."""
    if not digest:
        return ""
    pattern = _logo_pattern(page, size, language or get_language())
    return pattern.replace(DIGEST_SLOT, digest).replace(SLOT, slug)


def page_address(page: str, slug: str, language: str | None = None) -> str:
    """Where the audience of `page` reads a profile. In a list, name the language."""
    return _page_pattern(page, language or get_language()).replace(SLOT, slug)


def list_address() -> str:
    """Where everybody finds all of them."""
    return _list_address(get_language())


def preview_address(slug: str) -> str:
    """Where the picture of a public profile stands that other sites show with a link to it."""
    return page_address("startups:startup-preview", slug)


def logo_of(startup: Startup, *, is_shown: bool) -> str:
    """The address of the logo that is shown, or of the one that waits; empty for none."""
    held = ProfileLogo.objects.filter(startup=startup, is_shown=is_shown)
    digest = held.values_list("digest", flat=True).first()
    return logo_address(PUBLIC_PAGE, startup.slug, digest, LARGE)


def with_logo(profiles: QuerySet[Row]) -> QuerySet[Row]:
    """The rows with what `card` needs to know of their logos."""
    shown = ProfileLogo.objects.shown().filter(startup=OuterRef("pk"))
    found = profiles.annotate(logo_digest=Subquery(shown.values("digest")[:1]))
    return cast("QuerySet[Row]", found)


def page_of(profiles: QuerySet[PublicProfile], slug: str) -> QuerySet[PublicProfile]:
    """One profile with what its page shows."""
    found = with_logo(profiles.filter(slug=slug)).select_related("track", "batch")
    return found.defer("document", "words", "name_words")


def for_cards(profiles: QuerySet[Row], *also: str) -> QuerySet[Row]:
    """Only the columns a card needs, the track with them: one query."""
    names = [f"track__{name}" for name in OF_TRACK]
    return with_logo(profiles).select_related("track").only(*CARD, *also, *names)


PUBLIC_CARDS = Compiled(
    lambda keys: with_logo(among(PublicProfile.objects.public(), keys)).values(
        "pk", *CARD_TEXTS, "logo_digest", *(f"track__{name}" for name in OF_TRACK)
    ),
    keys=list,
)


def public_cards(keys: list[int]) -> dict[int, CardRow]:
    """What the cards of those public profiles need that have one of the keys, by it."""
    return {row["pk"]: card_row(row) for row in PUBLIC_CARDS.rows(keys=keys)}


def card_row(row: Mapping[str, Any]) -> CardRow:
    """Of the columns by their names, those of the track behind `track__`."""
    track = _track(*(row[f"track__{name}"] for name in OF_TRACK))
    texts = {name: row[name] for name in CARD_TEXTS}
    return CardRow(track=track, logo_digest=row["logo_digest"], **texts)


# The rows of a list share a few.
@lru_cache(maxsize=100)
def _track(*columns: str) -> Track | None:
    return Track(**dict(zip(OF_TRACK, columns, strict=True))) if columns[0] else None


def counts_by_track(startups: QuerySet[ShownProfile]) -> dict[int, int]:
    """How many of `startups` each track has, by the track's key."""
    grouped = startups.order_by().values_list("track").annotate(Count("pk"))
    return {track: count for track, count in grouped if track}


def _cut(text: str) -> str:
    return Truncator(" ".join(text.split())).chars(LONGEST_ON_CARD)


@cache
def _page_pattern(page: str, _language: str | None) -> str:
    return reverse(page, args=[SLOT])


@cache
def _list_address(_language: str | None) -> str:
    return reverse("startups:startup-list")


@cache
def _logo_pattern(page: str, size: int, _language: str | None) -> str:
    return reverse(page.replace("-detail", "-logo"), args=[SLOT, DIGEST_SLOT, size])


def _life(startup: ShownProfile | CardRow) -> str:
    """A word about startups that are no longer what they were; empty for the active ones."""
    return "" if startup.life == Life.ACTIVE else label(Life, startup.life, get_language())
