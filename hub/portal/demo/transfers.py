"""The demo's transfer requests, one in every state."""

from datetime import datetime, timedelta

from django.utils import timezone

from hub.accounts.models import User
from partners.models import Partner, ScienceUnit, SharedProject, TransferMove, TransferRequest
from startups.models import Startup

DAY = timedelta(days=1)


def load(people: dict[str, User], *, now: datetime) -> None:
    """Requests of the demo's founder and partner to the unit of the demo's scientist, and others."""
    founder, partner, scientist = people["founder"], people["partner"], people["scientist"]
    startup = Startup.objects.filter(members__person=founder, visibility="public").first()
    vng = Partner.objects.get(slug="vng")
    ours = ScienceUnit.objects.get(slug="netzzustand")
    other = ScienceUnit.objects.get(slug="stroemungstechnik")
    if startup is None:
        return
    mine = {"startup": startup, "asked_by": founder}
    theirs = {"partner": vng, "asked_by": partner}
    _ask(
        now - 12 * DAY,
        unit=ours,
        need="Unsere Sensoren hören an Fernwärmeleitungen mit. Uns fehlt ein Prüfstand, an dem wir "
        "Lecks von bekannter Größe erzeugen können, am liebsten bei 16 bar und 110 °C.",
        **mine,
    )
    _ask(
        now - 16 * DAY,
        unit=ours,
        need="Wir suchen ein Verfahren, mit dem sich Wasserstoffverträglichkeit alter Leitungen "
        "ohne Ausbau beurteilen lässt.",
        **theirs,
    )
    moved = _ask(
        now - 5 * DAY,
        unit=other,
        need="Wie lange hält eine Lötstelle, die jeden Tag zweimal warm und kalt wird?",
        **mine,
    )
    _move(
        moved,
        "hand over",
        "open",
        by=scientist,
        at=now - 3 * DAY,
        from_unit=ours,
        note="Der Prüfstand für Wechsellast steht dort.",
    )
    answered = _ask(
        now - 20 * DAY,
        unit=ours,
        need="Können Sie unsere Messreihe von 2024 mit Ihren ausgegrabenen Stücken vergleichen?",
        state="answered",
        answer="Ja, für die Abschnitte in Grünau. Schicken Sie uns die Koordinaten; wir brauchen "
        "etwa zwei Wochen.",
        answered_at=now - 15 * DAY,
        answered_by=scientist,
        **theirs,
    )
    _move(answered, "answer", "answered", by=scientist, at=now - 15 * DAY)
    project = _ask(
        now - 90 * DAY,
        unit=ours,
        need="Wir möchten unsere Leckortung an einem bekannten Netz blind testen.",
        state="project",
        answer="Gern, am Prüfnetz auf dem Campus.",
        answered_at=now - 85 * DAY,
        answered_by=scientist,
        **mine,
    )
    _move(project, "answer", "answered", by=scientist, at=now - 85 * DAY)
    _move(project, "start project", "project", by=scientist, at=now - 80 * DAY, before="answered")
    SharedProject.objects.create(
        request=project,
        title="Blindtest am Prüfnetz",
        text="Zwölf künstliche Lecks, von denen nur der Lehrstuhl weiß, wo sie sind. Elf wurden auf "
        "drei Meter genau gefunden.",
        begun_at=now - 80 * DAY,
        asker_agreed_at=now - 70 * DAY,
        unit_agreed_at=now - 71 * DAY,
    )
    closed = _ask(
        now - 60 * DAY,
        unit=other,
        need="Schallmessung an einer Luftwärmepumpe im Hof?",
        state="closed",
        outcome="no_time",
        **theirs,
    )
    _move(closed, "close", "closed", by=partner, at=now - 40 * DAY, note="Erst im Sommer wieder.")


def _ask(at: datetime, **fields: object) -> TransferRequest:
    due = timezone.localdate(at) + 14 * DAY
    return TransferRequest.objects.create(asked_at=at, answer_due=due, **fields)


def _move(
    request: TransferRequest,
    transition: str,
    to_state: str,
    *,
    by: User,
    at: datetime,
    before: str = "open",
    from_unit: ScienceUnit | None = None,
    note: str = "",
) -> None:
    TransferMove.objects.create(
        request=request,
        transition=transition,
        from_state=before,
        to_state=to_state,
        from_unit=from_unit or request.unit,
        to_unit=request.unit,
        by=by,
        at=at,
        note=note,
    )
