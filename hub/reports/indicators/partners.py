"""Partners, and what the competence centre is asked for."""

from typing import Any

from django.db.models import Case, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hub.accounts.models import User
from hub.reports.indicators.definition import Counted, Indicator, RowSet, counted
from hub.reports.periods import Window
from partners.models import Partner, PartnerKind, PartnerState, TransferMove, TransferRequest
from partners.transfer_states import TransferState

CONTRACTS = _("Partner und ihre Verträge")
REQUESTS = _("Anfragen an das Kompetenzzentrum")
STARTUP, PARTNER = "startup", "partner"
ASKERS = [(STARTUP, _("Startup")), (PARTNER, pgettext_lazy("one", "Partner"))]


def _under_contract(window: Window) -> QuerySet[Partner]:
    """On the window's day. Of an ended partner only the contract's last day says until when."""
    begun = Q(contract_from__isnull=True) | Q(contract_from__lte=window.day)
    still = Q(contract_to__gte=window.day)
    endless = Q(contract_to__isnull=True, state=PartnerState.ACTIVE)
    return Partner.objects.exclude(state=PartnerState.PROSPECT).filter(begun, still | endless)


def active(window: Window, user: User | None) -> RowSet:
    return counted(_under_contract(window), title="name", track="tracks", part="kind")


def small(window: Window, user: User | None) -> RowSet:
    rows = _under_contract(window).filter(is_sme=True)
    return counted(rows, title="name", track="tracks")


def _asked_by() -> dict[str, Any]:
    return {
        "title": "unit__name_de",
        "other": Coalesce("startup__name", "partner__name"),
        "track": "startup__track",
        "batch": "startup__batch",
        "part": Case(When(startup__isnull=False, then=Value(STARTUP)), default=Value(PARTNER)),
    }


def requests(window: Window, user: User | None) -> RowSet:
    rows = TransferRequest.objects.filter(asked_at__gte=window.start, asked_at__lt=window.end)
    return counted(rows, **_asked_by(), at="asked_at")


def projects(window: Window, user: User | None) -> RowSet:
    moves = TransferMove.objects.filter(
        to_state=TransferState.PROJECT, at__gte=window.start, at__lt=window.end
    )
    rows = TransferRequest.objects.filter(pk__in=moves.values("request"))
    first = moves.filter(request=OuterRef("pk")).order_by("at", "pk").values("at")[:1]
    return counted(rows, **_asked_by(), at=Subquery(first))


ALL = [
    Indicator(
        key="partners_active",
        name=_("Aktive Partner"),
        definition=_(
            "Partner mit laufendem Vertrag am letzten Tag des Zeitraums. Wer zu mehreren "
            "Schwerpunkten gehört, zählt in jedem, in der Summe einmal."
        ),
        unit=pgettext_lazy("unit", "Partner"),
        source=CONTRACTS,
        rows=active,
        counted=Counted.STOCK,
        parts=PartnerKind.choices,
        part_name=_("Art"),
        page="admin:partners_partner_change",
        in_many_tracks=True,
        named_for_good=True,
    ),
    Indicator(
        key="partners_sme",
        name=_("Aktive Partner, die KMU sind"),
        definition=_("Von den aktiven Partnern die kleinen und mittleren Unternehmen."),
        unit=pgettext_lazy("unit", "Partner"),
        source=CONTRACTS,
        rows=small,
        counted=Counted.STOCK,
        page="admin:partners_partner_change",
        in_many_tracks=True,
        named_for_good=True,
    ),
    Indicator(
        key="science_requests",
        name=_("Anfragen an die Wissenschaft"),
        definition=_("Im Zeitraum von Startups und Partnern an Einrichtungen gestellt."),
        unit=_("Anfragen"),
        source=REQUESTS,
        rows=requests,
        parts=ASKERS,
        part_name=_("Gefragt hat"),
        page="admin:partners_transferrequest_change",
    ),
    Indicator(
        key="science_projects",
        name=_("Gemeinsame Projekte mit der Wissenschaft"),
        definition=_("Anfragen, aus denen im Zeitraum ein gemeinsames Projekt wurde."),
        unit=_("Projekte"),
        source=REQUESTS,
        rows=projects,
        parts=ASKERS,
        part_name=_("Gefragt hat"),
        page="admin:partners_transferrequest_change",
        named_for_good=True,
    ),
]
