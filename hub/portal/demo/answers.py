"""What an invented startup answers to the form: its own words where it has some, else a choice."""

import tomllib
from pathlib import Path
from random import Random

from hub.core.text import german_slug
from hub.portal.demo.startups import Invented

TEXTS = tomllib.loads(Path(__file__).with_name("answers.toml").read_text(encoding="utf-8"))
WITH = {"energy": "utility", "smart-city": "city", "ehealth": "clinic\ninsurer"}
RAISED = ("", "0", "12000", "50000", "230000")


def of(startup: Invented, chance: Random) -> dict[str, str]:
    """Every answer by the key of its question; what a startup does not have stays out."""
    slug = german_slug(startup.name)
    given = {
        "team_size": str(startup.team_size or 2),
        **_of_the_team(startup.team_size or 2, german_slug(startup.name)),
        "people": chance.choice(TEXTS["people"]),
        "name": startup.name,
        "one_liner": startup.one_liner,
        "problem": chance.choice(TEXTS["problems"][startup.track]),
        "text": startup.text or startup.one_liner,
        "stage": startup.stage,
        "seat": startup.seat or "Leipzig",
        "founded_on": f"{startup.founded}-04-01" if startup.founded else "",
        "website": f"https://{slug}.example" if startup.stage != "idea" else "",
        **_for_track(startup.track, chance),
        "proof": chance.choice(TEXTS["proof"]),
        "rivals": chance.choice(TEXTS["rivals"]),
        "money": chance.choice(TEXTS["money"]),
        "raised": chance.choice(RAISED),
        "pilot_with": WITH[startup.track],
        "pilot_goal": chance.choice(TEXTS["goals"]),
        "seeks": "\n".join(startup.seeks),
    }
    return {key: value for key, value in given.items() if value}


def _of_the_team(size: int, name: str) -> dict[str, str]:
    """What two in three tell of their own accord: how many founders, and how many women of them."""
    # Apart from the other choices, so that those stay what they were.
    chance = Random(name)  # noqa: S311 — invented numbers
    founders = chance.randint(1, min(4, size))
    told = {"founders": str(founders), "women": str(chance.randint(0, founders))}
    return told if chance.random() < 2 / 3 else {}


def _for_track(track: str, chance: Random) -> dict[str, str]:
    texts = TEXTS["track"]
    if track == "energy":
        permit = chance.choice(("no", "applied", "unclear"))
        return {"network_level": texts["network_level"], "permit": permit}
    if track == "smart-city":
        return {"city_data": texts["city_data"]}
    device = chance.choice(("no", "class1", "unclear"))
    return {"device": device, "health_data": texts["health_data"]}
