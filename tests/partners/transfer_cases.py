"""What the tests of transfer requests share."""

from hub.mail.models import Email
from tests.factories.partners import TransferRequestFactory, scientist


def asked(**fields):
    """A request by a startup's founder to a unit with a lead."""
    request = TransferRequestFactory(**fields)
    scientist(request.unit, level="lead")
    return request


def people(request):
    """(the founder who asked, the scientist it waits for)"""
    return request.asked_by, request.unit.members.current().first().person


def mails(kind):
    return Email.objects.filter(kind=f"partners/{kind}")
