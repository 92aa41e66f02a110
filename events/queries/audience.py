"""Who can get which of this package's mails, to be asked whether they want them."""

from events.models import Registration
from hub.accounts.models import User


def has_registered(person: User) -> bool:
    return Registration.objects.filter(person=person).exists()
