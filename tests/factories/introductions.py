"""Requests of partners to startups, through the real services."""

from partners.services import introductions
from startups.models import StartupMember
from tests.factories.hub import founder
from tests.factories.partners import colleague
from tests.factories.startups import StartupFactory

REASON = "Wir möchten Ihre Sensoren an zwei Verdichterstationen erproben."


def startup_for_partners(**fields):
    """Open to partners, with an owner."""
    fields = {"for_partners": True, "owner": founder()} | fields
    return StartupFactory(**fields)


def asked(startup=None, by=None, reason=REASON):
    """A request, open."""
    startup = startup or startup_for_partners()
    return introductions.ask(startup.pk, reason=reason, by=by or colleague().person)


def owner_of(introduction):
    return StartupMember.objects.filter(startup=introduction.startup, level="owner").get().person


def answered(introduction, answer, note="", by=None):
    return introductions.answer(
        introduction,
        answer=answer,
        seen=introduction.state,
        note=note,
        by=by or owner_of(introduction),
    )
