"""What a team allowed partners in its application holds for its profile once the place is taken."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise

from hub.accounts import consents
from hub.accounts.models import Consent
from startups.models import FOR_PARTNERS, Application, Startup, StartupMember
from startups.queries.profile_fields import CONSENTS

# What the consent names besides what every profile shows: «Website, Ort».
IN_ITS_WORDS = frozenset({"website", "seat"})


def of_application(application: Application) -> QuerySet[Consent]:
    """The consents for partners that are given and hold on: their person is in the team today.

    Of one purpose the first; what was withdrawn of the profile itself since stays withdrawn.
    """
    about_profile = Consent.objects.filter(
        subject=application.startup.uuid, purpose=OuterRef("purpose")
    )
    later = Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=OuterRef("given_at"))
    team = StartupMember.objects.current().filter(startup=application.startup_id)
    return (
        Consent.objects.filter(
            subject=application.uuid,
            withdrawn_at__isnull=True,
            purpose__in=[purpose.key for purpose in CONSENTS],
            person__in=team.values("person"),
        )
        .exclude(Exists(about_profile.filter(later)))
        .order_by("purpose", "given_at", "pk")
        .distinct("purpose")
    )


def in_words(application: Application) -> list[Promise]:
    """What will hold, as the boxes call it."""
    given = {consent.purpose for consent in of_application(application)}
    return [purpose.label for purpose in CONSENTS if purpose.key in given]


def carry_over(application: Application, startup: Startup, *, is_new: bool) -> None:
    """Let them be about the startup: person, wording and date as given, so that one withdrawal ends
    one. The startup is locked. Of a profile that `is_new` partners see what the words name and no
    more; of an older one what its founders have chosen field by field.
    """
    moved = list(of_application(application))
    Consent.objects.filter(pk__in=[consent.pk for consent in moved]).update(subject=startup.uuid)
    if is_new and any(consent.purpose == consents.PARTNERS_PROFILE.key for consent in moved):
        # The database has written there that partners may load the deck.
        startup.refresh_from_db(fields=["partner_fields", "released_fields"])
        named = {*startup.partner_fields, *(IN_ITS_WORDS - set(startup.released_fields))}
        startup.partner_fields = [name for name in FOR_PARTNERS if name in named]
        startup.save(update_fields=["partner_fields"])
