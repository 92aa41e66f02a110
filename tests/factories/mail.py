import factory
from django.utils import timezone

from hub.mail import outbox
from hub.mail.models import Email


class EmailFactory(factory.django.DjangoModelFactory):
    """A queued mail that is due now."""

    class Meta:
        model = Email

    kind = "hub/test"
    to = factory.Sequence(lambda n: f"reader{n}@example.org")
    language = "de"
    subject = factory.Sequence(lambda n: f"Nachricht {n}")
    body = "Guten Tag,\n\nes gibt Neues.\n"
    next_attempt_at = factory.LazyFunction(timezone.now)

    @classmethod
    def _build(cls, model, *args, **fields):
        return model(*args, **{**outbox.new_message_id(), **fields})

    @classmethod
    def _create(cls, model, *args, **fields):
        return model.objects.create(*args, **{**outbox.new_message_id(), **fields})
