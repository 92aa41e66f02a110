from datetime import timedelta

import factory
from django.utils import timezone

from partners.models import Challenge, Entry
from tests.factories.hub import founder, track
from tests.factories.partners import colleague
from tests.factories.startups import StartupFactory


class ChallengeFactory(factory.django.DjangoModelFactory):
    """A whole draft of its author's partner; `published=True` for one that takes entries."""

    class Meta:
        model = Challenge
        exclude = ["author"]
        skip_postgeneration_save = True

    class Params:
        published = factory.Trait(
            state="published",
            slug=factory.Sequence(lambda n: f"challenge-{n}"),
            first_sent_at=factory.LazyFunction(timezone.now),
            published_at=factory.LazyFunction(timezone.now),
        )
        closed = factory.Trait(
            published=True,
            state="closed",
            deadline=factory.LazyFunction(lambda: timezone.now() - timedelta(hours=1)),
        )

    author = factory.LazyFunction(colleague)
    partner = factory.LazyAttribute(lambda o: o.author.partner)
    created_by = factory.LazyAttribute(lambda o: o.author.person)
    edited_by = factory.SelfAttribute("created_by")
    # Words that stand nowhere in the portal: so no page of the other language seems to have them.
    title_de = factory.Sequence(lambda n: f"Rohrbruch {n}")
    problem_de = "Rohrbrüche, jährlich vierhundert."
    offer_de = "Testgelände, Messreihen."
    who_de = "Prototypenbauer."
    deadline = factory.LazyFunction(lambda: timezone.now() + timedelta(days=20))

    @factory.post_generation
    def tracks(self, create, tracks, **kwargs):
        self.tracks.set(tracks if tracks is not None else [track()])


class EntryFactory(factory.django.DjangoModelFactory):
    """A whole draft for a published challenge; `submitted=True` for one handed in."""

    class Meta:
        model = Entry

    class Params:
        submitted = factory.Trait(
            state="submitted",
            submitted_at=factory.LazyFunction(timezone.now),
            submitted_by=factory.SelfAttribute("started_by"),
        )

    challenge = factory.SubFactory(ChallengeFactory, published=True)
    started_by = factory.LazyFunction(founder)
    edited_by = factory.SelfAttribute("started_by")
    startup = factory.LazyAttribute(lambda o: StartupFactory(owner=o.started_by))
    answer = "Klangmessung per Sensorkette."
    approach = "Xyz Xyz."
    may_read = True
