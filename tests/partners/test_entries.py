"""Entries: written by teams and newcomers, handed in to the second, never lost."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from hub.core.workflow import InvalidTransition
from hub.mail.models import Email
from partners.models import Challenge, Entry, EntryFile
from partners.services import challenges, entries
from partners.services.entries import Newcomer, NotAWriter, TooLate
from partners.states import EntryState
from startups.models import Startup, StartupMember
from tests import pdfs
from tests.factories.challenges import ChallengeFactory, EntryFactory
from tests.factories.hub import UserFactory, founder, staff
from tests.factories.partners import colleague
from tests.factories.startups import StartupFactory
from tests.races import at_once

pytestmark = pytest.mark.django_db
CODE = r"^([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$"
WORDS = {"answer": "Wir hören Lecks.", "approach": "Zwei Wochen.", "may_read": True}


def text(response):
    return response.content.decode()


def typed(**changes):
    return {"answer": "Wir hören Lecks.", "approach": "Zwei Wochen.", "may_read": "on", **changes}


@pytest.fixture
def mia(client):
    person = founder()
    client.force_login(person)
    return person


def enter_path(challenge):
    return f"/challenges/{challenge.slug}/enter/"


# Written


def test_a_founder_hands_in_for_a_startup_of_hers(client, mia):
    challenge, startup = ChallengeFactory(published=True), StartupFactory(owner=mia)

    client.post(enter_path(challenge), typed(uuid=uuid4(), startup=startup.uuid, act="submit"))

    entry = Entry.objects.get()
    assert (entry.startup, entry.state) == (startup, EntryState.SUBMITTED)
    mail = Email.objects.get(kind="partners/entry_received")
    assert mail.recipient == mia
    assert "Wir hören Lecks" in mail.body


def test_a_newcomer_names_the_startup_and_is_a_founder_then(client):
    person = UserFactory()
    client.force_login(person)
    challenge = ChallengeFactory(published=True)

    client.post(
        enter_path(challenge),
        typed(uuid=uuid4(), name="Wärmeohr", one_liner="Wir hören Lecks.", act="submit"),
    )

    startup = Startup.objects.get()
    assert (startup.name, startup.one_liner) == ("Wärmeohr", "Wir hören Lecks.")
    assert startup.visibility == "private"
    assert startup.members.get().person == person
    assert Entry.objects.get().state == EntryState.SUBMITTED


def test_what_was_typed_before_there_was_an_account_stands_in_the_form_after_it(client):
    challenge = ChallengeFactory(published=True)
    answer = client.post(enter_path(challenge), typed(email="neu@example.org"))
    assert answer.status_code == 302
    assert "code" in answer["Location"]

    code = re.search(CODE, Email.objects.get(to="neu@example.org").body, re.MULTILINE)[1]
    client.post(answer["Location"], {"code": code})
    page = text(client.get(enter_path(challenge)))

    assert "Wir hören Lecks.</textarea>" in page
    assert "Zwei Wochen.</textarea>" in page
    assert 'name="one_liner"' in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "neu@"},
        {"email": ""},
        {"answer": "x" * 1501, "email": "a@example.org"},
        {"approach": "x" * 1001, "email": "a@example.org"},
    ],
)
def test_an_error_at_the_door_keeps_what_was_written(client, wrong):
    page = text(client.post(enter_path(ChallengeFactory(published=True)), typed(**wrong)))
    assert "error-summary" in page
    assert (wrong.get("answer") or "Wir hören Lecks.") in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "", "one_liner": ""},
        {"name": "–", "one_liner": "Etwas"},
        {"name": "x" * 81, "one_liner": "Etwas"},
        {"name": "Neu", "one_liner": "x" * 141},
        {"name": "Neu", "one_liner": "Etwas", "uuid": "none"},
        {"name": "Neu", "one_liner": "Etwas", "answer": "x" * 1501},
    ],
)
def test_a_newcomers_error_is_said_at_the_field_and_makes_nothing(client, wrong):
    client.force_login(UserFactory())
    page = text(client.post(enter_path(ChallengeFactory(published=True)), typed(**wrong)))
    assert "error-summary" in page
    assert "Zwei Wochen.</textarea>" in page
    assert not Startup.objects.exists()


def test_handing_in_too_early_says_what_is_missing_and_keeps_the_draft(client, mia):
    challenge, startup = ChallengeFactory(published=True), StartupFactory(owner=mia)
    page = text(
        client.post(
            enter_path(challenge),
            typed(uuid=uuid4(), startup=startup.uuid, act="submit", approach="", may_read=""),
        )
    )
    assert "wie ihr es ausprobieren würdet" in page
    assert "kann der Partner den Beitrag nicht lesen" in page
    entry = Entry.objects.get()
    assert (entry.state, entry.answer) == (EntryState.DRAFT, "Wir hören Lecks.")


def test_a_double_click_founds_one_startup_with_one_entry(client):
    client.force_login(UserFactory())
    form = typed(uuid=uuid4(), name="Wärmeohr", one_liner="Wir hören.", act="submit")
    challenge = ChallengeFactory(published=True)
    for _click in range(2):
        client.post(enter_path(challenge), form)

    assert Startup.objects.count() == 1
    assert Entry.objects.count() == 1
    assert Email.objects.filter(kind="partners/entry_received").count() == 1


def test_one_entry_per_startup_and_challenge():
    entry = EntryFactory()
    again = entries.start(
        entry.challenge, uuid=uuid4(), startup=entry.startup, values=WORDS, by=entry.started_by
    )
    assert again == entry
    with pytest.raises(IntegrityError), transaction.atomic():
        EntryFactory(challenge=entry.challenge, startup=entry.startup)


def test_who_only_reads_along_writes_nothing(client):
    entry, reader = EntryFactory(), founder()
    StartupMember.objects.create(startup=entry.startup, person=reader, level="viewer")
    client.force_login(reader)

    assert "nur mit" in text(client.post(entry_path(entry), typed(answer="Von mir.")))
    for act in (
        lambda: entries.save(entry.uuid, values=WORDS, version=1, by=reader),
        lambda: entries.submit(entry.uuid, by=reader),
        lambda: entries.withdraw(entry.uuid, by=reader),
        lambda: entries.resume(entry.uuid, by=reader),
        lambda: entries.start(
            ChallengeFactory(published=True),
            uuid=uuid4(),
            startup=entry.startup,
            values=WORDS,
            by=reader,
        ),
    ):
        with pytest.raises(NotAWriter):
            act()
    assert client.get(entry_path(entry)).status_code == 200


def entry_path(entry):
    return f"/entries/{entry.uuid}/"


def test_what_is_handed_in_can_be_changed_until_the_deadline_but_stays_whole(client):
    entry = EntryFactory(submitted=True)
    client.force_login(entry.started_by)

    client.post(entry_path(entry), typed(answer="Besser.", version=1))
    page = text(client.post(entry_path(entry), typed(answer="", version=2)))

    entry.refresh_from_db()
    assert entry.answer == "Besser."
    assert "was ihr vorschlagt" in page


# Written by two


def test_who_saves_second_gets_both_texts_and_overwrites_nothing(client):
    entry = EntryFactory()
    other = founder(name="Bo Krüger")
    StartupMember.objects.create(startup=entry.startup, person=other, level="editor")
    entries.save(entry.uuid, values=WORDS | {"answer": "Bos Text."}, version=1, by=other)
    client.force_login(entry.started_by)

    answer = client.post(entry_path(entry), typed(answer="Mein Text.", version=1, act="submit"))

    assert answer.status_code == 409
    assert "Bo Krüger hat inzwischen etwas anderes gespeichert." in text(answer)
    assert "Bos Text." in text(answer)
    assert "Mein Text.</textarea>" in text(answer)
    assert 'name="version" value="2"' in text(answer)
    entry.refresh_from_db()
    assert (entry.answer, entry.state) == ("Bos Text.", EntryState.DRAFT)


def test_who_has_seen_both_texts_chooses_between_them(client):
    entry = EntryFactory(answer="Bos Text.", version=2)
    client.force_login(entry.started_by)

    client.post(
        entry_path(entry),
        typed(answer="Mein Text.", approach="Mein Weg.", version=2, theirs="answer"),
    )

    entry.refresh_from_db()
    assert (entry.answer, entry.approach) == ("Bos Text.", "Mein Weg.")


def test_beginning_where_a_colleague_has_begun_shows_both_texts(client):
    entry = EntryFactory(answer="Bos Text.")
    client.force_login(entry.started_by)

    answer = client.post(
        enter_path(entry.challenge),
        typed(uuid=uuid4(), startup=entry.startup.uuid, answer="Mein Text."),
    )

    assert answer.status_code == 409
    assert "Bos Text." in text(answer)
    assert "Mein Text.</textarea>" in text(answer)
    entry.refresh_from_db()
    assert entry.answer == "Bos Text."


def test_the_same_words_again_are_no_clash(client):
    entry = EntryFactory()
    client.force_login(entry.started_by)
    for _click in range(2):
        assert client.post(entry_path(entry), typed(version=1)).status_code == 302
    entry.refresh_from_db()
    assert entry.version == 2


def test_what_is_mended_after_an_error_is_no_clash_with_oneself(client, mia):
    challenge, startup = ChallengeFactory(published=True), StartupFactory(owner=mia)
    first = typed(uuid=uuid4(), startup=startup.uuid, act="submit", approach="")
    page = text(client.post(enter_path(challenge), first))
    version = re.search(r'name="version" value="(\d+)"', page)[1]

    client.post(entry_path(Entry.objects.get()), typed(act="submit", version=version))

    assert Entry.objects.get().state == EntryState.SUBMITTED


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_once_one_is_told():
    entry = EntryFactory()
    told = []

    def save(words):
        values = WORDS | {"answer": words}
        try:
            entries.save(entry.uuid, values=values, version=1, by=entry.started_by)
        except entries.Clash as clash:
            told.append(clash.stored.answer)

    at_once(save, ["Der eine Text.", "Der andere Text."])

    entry.refresh_from_db()
    assert told == [entry.answer]


# Files


def upload(content, name="skizze.pdf"):
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def test_a_pdf_comes_through_the_gate_and_goes_to_team_partner_and_hub_only(client, settings):
    settings.STAFF_SECOND_FACTOR = False
    entry = EntryFactory()
    client.force_login(entry.started_by)
    client.post(entry_path(entry), typed(act="submit", version=1, file=upload(pdfs.clean())))
    path = f"{entry_path(entry)}file/"
    owner = entry.challenge.created_by

    def gets(person):
        client.force_login(person)
        answer = client.get(path)
        return answer.status_code == 200 and b"".join(answer.streaming_content)[:5] == b"%PDF-"

    assert gets(entry.started_by)
    assert gets(owner)
    assert gets(staff())
    assert not gets(colleague().person)
    assert not gets(founder())


def test_a_refused_file_is_said_at_its_field_and_the_words_are_kept(client):
    entry = EntryFactory()
    client.force_login(entry.started_by)

    page = text(
        client.post(entry_path(entry), typed(answer="Neu.", version=1, file=upload(b"no")))
    )

    assert "error-summary" in page
    assert "Neu.</textarea>" in page
    entry.refresh_from_db()
    assert entry.answer == "Neu."
    assert not EntryFile.objects.exists()


def test_a_new_file_takes_the_place_of_the_old(client):
    entry = EntryFactory()
    client.force_login(entry.started_by)
    for pages in (1, 2):
        client.post(entry_path(entry), typed(version=1, file=upload(pdfs.clean(pages))))
    assert EntryFile.objects.current().get().pages == 2
    client.post(f"{entry_path(entry)}file/remove/")
    assert not EntryFile.objects.current().exists()


# To the second


def test_the_last_second_counts_and_the_next_does_not():
    challenge = ChallengeFactory(published=True)
    inside, outside = EntryFactory(challenge=challenge), EntryFactory(challenge=challenge)
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now = cursor.fetchone()[0]
    Challenge.objects.filter(pk=challenge.pk).update(deadline=now + timedelta(seconds=2))

    entries.submit(inside.uuid, by=inside.started_by)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(2.1)")
    with pytest.raises(TooLate):
        entries.submit(outside.uuid, by=outside.started_by)


def test_a_clock_of_the_server_that_runs_wrong_gives_no_more_time():
    challenge = ChallengeFactory(published=True, deadline=timezone.now() - timedelta(seconds=5))
    entry = EntryFactory(challenge=challenge)
    with time_machine.travel(timezone.now() - timedelta(hours=1)), pytest.raises(TooLate):
        entries.submit(entry.uuid, by=entry.started_by)


def test_after_the_deadline_the_words_are_handed_back(client, mia):
    challenge = ChallengeFactory(closed=True)
    page = text(
        client.post(enter_path(challenge), typed(name="Neu", one_liner="Etwas", answer="Zu spät."))
    )
    assert "Die Frist ist vorbei" in page
    assert "Zu spät.</textarea>" in page
    assert client.get(enter_path(challenge))["Location"] == challenge.get_absolute_url()


@pytest.mark.django_db(transaction=True)
def test_two_submits_at_once_are_one():
    entry = EntryFactory()
    at_once(lambda _number: entries.submit(entry.uuid, by=entry.started_by), range(2))

    assert entry.moves.count() == 1
    assert Email.objects.filter(kind="partners/entry_received").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_double_click_at_the_same_moment_founds_one_startup():
    person, challenge, mark = UserFactory(), ChallengeFactory(published=True), uuid4()

    def start(_number):
        entries.start(
            challenge,
            uuid=mark,
            startup=Newcomer("Wärmeohr", "Wir hören."),
            values=WORDS,
            by=person,
        )

    at_once(start, range(2))

    assert Startup.objects.count() == 1
    assert Entry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_submitting_while_the_clock_closes_is_in_or_out_never_both():
    challenge = ChallengeFactory(published=True)
    entry = EntryFactory(challenge=challenge)
    deadline = timezone.now()
    Challenge.objects.filter(pk=challenge.pk).update(deadline=deadline)
    late = []

    def act(what):
        if what == "close":
            challenges.close_due(now=timezone.now() + timedelta(seconds=1))
            return
        try:
            entries.submit(entry.uuid, by=entry.started_by)
        except TooLate:
            late.append(entry)

    at_once(act, ["close", "submit"])

    entry.refresh_from_db()
    assert (entry.state == EntryState.DRAFT) == bool(late)


# Withdrawn


def test_a_withdrawn_entry_is_gone_for_the_partner(client):
    entry = EntryFactory(submitted=True)
    client.force_login(entry.started_by)
    client.post(f"{entry_path(entry)}withdraw/")

    entry.refresh_from_db()
    assert entry.state == EntryState.WITHDRAWN
    assert not Entry.objects.visible_to(entry.challenge.created_by).exists()
    assert Email.objects.get().kind == "partners/entry_withdrawn"
    with pytest.raises(entries.NotEditable):
        entries.submit(entry.uuid, by=entry.started_by)


def test_a_withdrawn_entry_is_taken_up_again_with_its_text_and_is_the_teams_own_draft(client):
    entry = EntryFactory(submitted=True)
    client.force_login(entry.started_by)
    client.post(f"{entry_path(entry)}withdraw/")
    assert "Wieder aufnehmen" in text(client.get(entry_path(entry)))

    for _click in range(2):
        client.post(f"{entry_path(entry)}resume/")

    entry.refresh_from_db()
    assert (entry.state, entry.answer) == (EntryState.DRAFT, "Klangmessung per Sensorkette.")
    assert [move.transition for move in entry.moves.all()] == ["withdraw", "resume"]
    assert not Entry.objects.visible_to(staff()).exists()
    entries.submit(entry.uuid, by=entry.started_by)
    assert Entry.objects.visible_to(entry.challenge.created_by).get() == entry


def test_after_the_deadline_what_is_withdrawn_stays_withdrawn(client):
    entry = EntryFactory(challenge=ChallengeFactory(closed=True), state="withdrawn")
    client.force_login(entry.started_by)

    assert "Wieder aufnehmen" not in text(client.get(entry_path(entry)))
    client.post(f"{entry_path(entry)}resume/")

    entry.refresh_from_db()
    assert entry.state == EntryState.WITHDRAWN
    with pytest.raises(TooLate):
        entries.resume(entry.uuid, by=entry.started_by)


def test_only_what_is_withdrawn_is_taken_up_again():
    entry = EntryFactory(submitted=True)
    with pytest.raises(InvalidTransition):
        entries.resume(entry.uuid, by=entry.started_by)


def test_a_decided_entry_cannot_be_withdrawn():
    entry = EntryFactory(submitted=True, state="chosen", decided_at=timezone.now())
    with pytest.raises(InvalidTransition):
        entries.withdraw(entry.uuid, by=entry.started_by)


# Seen


def test_nobody_but_team_partner_and_hub_sees_an_entry():
    entry = EntryFactory(submitted=True)
    draft = EntryFactory(challenge=entry.challenge)

    def sees(person):
        return set(Entry.objects.visible_to(person))

    assert sees(entry.started_by) == {entry}
    assert sees(entry.challenge.created_by) == {entry}
    assert sees(staff()) == {entry}
    assert sees(colleague().person) == set()
    assert sees(founder()) == set()
    assert sees(draft.started_by) == {draft}
