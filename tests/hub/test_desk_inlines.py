"""Of two who edit the rows below a form at once, the second is told, and nothing is lost."""

import re

import pytest
from django.urls import reverse

from startups.models import BatchTrackLimit, Question
from tests.factories.hub import staff, track
from tests.factories.startups import BatchFactory, batch_with_form, question

pytestmark = pytest.mark.django_db
TOLD = "Inzwischen hat jemand anderes"


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.STAFF_SECOND_FACTOR = False


def fields_of(page):
    """What a browser would send back: the forms of the page as they stand."""
    data = {}
    form, formsets = page.context["adminform"].form, page.context["inline_admin_formsets"]
    holders = [form]
    for one in formsets:
        holders += [one.formset.management_form, *one.formset.forms]
    for holder in holders:
        for bound in holder:
            value = bound.value()
            widget = bound.field.widget
            if hasattr(widget, "decompress"):
                parts = value if isinstance(value, list) else widget.decompress(value)
                for number, (one, part) in enumerate(zip(widget.widgets, parts, strict=True)):
                    data[f"{bound.html_name}_{number}"] = one.format_value(part)
            elif value is not None and value is not False:
                data[bound.html_name] = "on" if value is True else value
    return data


@pytest.fixture
def limited(db):
    batch = BatchFactory()
    for slug in ("ehealth", "energy"):
        BatchTrackLimit.objects.create(batch=batch, track=track(slug), places=5)
    return batch


def places(batch):
    limits = batch.track_limits.order_by("pk")
    return [limit.places for limit in limits]


def test_a_row_changed_by_somebody_else_is_told_and_what_was_typed_stays(as_user, limited):
    url = reverse("admin:startups_batch_change", args=[limited.pk])
    client = as_user(staff())
    mine = fields_of(client.get(url)) | {"track_limits-0-places": "7"}
    theirs = fields_of(client.get(url)) | {"track_limits-0-places": "3"}
    assert client.post(url, theirs).status_code == 302

    told = client.post(url, mine)

    content = told.content.decode()
    assert told.status_code == 200
    assert TOLD in content
    assert ": 3" in content
    assert re.search(
        r'value="7"[^>]*name="track_limits-0-places"|name="track_limits-0-places"[^>]*value="7"',
        content,
    )
    assert places(limited) == [3, 5]
    again = fields_of(told)
    assert again["track_limits-0-places"] == "7"
    assert client.post(url, again).status_code == 302
    assert places(limited) == [7, 5]


def test_rows_added_and_removed_meanwhile_are_told(as_user, limited):
    url = reverse("admin:startups_batch_change", args=[limited.pk])
    client = as_user(staff())
    mine = fields_of(client.get(url)) | {"track_limits-0-places": "7"}
    BatchTrackLimit.objects.create(batch=limited, track=track("smart-city"), places=2)

    added = client.post(url, mine).content.decode()
    assert TOLD in added
    assert "neu" in added

    mine = fields_of(client.get(url)) | {"track_limits-1-places": "7"}
    limited.track_limits.order_by("pk").first().delete()
    removed = client.post(url, mine).content.decode()
    assert TOLD in removed
    assert "entfernt: 1" in removed
    assert places(limited) == [5, 2]


def test_who_alone_edits_is_never_told(as_user, limited):
    url = reverse("admin:startups_batch_change", args=[limited.pk])
    client = as_user(staff())
    for number in ("6", "8"):
        mine = fields_of(client.get(url)) | {"track_limits-0-places": number}
        assert client.post(url, mine).status_code == 302
    assert places(limited) == [8, 5]


def test_questions_and_their_tracks_are_kept_from_silent_overwriting(as_user):
    batch = batch_with_form()
    section = batch.sections.get(slug="documents")
    asked = question(section, label_de="Zweite?", label_en="Second?")
    asked.tracks.add(track("ehealth"))
    url = reverse("admin:startups_section_change", args=[section.pk])
    client = as_user(staff())
    mine = fields_of(client.get(url)) | {"questions-1-label_de": "Meine?"}
    asked.tracks.set([track("energy")])

    told = client.post(url, mine)

    assert TOLD in told.content.decode()
    assert "Meine?" in told.content.decode()
    assert Question.objects.get(pk=asked.pk).label_de == "Zweite?"
    assert [found.slug for found in asked.tracks.all()] == ["energy"]
    assert client.post(url, fields_of(told)).status_code == 302
    asked.refresh_from_db()
    assert asked.label_de == "Meine?"


def test_fifty_pairs_who_save_a_row_at_once_are_fifty_told(as_user, limited):
    url = reverse("admin:startups_batch_change", args=[limited.pk])
    client, told = as_user(staff()), 0
    for number in range(10, 60):
        seen = fields_of(client.get(url))
        first = seen | {"track_limits-0-places": str(number)}
        second = seen | {"track_limits-0-places": str(number + 100)}
        assert client.post(url, first).status_code == 302
        told += TOLD in client.post(url, second).content.decode()
        assert places(limited)[0] == number
    assert told == 50
