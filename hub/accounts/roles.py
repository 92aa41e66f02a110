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

# What only the selection lead may do, by permission name.
LEAD_ONLY = frozenset({"startups.release_decision", "hub.end_rolegrant"})


def may(roles: Iterable[str], perm: str) -> bool:
    """Whether one of the roles carries Django's permission `app.action_model`.

    Staff and lead work on everything the admin offers (a ModelAdmin narrows further), reporting
    reads, everybody else has nothing to do there.
    """
    held = set(roles)
    if perm in LEAD_ONLY:
        return Role.SELECTION_LEAD in held
    if held & {Role.STAFF, Role.SELECTION_LEAD}:
        return True
    action = perm.partition(".")[2].partition("_")[0]
    return Role.REPORTING in held and action == "view"
