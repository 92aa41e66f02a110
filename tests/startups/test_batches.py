from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from hub.core.workflow import InvalidTransition
from hub.programme import public
from startups.models import BatchTrackLimit, Extension, Question
from startups.services import batches
from startups.services.batches import FormFrozen
from tests.factories.hub import staff, track
from tests.factories.startups import ApplicationFactory, BatchFactory, batch_with_form

pytestmark = pytest.mark.django_db


def new_dates(**fields):
    now = timezone.now()
    return {
        "slug": "klasse-neu",
        "code": "NEU",
        "name_de": "Neue Klasse",
        "name_en": "New batch",
        "opens_at": now + timedelta(days=100),
        "deadline": now + timedelta(days=130),
        "starts_on": (now + timedelta(days=200)).date(),
        "ends_on": (now + timedelta(days=380)).date(),
    } | fields


def form_of(batch):
    return [
        (
            question.section.slug,
            question.section.kind,
            question.label_de,
            question.kind,
            question.options,
            question.fills,
            [track.slug for track in question.tracks.all()],
        )
        for question in Question.objects.filter(section__batch=batch).order_by(
            "section__position", "position", "pk"
        )
    ]


def test_a_copied_batch_has_the_same_form_and_limits_and_is_planned():
    last = batch_with_form(places=7, eligibility_de="Sitz in Sachsen")
    BatchTrackLimit.objects.create(batch=last, track=track("ehealth"), places=3)
    batches.follow_clock(now=timezone.now())

    copy = batches.clone(last, by=staff(), fields=new_dates())

    assert form_of(copy) == form_of(last)
    assert copy.sections.count() == last.sections.count()
    assert (copy.state, copy.places, copy.eligibility_de) == ("planned", 7, "Sitz in Sachsen")
    assert [(limit.track.slug, limit.places) for limit in copy.track_limits.all()] == [
        ("ehealth", 3)
    ]
    assert copy.form_frozen_at is None
    assert copy.last_number == 0


def test_changing_the_copy_leaves_the_original_alone():
    last = batch_with_form()
    before = form_of(last)
    copy = batches.clone(last, by=staff(), fields=new_dates())

    Question.objects.filter(section__batch=copy).update(label_de="Etwas anderes")

    assert form_of(last) == before


@pytest.mark.parametrize(
    ("opens", "closes", "before", "after"),
    [
        (-1, 1, "planned", "open"),
        (-2, -1, "planned", "closed"),
        (1, 2, "planned", "planned"),
        (-2, -1, "open", "closed"),
        (-2, 1, "open", "open"),
        (-2, 1, "closed", "open"),
        (-2, -1, "closed", "closed"),
        (-2, 1, "selecting", "selecting"),
    ],
)
def test_the_clock_opens_and_closes_a_batch(opens, closes, before, after):
    now = timezone.now()
    batch = BatchFactory(
        state=before, opens_at=now + timedelta(hours=opens), deadline=now + timedelta(hours=closes)
    )

    batches.follow_clock(now=now)

    batch.refresh_from_db()
    assert batch.state == after


def test_the_clock_writes_each_step_once_and_tells_the_public_pages():
    now = timezone.now()
    batch = BatchFactory(state="planned", deadline=now - timedelta(hours=1))
    version = public.version()

    moved = [batches.follow_clock(now=now), batches.follow_clock(now=now)]

    assert moved == [2, 0]
    assert [move.to_state for move in batch.moves.order_by("pk")] == ["open", "closed"]
    assert public.version() > version


def test_the_last_second_of_a_deadline_still_counts():
    now = timezone.now()
    batch = BatchFactory(state="open", deadline=now)

    batches.follow_clock(now=now)
    batch.refresh_from_db()
    assert batch.state == "open"

    batches.follow_clock(now=now + timedelta(seconds=1))
    batch.refresh_from_db()
    assert batch.state == "closed"


def test_the_selection_takes_into_review_what_was_handed_in_but_not_who_has_more_time():
    batch = BatchFactory(state="closed")
    handed_in = ApplicationFactory(batch=batch, submitted=True)
    extended = ApplicationFactory(batch=batch, submitted=True)
    draft = ApplicationFactory(batch=batch)
    Extension.objects.create(
        application=extended, until=timezone.now() + timedelta(days=1), given_by=staff()
    )

    batches.start_selection(batch, by=staff())

    states = {}
    for application in (handed_in, extended, draft):
        application.refresh_from_db()
        states[application] = application.state
    assert states == {handed_in: "in_review", extended: "submitted", draft: "draft"}


def test_a_batch_goes_its_way_in_order_only():
    batch = BatchFactory(state="closed")
    person = staff()

    with pytest.raises(InvalidTransition):
        batches.start(batch, by=person)
    batches.start_selection(batch, by=person)
    batches.start(batch, by=person)
    batches.finish(batch, by=person)

    batch.refresh_from_db()
    assert batch.state == "finished"
    assert list(batch.moves.order_by("pk").values_list("by", flat=True)) == [person.pk] * 3


def test_the_database_refuses_every_change_of_a_frozen_form():
    batch = batch_with_form()
    question = Question.objects.filter(section__batch=batch).first()
    limited = Question.objects.filter(section__batch=batch, tracks__isnull=False).get()
    batches.ensure_form_open(batch)
    batch.form_frozen_at = timezone.now()
    batch.save(update_fields=["form_frozen_at"])

    with pytest.raises(FormFrozen):
        batches.ensure_form_open(batch)
    attempts = [
        lambda: Question.objects.filter(pk=question.pk).update(label_de="Anders"),
        question.delete,
        lambda: Question.objects.create(section=question.section, kind="short", label_de="x"),
        lambda: question.section.__class__.objects.filter(pk=question.section_id).update(
            position=9
        ),
        lambda: batch.sections.create(slug="neu", title_de="Neu", title_en="New"),
        limited.tracks.clear,
        lambda: question.tracks.add(track("energy")),
    ]
    for attempt in attempts:
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()
