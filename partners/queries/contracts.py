"""Contracts that staff should talk about before they end, or have to close."""

from datetime import date, timedelta

from django.db.models import QuerySet

from partners.models import Partner, PartnerState

SOON = timedelta(days=60)


def noticed(partners: QuerySet[Partner], *, on: date) -> QuerySet[Partner]:
    """Both: those that end soon, and those that are over."""
    return partners.filter(state=PartnerState.ACTIVE, contract_to__lte=on + SOON)


def ending(partners: QuerySet[Partner], *, on: date) -> QuerySet[Partner]:
    """Active partners whose contract ends within sixty days; its last day counts."""
    return noticed(partners, on=on).filter(contract_to__gte=on)


def over(partners: QuerySet[Partner], *, on: date) -> QuerySet[Partner]:
    """Partners that the website still shows though their contract has ended."""
    return noticed(partners, on=on).filter(contract_to__lt=on)
