"""Tell kept public pages that something visitors see has changed."""

from django.db.models import F

from hub.programme.models import PublicVersion


def touch() -> None:
    """Call inside the transaction that changes what visitors see."""
    if not PublicVersion.objects.filter(pk=1).update(number=F("number") + 1):
        PublicVersion.objects.bulk_create([PublicVersion(pk=1, number=1)], ignore_conflicts=True)


def version() -> int:
    """The number a kept page must carry to be still true."""
    found = PublicVersion.objects.filter(pk=1).values_list("number", flat=True).first()
    return found or 0
