"""The roles a person can hold, and what each may do in the admin. One table, easy to print."""

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Role(models.TextChoices):
    FOUNDER = "founder", _("Gründer:in")
    REVIEWER = "reviewer", _("Jury")
    MENTOR = "mentor", _("Mentor:in")
    PARTNER = "partner", pgettext_lazy("one", "Partner")
    SCIENTIST = "scientist", _("Wissenschaft")
    STAFF = "staff", _("Hub-Team")
    SELECTION_LEAD = "selection_lead", _("Auswahlleitung")
    REPORTING = "reporting", _("Berichtswesen")


# Who works in the admin.
OFFICE = (Role.STAFF, Role.SELECTION_LEAD, Role.REPORTING)

# What staff may not do, though they work in the admin: who may, by permission name.
LEAD_ONLY = frozenset({Role.SELECTION_LEAD})
RESERVED = {
    "startups.release_decision": LEAD_ONLY,
    "hub.end_rolegrant": LEAD_ONLY,
    "hub.freeze_fundingreport": frozenset({Role.SELECTION_LEAD, Role.REPORTING}),
}


def may(roles: Iterable[str], perm: str) -> bool:
    """Whether one of the roles carries Django's permission `app.action_model`.

    Staff and lead work on everything the admin offers (a ModelAdmin narrows further), reporting
    reads, everybody else has nothing to do there.
    """
    held = set(roles)
    if perm in RESERVED:
        return bool(held & RESERVED[perm])
    if held & {Role.STAFF, Role.SELECTION_LEAD}:
        return True
    action = perm.partition(".")[2].partition("_")[0]
    return Role.REPORTING in held and action == "view"
