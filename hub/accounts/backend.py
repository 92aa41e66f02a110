from datetime import datetime
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.utils import timezone

from hub.accounts.models import RoleGrant, User
from hub.core.compiled import Compiled


class PersonBackend(AuthenticationBackend):
    """Finds who a session belongs to, with the roles held now: every page asks for both."""

    def get_user(self, user_id: Any) -> User | None:
        person = PEOPLE.first(key=user_id, now=timezone.now())
        if person is not None:
            vars(person)["roles"] = frozenset(vars(person)["held"])
        return person


def with_roles(key: int, now: datetime) -> QuerySet[User]:
    held = RoleGrant.objects.held_at(now).filter(person=OuterRef("pk"))
    people = User.objects.annotate(held=ArraySubquery(held.values("role")))
    return people.filter(pk=key, is_active=True)


PEOPLE = Compiled(with_roles, key=int, now=datetime)
