"""For which partner somebody comes to an event: the site knows both, they do not know each other."""

from events.services import organisations
from events.services.organisations import Organisation
from hub.accounts.models import User
from partners.queries import membership


def partner_of(person: User) -> Organisation | None:
    acting = membership.of(person)
    return Organisation(f"partner:{acting.partner_id}", acting.partner.name) if acting else None


organisations.register(partner_of)
