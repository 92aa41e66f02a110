"""What the tests of introductions share."""

from django.utils import timezone

from hub.mail.models import Email
from partners.models import Introduction
from partners.queries import introductions as queries


def mails(kind):
    return Email.objects.filter(kind=f"partners/introduction_{kind}")


def heard(introduction, now=None):
    row = queries.with_slug(Introduction.objects.filter(pk=introduction.pk)).get()
    return queries.shown(row, now=now or timezone.now())
