from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from hub.accounts.roles import Role
from hub.mail import kinds, outbox, texts
from hub.mail.models import Email, EmailState, EmailTemplate
from hub.mail.values import Link
from tests.factories.hub import UserFactory, founder, staff
from tests.factories.mail import EmailFactory

pytestmark = pytest.mark.django_db
LIST = "admin:hub_email_changelist"


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.STAFF_SECOND_FACTOR = False


@pytest.fixture
def desk(as_user):
    """The browser of a member of the team."""
    return as_user(staff())


def sent(**fields):
    return EmailFactory(state=EmailState.SENT, sent_at=timezone.now(), **fields)


def page(email):
    return reverse("admin:hub_email_change", args=[email.pk])


def act(client, name, *emails):
    data = {"action": name, "_selected_action": [email.pk for email in emails]}
    return client.post(reverse(LIST), data, follow=True)


# The outbox


def test_the_outbox_names_every_mail_about_an_account(desk):
    folder = Path(settings.BASE_DIR, "templates", "account", "email")
    prefixes = {path.name.removesuffix("_subject.txt") for path in folder.glob("*_subject.txt")}
    assert len(prefixes) > 8
    for prefix in prefixes:
        EmailFactory(kind=f"account/{prefix}")
    assertNotContains(desk.get(reverse(LIST)), "account/")


def test_the_outbox_shows_who_gets_what_and_why_not(desk):
    EmailFactory(
        to="ada@example.org", subject="Zusage", state=EmailState.DEAD, error="550 unknown user"
    )
    answer = desk.get(reverse(LIST))

    for text in ("ada@example.org", "Zusage", "unzustellbar", "550 unknown user"):
        assertContains(answer, text)


def test_the_outbox_is_searched_by_address_and_subject_never_by_text(desk):
    EmailFactory(to="ada@example.org", subject="Zusage", body="Code 987654")
    url = reverse(LIST)

    assertContains(desk.get(url, {"q": "ada@"}), "Zusage")
    assertContains(desk.get(url, {"q": "Zusage"}), "ada@example.org")
    assertNotContains(desk.get(url, {"q": "987654"}), "ada@example.org")


@pytest.mark.parametrize(
    "query", ["body__contains=9", "body__regex=(", "message_id=x", "to__startswith=a"]
)
def test_the_outbox_cannot_be_probed_through_the_address(desk, query):
    EmailFactory(to="ada@example.org", body="Code 987654", is_secret=True)

    assert desk.get(f"{reverse(LIST)}?{query}").status_code in {302, 400}


@pytest.mark.parametrize("query", ["state__exact=dead", "kind=startups/none"])
def test_the_outbox_is_filtered(desk, query):
    EmailFactory(to="ada@example.org")
    assertNotContains(desk.get(f"{reverse(LIST)}?{query}"), "ada@example.org")


@pytest.mark.parametrize(
    "url", ["admin:hub_email_changelist", "admin:hub_emailtemplate_changelist"]
)
def test_lists_ask_as_often_for_three_rows_as_for_three_hundred(
    desk, url, django_assert_max_num_queries
):
    EmailFactory.create_batch(3)
    with django_assert_max_num_queries(15) as few:
        desk.get(reverse(url))
    EmailFactory.create_batch(297)
    with django_assert_max_num_queries(15) as many:
        desk.get(reverse(url))

    assert len(many) == len(few)


def test_nobody_adds_or_deletes_a_mail(desk):
    email = EmailFactory()
    assert desk.get(reverse("admin:hub_email_add")).status_code == 403
    url = reverse("admin:hub_email_delete", args=[email.pk])
    assert desk.post(url, {"post": "yes"}).status_code == 403


def test_reporting_reads_and_changes_nothing(as_user):
    email = EmailFactory(subject="Zusage")
    client = as_user(UserFactory(roles=[Role.REPORTING]))

    answer = client.get(page(email))
    assertContains(answer, "Zusage")
    assertNotContains(answer, 'name="_hold"')
    assert client.post(page(email), {"_hold": "1"}).status_code == 403


# One mail


def test_a_mail_is_read_whole_with_what_it_is_about(desk):
    email = sent(body="Liebe Ada,\n<b>Zusage</b>", about="/admin/startups/application/1/change/")
    answer = desk.get(page(email))

    assertContains(answer, "Liebe Ada,<br>&lt;b&gt;Zusage&lt;/b&gt;")
    assertContains(answer, 'href="/admin/startups/application/1/change/"')
    assertContains(answer, email.message_id.strip("<>"))


def test_a_path_to_elsewhere_is_no_link(desk):
    assertNotContains(desk.get(page(sent(about="//evil.example/"))), "evil.example")


def test_a_waiting_mail_is_edited(desk):
    email = EmailFactory(recipient=founder())
    data = {"to": "new@example.org", "subject": "Neu\u2028Bcc: x", "body": "Neu " * 40}
    desk.post(page(email), data | {"_save": "1"})

    email.refresh_from_db()
    assert (email.to, email.subject) == ("new@example.org", "Neu Bcc: x")
    assert max(map(len, email.body.splitlines())) <= 78
    assert email.recipient is None
    assert LogEntry.objects.get().change_message == "bearbeitet"


@pytest.mark.parametrize(
    "to", ["", "nobody", "a@b.example, c@d.example", "a@b.example\nBcc: x@y.example"]
)
def test_an_address_no_mail_can_have_is_refused_at_the_field(desk, to):
    email = EmailFactory()
    answer = desk.post(page(email), {"to": to, "subject": "S", "body": "B", "_save": "1"})

    assertContains(answer, "errorlist")
    assert Email.objects.get().to == email.to


def test_a_mail_that_has_left_is_not_edited(desk):
    email = sent()
    desk.post(page(email), {"to": "new@example.org", "subject": "S", "body": "B", "_save": "1"})

    assert Email.objects.get().to == email.to


def test_an_edit_that_comes_too_late_says_so(desk, monkeypatch):
    email = EmailFactory()
    form = {"to": "new@example.org", "subject": "S", "body": "B", "_save": "1"}
    leave = Email.objects.filter(pk=email.pk)
    real = outbox.is_address

    def send_meanwhile(address):
        leave.update(state=EmailState.SENT, sent_at=timezone.now())
        return real(address)

    monkeypatch.setattr(outbox, "is_address", send_meanwhile)
    answer = desk.post(page(email), form, follow=True)

    assertContains(answer, "nichts wurde geändert")
    assertNotContains(answer, "Die Änderung ist gespeichert")
    assert Email.objects.get().to == email.to


def test_a_mail_is_held_and_let_go(desk):
    email = EmailFactory(attempts=3)
    fields = {"to": email.to, "subject": email.subject, "body": email.body}
    desk.post(page(email), fields | {"_hold": "1"})
    email.refresh_from_db()
    assert email.state == EmailState.HELD

    desk.post(page(email), fields | {"body": "Anders", "_release": "1"})
    email.refresh_from_db()
    assert (email.state, email.attempts, email.body) == (EmailState.QUEUED, 0, "Anders")


def test_a_mail_is_sent_again_as_a_new_one(desk):
    first = sent(recipient=founder(), body="Text")
    desk.post(page(first), {"_send_again": "1"})

    again = Email.objects.exclude(pk=first.pk).get()
    assert (again.to, again.body, again.state) == (first.to, "Text", EmailState.QUEUED)
    assert again.message_id != first.message_id
    assert again.recipient == first.recipient
    first.refresh_from_db()
    assert first.state == EmailState.SENT


def test_a_text_that_was_deleted_is_not_sent_again(desk):
    answer = desk.post(page(sent(body="")), {"_send_again": "1"}, follow=True)

    assertContains(answer, "nach 30 Tagen gelöscht")
    assert Email.objects.count() == 1


# Many mails


def test_several_mails_are_held_released_and_sent_again(desk):
    waiting, held, gone = EmailFactory(), EmailFactory(state=EmailState.HELD), sent()

    answer = act(desk, "hold_selected", waiting, gone)
    assertContains(answer, "1 E-Mail angehalten.")
    assertContains(answer, "nichts wurde geändert")
    act(desk, "release_selected", waiting, held)
    assert Email.objects.filter(state=EmailState.QUEUED).count() == 2
    act(desk, "send_again_selected", waiting, held, gone)
    assert Email.objects.count() == 4


def test_a_forged_selection_is_no_server_error(desk):
    EmailFactory()
    data = {"action": "hold_selected", "_selected_action": ["abc", "99999999999999999999999"]}
    assert desk.post(reverse(LIST), data).status_code < 500


# What lets somebody in


@pytest.mark.parametrize("state", [EmailState.QUEUED, EmailState.HELD, EmailState.DEAD])
def test_a_secret_is_shown_to_nobody(desk, state):
    email = EmailFactory(is_secret=True, body="Code 987654", state=state)
    assertNotContains(desk.get(page(email)), "987654")


def test_a_secret_is_neither_redirected_nor_sent_again(desk):
    email = EmailFactory(is_secret=True, body="Code 987654")
    form = {"to": "evil@example.org", "subject": "S", "body": "B", "_save": "1"}
    desk.post(page(email), form)
    dead = EmailFactory(is_secret=True, body="Code 987654", state=EmailState.DEAD)
    answer = desk.post(page(dead), {"_send_again": "1"}, follow=True)

    assertContains(answer, "Vertrauliche E-Mails")
    assert not Email.objects.filter(to="evil@example.org").exists()
    assert Email.objects.count() == 2


def test_a_demo_shows_the_login_code_to_whoever_tries_the_portal(desk, settings):
    settings.DEMO = True
    email = EmailFactory(is_secret=True, body="Code 987654")
    assertContains(desk.get(page(email)), "987654")


# The texts


KIND = "startups/team_changed"
TEXTS = "admin:hub_emailtemplate_change"


def wording(**changes):
    kind = kinds.get(KIND)
    fields = {}
    for language in texts.LANGUAGES:
        text = texts.default(kind.key, language)
        fields |= {f"subject_{language}": text.subject, f"body_{language}": text.body}
    return fields | changes


def text_page():
    return reverse(TEXTS, args=[KIND])


def test_all_kinds_stand_in_the_list(desk):
    answer = desk.get(reverse("admin:hub_emailtemplate_changelist"))
    for kind in kinds.every():
        assertContains(answer, kind.title)


def test_a_text_is_read_with_its_placeholders_and_a_preview_in_both_languages(desk):
    answer = desk.get(text_page())

    assertContains(answer, "{{ startup }}")
    assertContains(answer, "Hallo Ada Lovelace,")
    assertContains(answer, "Hello Ada Lovelace,")
    assertContains(answer, "Es gilt der Text des Portals.")


def test_a_preview_shows_the_new_text_and_saves_nothing(desk):
    body = wording()["body_en"] + "\n\nSee you, {{ startup }}"
    answer = desk.post(text_page(), wording(body_en=body, _preview="1"))

    assertContains(answer, "See you, Wärmepuls")
    assert not EmailTemplate.objects.exists()


def test_a_saved_text_is_used_from_then_on_until_it_is_reset(desk):
    desk.post(text_page(), wording(subject_de="Neues zu {{ startup }}", _save="1"))
    values = dict(kinds.get(KIND).placeholders)
    outbox.queue(KIND, to=founder(), values=values)
    assert Email.objects.get().subject == "Neues zu Wärmepuls"
    assert EmailTemplate.objects.get().updated_by is not None

    desk.post(text_page(), wording(_reset="1"))
    assert not EmailTemplate.objects.exists()
    outbox.queue(KIND, to=founder(), values=values)
    assert Email.objects.first().subject != "Neues zu Wärmepuls"


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("body_de", "{{ passwort }} {{ link }}", "gibt es in dieser Vorlage nicht"),
        ("body_en", "{% debug %} {{ link }}", "andere Klammern gehen nicht"),
        ("body_de", "Ohne Link", "hilft diese E-Mail niemandem"),
        ("subject_en", "", "errorlist"),
    ],
)
def test_a_text_that_could_not_be_sent_is_refused_at_the_field(desk, field, text, sentence):
    answer = desk.post(text_page(), wording(**{field: text, "_save": "1"}))

    assertContains(answer, sentence)
    assert not EmailTemplate.objects.exists()


def test_markup_in_a_text_stays_text(desk):
    body = "<script>alert(1)</script> {{ link }}"
    answer = desk.post(text_page(), wording(body_de=body, _preview="1"))
    assertContains(answer, '<pre tabindex="0">&lt;script&gt;alert(1)&lt;/script&gt;')


def test_an_unknown_kind_is_not_found(desk):
    assert desk.get(reverse(TEXTS, args=["startups/none"])).status_code == 404


def test_the_texts_are_not_for_reporting(as_user):
    client = as_user(UserFactory(roles=[Role.REPORTING]))
    assert client.post(text_page(), wording(_save="1")).status_code == 403


def test_the_history_of_the_admin_leads_to_the_text(desk):
    desk.post(text_page(), wording(_save="1"))
    answer = desk.get(LogEntry.objects.get().get_admin_url())
    assertRedirects(answer, text_page())


def test_the_sample_links_are_paths_of_the_portal():
    samples = [s for kind in kinds.every() for s in kind.placeholders.values()]
    assert all(sample.path.startswith("/") for sample in samples if isinstance(sample, Link))
