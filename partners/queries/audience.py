"""Who can get which of this package's mails, to be asked whether they want them."""

from hub.accounts.models import User
from hub.accounts.roles import Role
from startups.queries.founders import is_founder


def is_partner(person: User) -> bool:
    return person.has_role(Role.PARTNER)


def is_scientist(person: User) -> bool:
    return person.has_role(Role.SCIENTIST)


def is_hub(person: User) -> bool:
    return person.has_role(Role.STAFF)


def is_choosing(person: User) -> bool:
    return is_partner(person) or is_hub(person)


def is_on_a_pilot(person: User) -> bool:
    return is_partner(person) or is_founder(person)
