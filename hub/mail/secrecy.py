"""Which mails somebody of the team must not read: packages that know of ties say so here."""

from collections.abc import Callable

from django.db.models import Q, QuerySet

from hub.accounts.models import User
from hub.mail.models import Email

Rule = Callable[[User], Q]
_rules: list[Rule] = []


def hide(rule: Rule) -> None:
    """From now on, keep the mails that `rule(user)` describes from that user."""
    _rules.append(rule)


def readable_by(user: User) -> QuerySet[Email]:
    """The outbox as `user` may see it."""
    emails: QuerySet[Email] = Email.objects.all()
    for rule in _rules:
        emails = emails.exclude(rule(user))
    return emails
