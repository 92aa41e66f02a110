"""What waits for the hub team today: a number, in words, with the list behind it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import Event
from hub.accounts.models import User
from hub.core import times
from hub.mail import heartbeats, secrecy
from hub.mail.models import EmailState
from hub.portal.counting import how_many
from hub.programme.models import BarrierReport
from hub.reports.services import proofs
from hub.sheets.desk import preview_url
from hub.sheets.models import Import
from partners.models import Challenge, Introduction, Partner, TransferRequest
from partners.queries import contracts, introductions, pilot_silence
from partners.states import ChallengeState
from startups.models import Application, Batch, Decision, Offer
from startups.queries import desk, profile_review
from startups.queries.desk import answered_after, unclosed
from startups.states import IN_SELECTION, OfferState, Visibility

URGENT, SOON, PLAIN = "urgent", "soon", ""
OFFERS_SOON = timedelta(days=3)
DEADLINE_SOON = timedelta(days=7)
BARRIERS_SOON = timedelta(days=10)
NAMED = 3
INTRODUCTIONS_DAYS = 5
# The clock ticks each minute, the mail worker every two seconds.
STANDS_STILL = {heartbeats.CLOCK: timedelta(minutes=5), heartbeats.MAIL: timedelta(minutes=5)}


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits, `count` times."""

    count: int
    label: str
    url: str
    tone: str = PLAIN
    hint: str = ""


def waiting(user: User) -> list[Waiting]:
    """Everything that waits, what is not there left out; the most pressing first."""
    now = timezone.now()
    found = [
        *_selection(user, now),
        *_singly(user, now),
        *_contracts(now),
        *_lists(user),
    ]
    order = [URGENT, SOON, PLAIN]
    return sorted((one for one in found if one.count), key=lambda one: order.index(one.tone))


def stopped() -> list[str]:
    """Which background jobs stand still, each as a sentence."""
    now = timezone.now()
    names = {
        heartbeats.CLOCK: _("die Uhr (Fristen, Erinnerungen)"),
        heartbeats.MAIL: _("der Mailversand"),
    }
    sentences = []
    for name, label in names.items():
        age = heartbeats.age(name, now=now)
        if age is None:
            sentences.append(_("Noch nie gelaufen: %(name)s.") % {"name": label})
        elif age > STANDS_STILL[name]:
            minutes = int(age.total_seconds() // 60)
            sentences.append(
                _("Seit %(minutes)d Minuten ohne Lebenszeichen: %(name)s.")
                % {"minutes": minutes, "name": label}
            )
    return sentences


def _selection(user: User, now: datetime) -> Iterator[Waiting]:
    applications = reverse("admin:startups_application_changelist")
    workable = Application.objects.workable_by(user)
    asked = Exists(unclosed().filter(answered_after()))
    counts = workable.aggregate(
        unscreened=Count("pk", Q(is_eligible__isnull=True, state__in=IN_SELECTION)),
        answered=Count("pk", Q(asked)),
    )
    unscreened, answered = counts["unscreened"], counts["answered"]
    yield Waiting(
        unscreened,
        ngettext("Bewerbung ist zu prüfen", "Bewerbungen sind zu prüfen", unscreened),
        f"{applications}?screened=no",
    )
    yield Waiting(
        answered,
        ngettext("Rückfrage ist beantwortet", "Rückfragen sind beantwortet", answered),
        f"{applications}?complete=answered",
        SOON,
    )
    yield from _prepared(workable)
    offers = Offer.objects.filter(application__in=workable.values("pk"))
    yield from _offers(offers, now)


def _prepared(workable: QuerySet[Application]) -> Iterator[Waiting]:
    """One entry for each batch: what is prepared is released batch by batch."""
    prepared = Decision.objects.prepared().filter(application__in=workable.values("pk"))
    counts = prepared.values_list("application__batch").annotate(count=Count("pk")).order_by()
    found = dict(counts)
    for batch in Batch.objects.filter(pk__in=found) if found else []:
        count = found[batch.pk]
        yield Waiting(
            count,
            ngettext(
                "Entscheidung ist vorbereitet, nicht freigegeben",
                "Entscheidungen sind vorbereitet, nicht freigegeben",
                count,
            ),
            reverse("admin:startups_batch_release", args=[batch.pk]),
            hint=batch.name,
        )


def _offers(offers: QuerySet[Offer], now: datetime) -> Iterator[Waiting]:
    applications = reverse("admin:startups_application_changelist")
    counts = offers.aggregate(
        soon=Count("pk", Q(state=OfferState.SENT, expires_at__lte=now + OFFERS_SOON)),
        private=Count(
            "pk",
            Q(state=OfferState.ACCEPTED)
            & Q(application__startup__visibility__in=[Visibility.PRIVATE, Visibility.PENDING]),
        ),
    )
    yield Waiting(
        counts["soon"],
        ngettext(
            "Platzangebot läuft in drei Tagen ab",
            "Platzangebote laufen in drei Tagen ab",
            counts["soon"],
        ),
        f"{applications}?offer=sent",
        SOON,
    )
    yield Waiting(
        counts["private"],
        ngettext(
            "bestätigtes Startup steht nicht im Verzeichnis",
            "bestätigte Startups stehen nicht im Verzeichnis",
            counts["private"],
        ),
        f"{applications}?offer=accepted",
    )


def _singly(user: User, now: datetime) -> Iterator[Waiting]:
    """What is one number each, all of them counted at once."""
    introduced = introductions.waiting_on(now, for_days=INTRODUCTIONS_DAYS)
    today = timezone.localdate(now)
    requests = TransferRequest.objects.unanswered()
    mails = secrecy.readable_by(user)
    barriers = BarrierReport.objects.filter(answered_at__isnull=True)
    counts = how_many(
        drafts=desk.drafts(user).filter(batch__deadline__range=(now, now + DEADLINE_SOON)),
        introductions=Introduction.objects.filter(introduced),
        profiles=profile_review.waiting(),
        challenges=Challenge.objects.filter(state=ChallengeState.IN_CHECK),
        pilots=pilot_silence.stuck(now),
        requests=requests,
        late_requests=requests.filter(answer_due__lt=today),
        dead_mails=mails.filter(state=EmailState.DEAD),
        held_mails=mails.filter(state=EmailState.HELD),
        unproved=proofs.without_report(now),
        barriers=barriers,
        late_barriers=barriers.filter(due_on__lt=today),
        late_events=Event.objects.late_at(now),
        near_barriers=barriers.filter(due_on__lte=today + BARRIERS_SOON),
    )
    yield from _drafts(counts["drafts"])
    # For who may mediate: the list names who was turned down.
    if user.has_perm("partners.change_introduction"):
        yield from _introductions(counts["introductions"])
    if user.has_perm("events.change_event"):
        yield from _events(counts["late_events"])
    yield from _profiles(counts["profiles"])
    yield from _challenges(counts["challenges"])
    yield from _pilots(counts["pilots"])
    yield from _transfers(counts["requests"], late=counts["late_requests"])
    yield from _mails(dead=counts["dead_mails"], held=counts["held_mails"])
    if user.has_perm("hub.change_fundingaward"):
        yield from _unproved(counts["unproved"])
    yield from _barriers(
        counts["barriers"], late=counts["late_barriers"], near=counts["near_barriers"]
    )


def _drafts(count: int) -> Iterator[Waiting]:
    yield Waiting(
        count,
        ngettext(
            "Entwurf hat noch höchstens sieben Tage",
            "Entwürfe haben noch höchstens sieben Tage",
            count,
        ),
        reverse("admin:startups_application_drafts"),
    )


def _introductions(count: int) -> Iterator[Waiting]:
    yield Waiting(
        count,
        ngettext(
            "Kontaktanfrage wartet seit fünf Tagen",
            "Kontaktanfragen warten seit fünf Tagen",
            count,
        ),
        f"{reverse('admin:partners_introduction_changelist')}?waiting={INTRODUCTIONS_DAYS}",
    )


def _profiles(count: int) -> Iterator[Waiting]:
    yield Waiting(
        count,
        ngettext("Profil wartet auf Freigabe", "Profile warten auf Freigabe", count),
        reverse("admin:startups_startup_waiting"),
        SOON,
    )


def _events(late: int) -> Iterator[Waiting]:
    yield Waiting(
        late,
        ngettext(
            "Termin sollte schon öffentlich sein, es fehlt noch etwas",
            "Termine sollten schon öffentlich sein, es fehlt noch etwas",
            late,
        ),
        f"{reverse('admin:events_event_changelist')}?when=late",
        URGENT,
    )


def _pilots(count: int) -> Iterator[Waiting]:
    yield Waiting(
        count,
        ngettext("Pilotprojekt steht still", "Pilotprojekte stehen still", count),
        f"{reverse('admin:partners_pilot_changelist')}?stuck=yes",
        SOON,
        _("30 Tage ohne Zeichen"),
    )


def _challenges(count: int) -> Iterator[Waiting]:
    yield Waiting(
        count,
        ngettext("Challenge ist zu prüfen", "Challenges sind zu prüfen", count),
        f"{reverse('admin:partners_challenge_changelist')}?state__exact={ChallengeState.IN_CHECK}",
        SOON,
    )


def _contracts(now: datetime) -> Iterator[Waiting]:
    address, day = reverse("admin:partners_partner_changelist"), timezone.localdate(now)
    found = list(contracts.noticed(Partner.objects.order_by("contract_to", "pk"), on=day))
    over = [partner for partner in found if partner.contract_to and partner.contract_to < day]
    ending = found[len(over) :]
    yield Waiting(
        len(ending),
        ngettext(
            "Partnervertrag endet innerhalb von 60 Tagen",
            "Partnerverträge enden innerhalb von 60 Tagen",
            len(ending),
        ),
        f"{address}?contract=ending",
        SOON,
        hint=_named(ending),
    )
    yield Waiting(
        len(over),
        ngettext(
            "Vertrag ist vorbei, der Partner noch aktiv",
            "Verträge sind vorbei, die Partner noch aktiv",
            len(over),
        ),
        f"{address}?contract=over",
        URGENT,
        hint=_named(over),
    )


def _named(partners: list[Partner]) -> str:
    """The first of them, each with the day."""
    named = [
        f"{partner}: {times.day(partner.contract_to)}"
        for partner in partners[:NAMED]
        if partner.contract_to
    ]
    return "; ".join([*named, "…"] if len(partners) > NAMED else named)


def _lists(user: User) -> Iterator[Waiting]:
    """What the person uploaded and has not confirmed: a day later it is gone."""
    for waiting in Import.objects.visible_to(user).waiting().filter(by=user):
        yield Waiting(
            1,
            _("hochgeladene Liste wartet auf Ihre Bestätigung"),
            preview_url(waiting),
            hint=waiting.file_name,
        )


def _transfers(unanswered: int, *, late: int) -> Iterator[Waiting]:
    requests = reverse("admin:partners_transferrequest_changelist")
    on_time = unanswered - late
    yield Waiting(
        late,
        ngettext("Transferanfrage ist überfällig", "Transferanfragen sind überfällig", late),
        f"{requests}?answer=late",
        SOON,
    )
    yield Waiting(
        on_time,
        ngettext(
            "Transferanfrage ist noch unbeantwortet",
            "Transferanfragen sind noch unbeantwortet",
            on_time,
        ),
        f"{requests}?answer=waiting",
        hint=_("bei den Einrichtungen"),
    )


def _mails(*, dead: int, held: int) -> Iterator[Waiting]:
    outbox = reverse("admin:hub_email_changelist")
    yield Waiting(
        dead,
        ngettext("Mail ist unzustellbar", "Mails sind unzustellbar", dead),
        f"{outbox}?state__exact={EmailState.DEAD}",
        URGENT,
    )
    yield Waiting(
        held,
        ngettext("Mail ist angehalten", "Mails sind angehalten", held),
        f"{outbox}?state__exact={EmailState.HELD}",
    )


def _barriers(unanswered: int, *, late: int, near: int) -> Iterator[Waiting]:
    tone = URGENT if late else SOON if near else PLAIN
    yield Waiting(
        unanswered,
        ngettext(
            "gemeldete Barriere ist zu beantworten",
            "gemeldete Barrieren sind zu beantworten",
            unanswered,
        ),
        reverse("admin:hub_barrierreport_changelist"),
        tone,
        _("Frist: ein Monat"),
    )


def _unproved(count: int) -> Iterator[Waiting]:
    yield Waiting(
        count,
        ngettext(
            "Förderung ist vorbei, ohne Datum des Verwendungsnachweises",
            "Förderungen sind vorbei, ohne Datum des Verwendungsnachweises",
            count,
        ),
        reverse("admin:hub_fundingaward_changelist"),
        hint=_("ohne es wird keine Teilnahme gelöscht"),
    )
