"""A startup comes into being: somebody names it and answers for it."""

from uuid import uuid4

from django.db import IntegrityError, transaction

from hub.accounts.models import RoleGrant, User
from hub.accounts.roles import Role
from hub.core.text import one_line, sort_key
from startups.models import Startup, StartupMember
from startups.services import slugs
from startups.states import MemberLevel

MAX_NAME, MAX_ONE_LINER = 80, 140


@transaction.atomic
def found(*, name: str, by: User, one_liner: str = "") -> Startup:
    """A private startup that `by` is responsible for; who founds one is a founder from now on."""
    RoleGrant.objects.get_or_create(person=by, role=Role.FOUNDER, ended_at=None)
    startup = _with_free_slug(one_line(name)[:MAX_NAME], one_line(one_liner)[:MAX_ONE_LINER])
    StartupMember.objects.create(startup=startup, person=by, level=MemberLevel.OWNER)
    return startup


def _with_free_slug(name: str, one_liner: str) -> Startup:
    stem = slugs.wished(name)[:70] or "startup"
    for slug in (stem, f"{stem}-{uuid4().hex[:6]}"):
        try:
            with transaction.atomic():
                return Startup.objects.create(
                    name=name, slug=slug, sort_key=sort_key(name), one_liner=one_liner
                )
        except IntegrityError:
            continue
    raise AssertionError("six random characters were taken")
