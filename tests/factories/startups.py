from datetime import timedelta

import factory
from django.core.files.base import ContentFile
from django.utils import timezone

from hub.core.text import sort_key
from startups.models import (
    Answer,
    Application,
    Batch,
    ProfileDeck,
    Question,
    QuestionKind,
    Section,
    SectionKind,
    Startup,
    StartupMember,
)
from startups.states import BatchState, MemberLevel
from tests import pdfs
from tests.factories.hub import founder, track


class BatchFactory(factory.django.DjangoModelFactory):
    """Open since a week, closes in thirty days, no questions."""

    class Meta:
        model = Batch

    slug = factory.Sequence(lambda n: f"klasse-{n}")
    code = factory.Sequence(lambda n: f"SIH-{n}")
    name_de = factory.Sequence(lambda n: f"Klasse {n}")
    name_en = factory.Sequence(lambda n: f"Batch {n}")
    state = BatchState.OPEN
    opens_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=7))
    deadline = factory.LazyFunction(lambda: timezone.now() + timedelta(days=30))
    starts_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=90))
    ends_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=270))
    places = 10


def batch_with_form(**fields):
    """A batch with a small real form: sections idea, track, documents, consents."""
    batch = BatchFactory(**fields)
    idea = Section.objects.create(
        batch=batch, slug="idea", title_de="Idee", title_en="Idea", position=1
    )
    Section.objects.create(
        batch=batch, slug="team", kind=SectionKind.TEAM, title_de="Team", title_en="Team"
    )
    chosen = Section.objects.create(
        batch=batch,
        slug="track",
        kind=SectionKind.TRACK,
        title_de="Schwerpunkt",
        title_en="Track",
        position=2,
    )
    documents = Section.objects.create(
        batch=batch, slug="documents", title_de="Unterlagen", title_en="Documents", position=3
    )
    Section.objects.create(
        batch=batch,
        slug="consents",
        kind=SectionKind.CONSENTS,
        title_de="Einwilligungen",
        title_en="Consents",
        position=4,
    )
    question(idea, label_de="In einem Satz?", label_en="In one sentence?", fills="one_liner")
    question(idea, kind=QuestionKind.LONG, label_de="Welches Problem?", label_en="Which problem?")
    question(idea, kind=QuestionKind.URL, label_de="Link", label_en="Link", is_required=False)
    regulated = question(chosen, label_de="Medizinprodukt?", label_en="Medical device?")
    regulated.tracks.add(track("ehealth"))
    question(documents, kind=QuestionKind.FILE, label_de="Pitchdeck", label_en="Pitch deck")
    return batch


def question(section, kind=QuestionKind.SHORT, **fields):
    fields = {"label_de": "Frage", "label_en": "Question", "max_chars": 200} | fields
    return Question.objects.create(section=section, kind=kind, **fields)


def told_of_team(application, **typed):
    """What a team answered of its own accord, for the report: founders="3", women="1"."""
    titles = {"kind": SectionKind.TEAM, "title_de": "Xyz", "title_en": "Xyz"}
    section, _new = Section.objects.get_or_create(
        batch=application.batch, slug="counted", defaults=titles
    )
    for counts, value in typed.items():
        asked = section.questions.filter(counts=counts).first() or question(
            section, QuestionKind.NUMBER, counts=counts, is_required=False
        )
        Answer.objects.create(
            application=application,
            question=asked,
            value=value,
            updated_by=application.started_by,
            updated_at=timezone.now(),
        )


class StartupFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Startup
        skip_postgeneration_save = True

    class Params:
        public = factory.Trait(
            visibility="public", published_at=factory.LazyFunction(timezone.now)
        )

    name = factory.Sequence(lambda n: f"Startup {n}")
    slug = factory.Sequence(lambda n: f"startup-{n}")
    sort_key = factory.LazyAttribute(lambda o: sort_key(o.name))
    one_liner = "Wir machen Formulare erträglich."
    track = factory.LazyFunction(track)

    @factory.post_generation
    def owner(self, create, person, **kwargs):
        if person:
            StartupMember.objects.create(startup=self, person=person, level=MemberLevel.OWNER)


class ApplicationFactory(factory.django.DjangoModelFactory):
    """A draft; `submitted=True` for one handed in (no copy, no mail: shallow)."""

    class Meta:
        model = Application

    class Params:
        submitted = factory.Trait(
            state="submitted",
            number=factory.Sequence(lambda n: f"SIH-T-{n:04}"),
            submitted_at=factory.LazyFunction(timezone.now),
            first_submitted_at=factory.LazyFunction(timezone.now),
            submitted_by=factory.SelfAttribute("started_by"),
        )

    batch = factory.SubFactory(BatchFactory)
    started_by = factory.LazyFunction(founder)
    startup = factory.LazyAttribute(lambda o: StartupFactory(owner=o.started_by))
    track = factory.LazyFunction(track)


def answer(application, question, value, by=None):
    return Answer.objects.create(
        application=application,
        question=question,
        value=value,
        updated_by=by or application.started_by,
        updated_at=timezone.now(),
    )


def deck_of(startup, **fields):
    """The startup's current deck, a real file."""
    fields = {"name": "Deck.pdf", "size": 10, "pages": 3, "uploaded_by": founder()} | fields
    file = ContentFile(pdfs.clean(), name="deck.pdf")
    return ProfileDeck.objects.create(startup=startup, **{"file": file} | fields)
