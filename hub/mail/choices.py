"""What a person wants by mail: said on the account's page, or by the link in a mail.

Only kinds that somebody can do without are asked about (`MailKind.optional_for`): never what the
law demands, what a deadline hangs on alone, or what the person's own action causes.
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.core import signing
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation

from hub.accounts.models import User
from hub.mail import kinds
from hub.mail.kinds import MailKind, OneOfSeveral
from hub.mail.reminder_models import MailChoice

DIGEST = "hub/reminder_digest"
# No dot in the token: a mail program would see a name of a site in it.
signer = signing.Signer(salt="hub.mail-choice", sep="~")


def of(person: User) -> MailChoice:
    """The person's choice; until they make one, everything and one by one."""
    return MailChoice.objects.filter(person=person).first() or MailChoice(person=person)


def offered(person: User) -> list[MailKind]:
    """The kinds this person may get and can do without, by title."""
    answers: dict[object, bool] = {}
    found = []
    for kind in kinds.every():
        asks = kind.optional_for
        if asks is None or kind.key == DIGEST:
            continue
        if asks not in answers:
            answers[asks] = asks(person)
        if answers[asks]:
            found.append(kind)
    return sorted(found, key=lambda kind: str(kind.title))


def declines(person: User, kind: MailKind) -> bool:
    """Whether the person has said that mails of this kind are not wanted."""
    if kind.optional_for is None:
        return False
    return decliners(kind.key).filter(person=person).exists()


def decliners(kind: str) -> QuerySet[MailChoice]:
    """The choices of all who do not want mails of this kind."""
    return MailChoice.objects.filter(declined__contains=[kind])


@transaction.atomic
def save(
    person: User, *, asked: Collection[str], wanted: Collection[str], is_daily: bool
) -> MailChoice:
    """Keep the choice about the kinds that were `asked` about; what was not shown stays as it is."""
    choice = _locked(person)
    kept = set(choice.declined) - set(asked)
    choice.declined = sorted(kept | (set(asked) - set(wanted)))
    choice.is_daily = is_daily
    choice.save()
    return choice


# The link in a mail


@dataclass(frozen=True, slots=True)
class Stop:
    """What the link of a mail ends: mails of a kind, or those about one thing of several."""

    person: UUID
    kind: MailKind
    thing: str = ""

    @property
    def is_digest(self) -> bool:
        return self.kind.key == DIGEST

    @property
    def one(self) -> OneOfSeveral | None:
        return self.kind.one if self.thing else None


def stop_path(person: User, kind: MailKind, *, thing: str = "") -> str:
    """The address that ends mails of a kind without logging in: only such mails carry it.

    With the key of a `thing` it ends those about that one alone.
    """
    said = "!".join([person.uuid.hex, kind.key.replace("/", "!"), *filter(None, [thing])])
    with translation.override("de"):
        return reverse("portal:mail-stop", args=[signer.sign(said)])


def read(token: str) -> Stop | None:
    """What the link of a mail would end; None for one that is none of ours."""
    try:
        person, package, name, *thing = signer.unsign(token).split("!")
        return Stop(UUID(person), kinds.get(f"{package}/{name}"), *thing)
    except (signing.BadSignature, ValueError, kinds.UnknownKind):
        return None


@transaction.atomic
def stop(what: Stop) -> None:
    """End the mails that a link is about; for a digest, every reminder one can do without.

    Whoever is gone gets no mails anyway.
    """
    if what.one is not None:
        what.one.end(what.thing)
        return
    person = User.objects.filter(uuid=what.person).first()
    if person is not None:
        choice = _locked(person)
        ended = {what.kind.key}
        if what.is_digest:
            ended = {one.key for one in kinds.every() if one.is_reminder and one.optional_for}
        choice.declined = sorted({*choice.declined, *ended})
        choice.save()


def _locked(person: User) -> MailChoice:
    """The row of a person, made if need be, under a lock."""
    MailChoice.objects.get_or_create(person=person)
    return MailChoice.objects.select_for_update().get(person=person)
