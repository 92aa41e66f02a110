from datetime import timedelta

import factory
from django.utils import timezone

from events.models import Event, FeedbackAnswer, FeedbackRound, FeedbackTicket, Registration


class EventFactory(factory.django.DjangoModelFactory):
    """Published, in ten days, without a limit of seats; `draft=True`, `past=True`, `cancelled=True`."""

    class Meta:
        model = Event

    class Params:
        draft = factory.Trait(state="draft", published_at=None)
        past = factory.Trait(
            state="done",
            starts_at=factory.LazyFunction(lambda: timezone.now() - timedelta(days=10)),
        )
        cancelled = factory.Trait(
            state="cancelled", cancelled_at=factory.LazyFunction(timezone.now)
        )

    kind = "info"
    state = "published"
    # Words that stand nowhere in the portal: so no page of the other language seems to have them.
    title_de = factory.Sequence(lambda n: f"Rohrgespräch {n}")
    summary_de = "Rohrbrüche, jährlich vierhundert."
    place_name = "Pumpwerk"
    city = "04109 Leipzig"
    starts_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=10))
    ends_at = factory.LazyAttribute(lambda o: o.starts_at + timedelta(hours=2))
    published_at = factory.LazyFunction(timezone.now)


class RegistrationFactory(factory.django.DjangoModelFactory):
    """Confirmed, with the next number of its event; `waiting=True`, `offered=True`, `asked=True`."""

    class Meta:
        model = Registration

    class Params:
        waiting = factory.Trait(state="waiting")
        offered = factory.Trait(
            state="offered",
            offered_until=factory.LazyFunction(lambda: timezone.now() + timedelta(hours=24)),
        )
        asked = factory.Trait(state="asked", place=None, registered_at=None)

    event = factory.SubFactory(EventFactory)
    name = factory.Sequence(lambda n: f"Gast {n}")
    email = factory.Sequence(lambda n: f"gast{n}@example.org")
    state = "confirmed"
    registered_at = factory.LazyFunction(timezone.now)

    @factory.lazy_attribute
    def place(self):
        self.event.refresh_from_db(fields=["last_place"])
        self.event.last_place += 1
        Event.objects.filter(pk=self.event.pk).update(last_place=self.event.last_place)
        return self.event.last_place


def feedback_round(event, *, answers=0, tickets=1, over=False, **answer):
    """Open, or over since yesterday; with answers that are shown, and links nobody has used."""
    opened = timezone.now() - timedelta(days=16 if over else 2)
    held = FeedbackRound.objects.create(
        event=event, opened_at=opened, closes_at=opened + timedelta(days=15)
    )
    said = {"first": 4, "second": 3, "comment": "", "is_shown": True} | answer
    FeedbackAnswer.objects.bulk_create(
        FeedbackAnswer(round=held, **said) for _number in range(answers)
    )
    used = [FeedbackTicket(round=held, is_used=True) for _number in range(answers)]
    FeedbackTicket.objects.bulk_create(
        [*used, *(FeedbackTicket(round=held) for _number in range(tickets))]
    )
    return held
