"""The demo's competence centre: invented units at the real universities."""

import tomllib
from pathlib import Path

from hub.accounts import consents
from hub.accounts.consents import SCIENCE_NAMED
from hub.accounts.models import User
from hub.core.text import sort_key
from hub.programme.models import Track
from partners.models import (
    Equipment,
    Expertise,
    Partner,
    ScienceUnit,
    ScienceUnitMember,
    StaffLevel,
    UnitState,
)

UNITS = tomllib.loads(Path(__file__).with_name("science.toml").read_text(encoding="utf-8"))["unit"]
# Who of the demo's people leads which unit, and agreed to be named there.
LEADS = {"scientist": "netzzustand"}


def load(tracks: dict[str, Track], people: dict[str, User]) -> None:
    """Create the units with what they know and have, and who leads them."""
    partners = {partner.slug: partner for partner in Partner.objects.all()}
    for row in UNITS:
        unit = ScienceUnit.objects.create(
            slug=row["slug"],
            name_de=row["name_de"],
            name_en=row.get("name_en", ""),
            sort_key=sort_key(row["name_de"]),
            kind=row["kind"],
            university=partners[row["university"]],
            text_de=row.get("text_de", ""),
            text_en=row.get("text_en", ""),
            state=UnitState.PUBLISHED,
            is_demo=True,
        )
        unit.tracks.set([tracks[slug] for slug in row["tracks"]])
        Expertise.objects.bulk_create(Expertise(unit=unit, **one) for one in row["expertise"])
        Equipment.objects.bulk_create(
            Equipment(unit=unit, **one) for one in row.get("equipment", [])
        )
    for account, slug in LEADS.items():
        member = ScienceUnitMember.objects.create(
            unit=ScienceUnit.objects.get(slug=slug),
            person=people[account],
            level=StaffLevel.LEAD,
        )
        consents.set_given(
            (SCIENCE_NAMED,),
            given={SCIENCE_NAMED.key},
            person=member.person,
            subject=member.uuid,
        )
