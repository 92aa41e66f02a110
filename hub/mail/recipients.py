"""Whom mail goes to: an account, or somebody who has none."""

from dataclasses import dataclass
from uuid import UUID

from hub.accounts.models import User


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody without an account, by what they said of themselves."""

    email: str
    name: str
    language: str
    # What their package knows them by: reminders are noted under it.
    key: UUID | None = None

    def __str__(self) -> str:
        return self.name or self.email


Recipient = User | Guest
# An account's number, or a guest's key.
Key = int | UUID | None


def key_of(recipient: Recipient) -> Key:
    """By what a reminder that went to them is found again."""
    return recipient.pk if isinstance(recipient, User) else recipient.key
