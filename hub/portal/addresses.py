"""Taking a change of address back, and telling the address that has the account again."""

from django.db import transaction
from django.urls import reverse
from django.utils import translation

from hub.accounts import addresses
from hub.accounts.models import User
from hub.mail import outbox
from hub.mail.values import Address, Link


@transaction.atomic
def undo(token: str) -> User | None:
    """Give the account back to its old address, by mail too; None if that is done already.

    Raises NotUndoable.
    """
    change = addresses.undo(token)
    if change is None:
        return None
    # Addresses in mails are German ones; `Link` puts the language in front.
    with translation.override("de"):
        link = Link(reverse("account_login"))
    outbox.queue(
        "accounts/address_restored",
        to=change.person,
        values={"address": Address(change.old_email), "link": link},
        dedup_key=f"address-restored:{change.pk}",
    )
    return change.person
