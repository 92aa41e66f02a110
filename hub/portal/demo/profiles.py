"""What the invented startups of a class show, and to whom: everybody, partners, nobody yet."""

from datetime import datetime
from random import Random

from hub.accounts import consents
from hub.accounts.models import Consent, User
from startups.models import RELEASABLE, Startup
from startups.states import Visibility

# What a founder keeps from the public but shows partners, where it is not everything.
FOR_PARTNERS_FIRST: tuple[tuple[str, ...], ...] = (
    ("traction", "pilot_wish"),
    ("traction", "pilot_wish"),
    ("pilot_wish",),
    (),
)
KEPT_BACK = ("team_size", "founded_on", "")
NOT_PUBLIC_YET = 12


def release(startup: Startup, given: dict[str, str], *, at: datetime, chance: Random) -> None:
    """Choose field by field who sees what; one in twelve shows itself to partners only."""
    startup.traction, startup.pilot_wish = given.get("proof", ""), given.get("pilot_goal", "")
    kept_back = chance.choice(KEPT_BACK)
    startup.released_fields = [name for name in RELEASABLE if name != kept_back]
    # Of its own number, so that the rest of the demo stays as it was.
    own = Random(str(startup.uuid))  # noqa: S311
    startup.partner_fields = list(own.choice(FOR_PARTNERS_FIRST))
    if kept_back and own.random() < 0.5:  # noqa: PLR2004
        startup.partner_fields.append(kept_back)
    startup.for_partners = own.random() < 0.5  # noqa: PLR2004
    if own.randrange(NOT_PUBLIC_YET):
        startup.visibility, startup.published_at = Visibility.PUBLIC, at
    else:
        startup.for_partners = True
    startup.for_partners_at = at if startup.for_partners else None


def agreed(startup: Startup, by: User) -> list[Consent]:
    """The consents that what partners see rests on."""
    if not startup.for_partners_at:
        return []
    purpose = consents.PARTNERS_PROFILE
    return [
        Consent(
            person=by,
            purpose=purpose.key,
            text_version=purpose.version,
            subject=startup.uuid,
            given_at=startup.for_partners_at,
        )
    ]
