"""The rule table as the team changes it, the digest, the choice, and what is shown ahead."""

from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.utils import timezone

from hub.core import times
from hub.core.times import BERLIN
from hub.mail import choices, kinds, planning, reminders, subjects
from hub.mail.models import Email
from hub.mail.reminder_models import MailChoice, Reminder, ReminderRule
from startups.models import Conflict
from tests.factories.hub import founder, staff
from tests.factories.introductions import asked
from tests.factories.startups import ApplicationFactory, BatchFactory

pytestmark = pytest.mark.django_db
DRAFT = "startups/draft_reminder"
HOUR = timedelta(hours=1)


def evening(days):
    day = timezone.localdate(None, BERLIN) + timedelta(days=days)
    return datetime.combine(day, time(18), tzinfo=BERLIN)


def draft(days=30, person=None):
    fields = {"started_by": person} if person else {}
    return ApplicationFactory(batch=BatchFactory(deadline=evening(days)), **fields)


def before(days, deadline_in=30):
    return times.days_later(evening(deadline_in), -days)


@pytest.fixture
def week():
    return ReminderRule.objects.get(subject="startups/draft", amount=7)


@pytest.fixture
def desk(client, settings):
    settings.STAFF_SECOND_FACTOR = False
    client.force_login(staff())
    return client


def change(desk, rule, **typed):
    path = f"/admin/hub/reminderrule/{rule.pk}/change/"
    form = {"amount": rule.amount, "unit": rule.unit, "when": rule.when, "is_active": "on"}
    return desk.post(path, {**form, **typed})


# Rules


def test_a_changed_distance_counts_from_the_next_tick_and_reminds_nobody_twice(desk, week):
    draft()
    assert reminders.send_due(now=before(8)) == 0
    assert change(desk, week, amount=9).status_code == 302
    assert reminders.send_due(now=before(8)) == 1
    assert change(desk, week, amount=5).status_code == 302
    assert reminders.send_due(now=before(5)) == 0
    assert Email.objects.count() == 1


def test_a_rule_that_is_switched_off_is_silent_and_makes_up_for_nothing_later(desk, week):
    draft()
    change(desk, week, is_active="")
    assert reminders.send_due(now=before(7)) == 0
    with time_machine.travel(before(6)):
        desk.force_login(staff())
        assert change(desk, week).status_code == 302
    assert reminders.send_due(now=before(6)) == 0
    assert reminders.send_due(now=before(2)) == 1


def test_a_new_rule_does_not_reach_back(desk):
    draft(20)
    late = draft(24)
    path = "/admin/hub/reminderrule/add/"
    form = {"about": "startups/draft:deadline", "unit": "days", "when": "before"}
    with time_machine.travel(before(9, deadline_in=20)):
        desk.force_login(staff())
        assert desk.post(path, {**form, "amount": 10, "is_active": "on"}).status_code == 302
        rule = ReminderRule.objects.get(amount=10)
        ReminderRule.objects.exclude(pk=rule.pk).update(is_active=False)
        # The first one's ten days before are over, the second one's are yet to come.
        coming = planning.plan(now=timezone.now(), until=timezone.now() + timedelta(days=9))
    assert {one.occasion.object for one in coming} == {f"draft:{late.uuid}"}


def test_the_table_leads_to_the_words_of_each_rule(desk):
    page = desk.get("/admin/hub/reminderrule/").content.decode()
    for rule in ReminderRule.objects.all():
        mail = subjects.get(rule.subject).mail
        assert f'<a href="/admin/hub/emailtemplate/{mail}/">{kinds.get(mail).title}</a>' in page


def test_the_same_rule_twice_is_refused_with_a_sentence_and_nothing_typed_is_lost(desk):
    form = {"about": "startups/draft:deadline", "unit": "days", "when": "before", "amount": 7}
    page = desk.post("/admin/hub/reminderrule/add/", {**form, "is_active": "on"})
    assert "Diese Erinnerung gibt es schon." in page.content.decode()
    assert 'value="7"' in page.content.decode()
    for wrong in ({"amount": "-1"}, {"amount": "x"}, {"amount": "99999"}, {"about": "nonsense"}):
        assert desk.post("/admin/hub/reminderrule/add/", {**form, **wrong}).status_code == 200
    assert ReminderRule.objects.filter(subject="startups/draft").count() == 3


def test_the_form_shows_the_words_in_both_languages_and_what_comes_next(desk, week):
    application = draft(20)
    page = desk.get(f"/admin/hub/reminderrule/{week.pk}/change/").content.decode()
    assert 'id="preview-de"' in page
    assert 'id="preview-en"' in page
    assert "Not submitted yet" in page
    assert application.startup.name in page
    assert "/admin/hub/emailtemplate/startups/draft_reminder/" in page


# What a person wants


def test_a_digest_gathers_the_day_into_one_mail_at_eight():
    person = founder()
    first, second = draft(30, person), draft(30, person)
    choices.save(person, asked=[], wanted=[], is_daily=True)
    morning = times.days_later(before(7), 1).astimezone(BERLIN).replace(hour=8)
    assert reminders.send_due(now=before(7)) == 0
    assert reminders.send_due(now=morning - timedelta(minutes=1)) == 0
    assert [reminders.send_due(now=morning + n * HOUR) for n in range(3)] == [1, 0, 0]
    mail = Email.objects.get()
    assert mail.kind == "hub/reminder_digest"
    for application in (first, second):
        assert f"/applications/{application.uuid}/" in mail.body
    assert Reminder.objects.filter(in_digest=True).count() == 2


def test_what_would_be_too_late_in_the_digest_comes_alone():
    person = founder()
    draft(30, person)
    choices.save(person, asked=[], wanted=[], is_daily=True)
    assert reminders.send_due(now=evening(30) - 6 * HOUR) == 1
    assert Email.objects.get().kind == DRAFT


def test_what_somebody_does_not_want_does_not_come_and_the_others_hear(as_user):
    person = founder()
    draft(30, person)
    draft(30)
    client = as_user(person)
    page = client.get("/account/mails/").content.decode()
    assert "Entwurf vor der Frist" in page
    assert "Erinnerung: Platz ohne Antwort" not in page, "a place hangs on it"
    assert "Transferanfrage ohne Antwort" not in page, "founders never get it"
    wanted = [kind.key for kind in choices.offered(person) if kind.key != DRAFT]
    for _click in range(2):
        answer = client.post("/account/mails/", {"is_daily": "single", "wanted": wanted})
        assert answer.status_code == 302
    assert MailChoice.objects.get().declined == [DRAFT]
    assert reminders.send_due(now=before(7)) == 1
    assert Email.objects.get().recipient != person


def test_a_wrong_choice_is_said_at_the_field(as_user):
    client = as_user(draft().started_by)
    for typed in (
        {"is_daily": "never"},
        {"is_daily": "single", "wanted": ["accounts/nothing"]},
    ):
        answer = client.post("/account/mails/", typed)
        assert answer.status_code == 200
        assert "error-summary" in answer.content.decode()
    assert not MailChoice.objects.exists()


def test_the_link_of_a_mail_ends_its_kind_with_one_click_and_without_login(client):
    application = draft()
    reminders.send_due(now=before(7))
    mail = Email.objects.get()
    assert mail.unsubscribe.startswith("/account/mails/stop/")
    assert mail.unsubscribe in mail.body.replace("\n", "")
    shown = client.get(mail.unsubscribe).content.decode()
    assert "Entwurf vor der Frist" in shown
    assert str(mail.recipient) not in shown
    assert not MailChoice.objects.exists(), "mail scanners only read"
    for _click in range(2):
        assert client.post(mail.unsubscribe, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert choices.of(application.started_by).declined == [DRAFT]
    assert reminders.send_due(now=before(2)) == 0
    assert client.post(mail.unsubscribe[:-2] + "x/").status_code == 404


def test_the_link_of_a_digest_ends_every_reminder_one_can_do_without(client):
    person = founder()
    client.post(choices.stop_path(person, kinds.get(choices.DIGEST)))
    declined = choices.of(person).declined
    assert DRAFT in declined
    assert "startups/offer_reminder" not in declined
    assert "partners/pilot_news" not in declined


# What goes out in thirty days


def test_what_is_shown_ahead_is_what_goes_out():
    draft(20), draft(12), asked()
    now = timezone.now()
    ahead = planning.plan(now=now, until=now + timedelta(days=30))
    assert len(ahead) >= 7
    for moment in sorted({one.at for one in ahead}):
        reminders.send_due(now=moment)
    came = {(r.object, r.rule_id, r.person_id, r.sent_at) for r in Reminder.objects.all()}
    assert came == {(o.occasion.object, o.rule.pk, o.to.pk, o.at) for o in ahead}


def test_the_page_costs_the_same_with_few_and_many(desk, django_assert_max_num_queries):
    counts = []
    for drafts in (1, 40):
        for _number in range(drafts):
            draft(20)
        with django_assert_max_num_queries(25) as statements:
            page = desk.get("/admin/hub/reminderrule/ahead/")
        assert page.status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]
    assert "1 / 3" in page.content.decode()
    for odd in ("?page=x", "?page=99", "?subject=nonsense", "?page=-1"):
        assert desk.get(f"/admin/hub/reminderrule/ahead/{odd}").status_code == 200


def test_staff_who_are_tied_to_a_startup_see_nothing_of_its_draft_ahead(client, settings):
    settings.STAFF_SECOND_FACTOR = False
    person, application = staff(), draft(20)
    client.force_login(person)
    path = "/admin/hub/reminderrule/ahead/"
    assert application.startup.name in client.get(path).content.decode()
    Conflict.objects.create(person=person, startup=application.startup, reason="Verwandt")
    assert application.startup.name not in client.get(path).content.decode()
