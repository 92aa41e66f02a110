"""Who founds: on the team of a startup today."""

from hub.accounts.models import User
from startups.models import StartupMember


def is_founder(person: User) -> bool:
    return StartupMember.objects.current().filter(person=person).exists()
