"""A partner's choice: marked and noted in silence, told to everybody at the same moment."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hub.core import times
from hub.core.workflow import InvalidTransition
from hub.mail import reminders
from hub.mail.models import Email
from partners.models import Entry, EntryVerdict
from partners.services import challenge_clock, choices, entries
from partners.services.choices import Changed, NotYet
from partners.states import ChallengeState, EntryState
from tests.factories.challenges import ChallengeFactory, EntryFactory
from tests.factories.hub import staff
from tests.factories.partners import colleague
from tests.factories.reminders import noon
from tests.races import at_once

pytestmark = pytest.mark.django_db


def text(response):
    return response.content.decode()


def closed(count=1, **fields):
    """A challenge whose deadline has passed, with so many entries handed in."""
    challenge = ChallengeFactory(closed=True, **fields)
    return challenge, EntryFactory.create_batch(count, challenge=challenge, submitted=True)


def path(entry, act=""):
    return f"/partner/challenges/{entry.challenge.uuid}/entries/{entry.uuid}/{act}"


def prepare(entry, outcome="chosen", message="Gern.", seen=choices.NOTHING, by=None):
    by = by or entry.challenge.created_by
    return choices.prepare(entry.uuid, outcome=outcome, message=message, seen=seen, by=by)


def release(challenge, message="Diesmal nicht.", by=None):
    shown = choices.release_stamp(list(choices.waiting(challenge)))
    by = by or challenge.created_by
    return choices.release(challenge.uuid, message=message, shown=shown, by=by)


# In silence


def test_before_the_release_no_page_of_a_team_shows_a_trace(client):
    challenge, (entry, *_others) = closed(3)
    client.force_login(entry.started_by)
    pages = [
        f"/entries/{entry.uuid}/",
        "/dashboard/",
        challenge.get_absolute_url(),
        "/challenges/",
    ]

    def shown():
        return [without_tokens(text(client.get(page))) for page in pages]

    before, mails = shown(), Email.objects.count()
    choices.shortlist(entry.uuid, is_on=True, by=challenge.created_by)
    choices.note(entry.uuid, text="Sehr gut.", by=challenge.created_by)
    prepare(entry, "chosen", "Ihr seid es.")

    assert shown() == before
    assert Email.objects.count() == mails


def without_tokens(page):
    """Django writes another token into each form of each page."""
    return "".join(line for line in page.splitlines() if "csrfmiddlewaretoken" not in line)


def test_all_teams_hear_at_the_same_moment(client):
    challenge, (first, second, third) = closed(3)
    prepare(first, "chosen", "Wir beginnen im März.")
    prepare(second, "not_chosen", "Ohne Grabung ging es nicht.")

    release(challenge, message="Danke, diesmal ein anderer Weg.")

    states = [Entry.objects.get(pk=entry.pk) for entry in (first, second, third)]
    assert [entry.state for entry in states] == ["chosen", "not_chosen", "not_chosen"]
    assert len({entry.decided_at for entry in states}) == 1
    told = {mail.recipient: mail.body for mail in Email.objects.all()}
    assert "Wir beginnen im März" in told[first.started_by]
    assert "Ohne Grabung" in told[second.started_by]
    assert "ein anderer Weg" in told[third.started_by]
    challenge.refresh_from_db()
    assert challenge.state == ChallengeState.DECIDED
    client.force_login(first.started_by)
    page = text(client.get(f"/entries/{first.uuid}/"))
    assert "Ausgewählt" in page
    assert "Wir beginnen im März" in page


def test_a_second_click_tells_nobody_twice():
    challenge, _entries = closed(2)
    shown = choices.release_stamp(list(choices.waiting(challenge)))
    for _click in range(2):
        choices.release(challenge.uuid, message="Danke.", shown=shown, by=challenge.created_by)
    assert Email.objects.count() == 2


def test_who_has_no_result_needs_a_sentence(client):
    challenge, _entries = closed(1)
    client.force_login(challenge.created_by)
    release_path = f"/partner/challenges/{challenge.uuid}/release/"
    shown = choices.release_stamp(list(choices.waiting(challenge)))

    page = text(client.post(release_path, {"message": " ", "shown": shown}))
    assert "Schreiben Sie denen einen Satz" in page
    assert not Email.objects.exists()

    client.post(release_path, {"message": "Danke.", "shown": shown})
    assert Email.objects.count() == 1


def test_what_was_not_in_the_preview_is_not_told(client):
    challenge, (entry,) = closed(1)
    shown = choices.release_stamp(list(choices.waiting(challenge)))
    prepare(entry, "chosen", "Doch.")
    client.force_login(challenge.created_by)

    page = client.post(
        f"/partner/challenges/{challenge.uuid}/release/", {"message": "Nein.", "shown": shown}
    )

    assert "Inzwischen hat jemand anderes" in text(page)
    assert "Nein.</textarea>" in text(page)
    assert not Email.objects.exists()


def test_nothing_is_chosen_before_the_deadline():
    entry = EntryFactory(submitted=True)
    with pytest.raises(NotYet):
        prepare(entry)
    with pytest.raises(NotYet):
        release(entry.challenge)


def test_a_challenge_without_entries_can_be_brought_to_its_end():
    challenge = ChallengeFactory(closed=True)
    release(challenge, message="")
    challenge.refresh_from_db()
    assert challenge.state == ChallengeState.DECIDED


# Two colleagues


def test_of_two_colleagues_the_second_is_told_and_sees_both(client):
    challenge, (entry,) = closed(1)
    other = colleague(challenge.partner, name="Bo Krüger")
    prepare(entry, "not_chosen", "Zu früh.", by=other.person)
    client.force_login(challenge.created_by)

    answer = client.post(
        path(entry, "verdict/"),
        {"outcome": "chosen", "message": "Gern.", "seen": choices.NOTHING},
    )

    assert answer.status_code == 409
    assert "Bo Krüger" in text(answer)
    assert "Zu früh." in text(answer)
    assert "Gern.</textarea>" in text(answer)
    assert EntryVerdict.objects.get().outcome == "not_chosen"


@pytest.mark.django_db(transaction=True)
def test_two_results_at_once_are_one_result_and_one_notice():
    challenge, (entry,) = closed(1)
    people = [challenge.created_by, colleague(challenge.partner).person]
    told = []

    def note(person):
        try:
            prepare(entry, "chosen", f"Von {person.pk}", by=person)
        except Changed:
            told.append(person)

    at_once(note, people)

    assert len(told) == 1
    assert EntryVerdict.objects.get().prepared_by not in told


@pytest.mark.django_db(transaction=True)
def test_two_releases_at_once_tell_each_team_once():
    challenge, _entries = closed(3)
    shown = choices.release_stamp(list(choices.waiting(challenge)))
    by = challenge.created_by

    at_once(
        lambda _n: choices.release(challenge.uuid, message="Danke.", shown=shown, by=by), range(2)
    )

    assert Email.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_withdrawing_while_results_are_released_ends_one_way():
    challenge, (entry,) = closed(1)
    shown = choices.release_stamp(list(choices.waiting(challenge)))

    def act(what):
        try:
            if what == "withdraw":
                entries.withdraw(entry.uuid, by=entry.started_by)
            else:
                choices.release(
                    challenge.uuid, message="Danke.", shown=shown, by=challenge.created_by
                )
        except (InvalidTransition, Changed):
            pass

    at_once(act, ["withdraw", "release"])

    entry.refresh_from_db()
    kinds = {mail.kind for mail in Email.objects.all()}
    wanted = {"withdrawn": "partners/entry_withdrawn", "not_chosen": "partners/entry_not_chosen"}
    assert kinds == {wanted[entry.state]}


# Seen


def test_another_partner_reads_marks_and_chooses_nothing(client):
    _challenge, (entry,) = closed(1)
    stranger = colleague(level="lead").person
    client.force_login(stranger)
    assert client.get(path(entry)).status_code == 404
    for act in ("shortlist/", "notes/", "verdict/"):
        assert client.post(path(entry, act), {"text": "x", "on": "1"}).status_code == 404
    for act in (
        lambda: choices.shortlist(entry.uuid, is_on=True, by=stranger),
        lambda: choices.note(entry.uuid, text="x", by=stranger),
        lambda: prepare(entry, by=stranger),
    ):
        with pytest.raises(Entry.DoesNotExist):
            act()


def test_the_partner_sees_what_was_handed_in_and_what_the_founders_released(client):
    challenge, (entry,) = closed(1)
    draft = EntryFactory(challenge=challenge, answer="Noch geheim.")
    entry.startup.text, entry.startup.seat = "Nicht freigegeben.", "Markkleeberg"
    entry.startup.released_fields = ["seat"]
    entry.startup.save()
    client.force_login(challenge.created_by)

    page = text(client.get(path(entry)))
    assert entry.answer in page
    assert "Markkleeberg" in page
    assert "Nicht freigegeben." not in page
    assert client.get(path(draft)).status_code == 404
    assert "Noch geheim." not in text(client.get(f"/partner/challenges/{challenge.uuid}/"))


def test_marks_notes_and_results_stand_on_the_partners_list(client):
    challenge, (entry,) = closed(1)
    client.force_login(challenge.created_by)
    client.post(path(entry, "shortlist/"), {"on": "1"})
    client.post(path(entry, "notes/"), {"text": "Anrufen."})
    client.post(
        path(entry, "verdict/"), {"outcome": "chosen", "message": "", "seen": choices.NOTHING}
    )

    page = text(client.get(f"/partner/challenges/{challenge.uuid}/"))
    assert "engere Wahl" in page
    assert "1 Notiz" in page
    assert "ausgewählt" in page
    assert "Anrufen." in text(client.get(path(entry)))


def test_an_empty_or_endless_note_is_said_at_its_field(client):
    challenge, (entry,) = closed(1)
    client.force_login(challenge.created_by)
    for words in ("", "x" * 2001):
        page = text(client.post(path(entry, "notes/"), {"text": words}))
        assert "error-summary" in page


def test_the_page_of_a_challenge_costs_the_same_with_many_entries(
    client, django_assert_max_num_queries
):
    challenge, _entries = closed(3)
    client.force_login(challenge.created_by)
    address = f"/partner/challenges/{challenge.uuid}/"
    client.get(address)
    with django_assert_max_num_queries(8) as few:
        client.get(address)
    EntryFactory.create_batch(297, challenge=challenge, submitted=True)
    with django_assert_max_num_queries(8) as many:
        client.get(address)
    assert len(few) == len(many)


# Everybody hears in a week


def test_who_has_to_choose_is_reminded_on_day_three_and_six():
    challenge, _entries = closed(2, deadline=noon(timezone.now(), -1))
    staff()

    def after(days):
        reminders.send_due(now=times.days_later(challenge.deadline, days))
        return Email.objects.filter(kind="partners/choice_due").count()

    assert after(2) == 0
    assert after(3) == 2
    assert after(4) == 2
    assert after(6) == 4
    assert after(6) == 4
    assert not Email.objects.filter(kind="partners/entry_delayed").exists()


def test_a_clock_that_stood_still_sends_only_the_newest_reminder():
    challenge, _entries = closed(1, deadline=noon(timezone.now(), -1))
    reminders.send_due(now=times.days_later(challenge.deadline, 6))
    assert Email.objects.count() == 1


def test_teams_hear_a_new_date_when_a_week_was_not_enough(client):
    challenge, (entry,) = closed(1)
    late = times.days_later(challenge.deadline, 7) + timedelta(minutes=1)
    for _tick in range(3):
        challenge_clock.tell_of_delays(now=late)

    mail = Email.objects.get(kind="partners/entry_delayed")
    assert mail.recipient == entry.started_by
    assert times.long_moment(times.days_later(challenge.deadline, 14)) in mail.body.replace(
        "\n", " "
    )


def test_a_decided_challenge_reminds_nobody():
    challenge, _entries = closed(1)
    release(challenge)
    Email.objects.all().delete()
    late = noon(timezone.now(), 30)
    assert challenge_clock.tell_of_delays(now=late) + reminders.send_due(now=late) == 0


def test_whose_entry_is_withdrawn_waits_for_nothing():
    _challenge, (entry,) = closed(1)
    prepare(entry)
    entries.withdraw(entry.uuid, by=entry.started_by)
    Email.objects.all().delete()
    late = noon(timezone.now(), 8)
    assert challenge_clock.tell_of_delays(now=late) + reminders.send_due(now=late) == 0
    assert not EntryVerdict.objects.exists()
    assert entry.challenge.entries.get().state == EntryState.WITHDRAWN
