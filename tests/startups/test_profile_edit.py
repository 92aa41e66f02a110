"""A team's own profile: what it says, who sees what, and two who write at once."""

import pytest
from django.urls import reverse
from django.utils import timezone

from hub.accounts import consents
from hub.accounts.models import Consent
from startups.forms.profile import marks_of
from startups.models import (
    PARTNER_ONLY,
    RELEASABLE,
    PartnerProfile,
    ProfileChange,
    ProfileChanges,
    ProfileDeck,
    PublicProfile,
    Startup,
    StartupMember,
)
from startups.queries.profile_fields import CONSENTS, EDITABLE, given_consents, state_of
from startups.services import profile_edits, profile_release
from startups.services.profile_edits import Wish
from startups.states import MemberLevel, Visibility
from tests import pdfs
from tests.factories.hub import founder, staff
from tests.factories.startups import ApplicationFactory, BatchFactory, StartupFactory
from tests.races import at_once
from tests.uploads import attach, pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def startup():
    batch = BatchFactory(profile_changes=ProfileChanges.AT_ONCE)
    return StartupFactory(
        name="Wärmepuls",
        slug="waermepuls",
        text="Wir finden Lecks.",
        seat="Leipzig",
        region="leipzig",
        batch=batch,
        owner=founder(),
        released_fields=["text", "seat"],
    )


@pytest.fixture
def owner(startup):
    return startup.members.get().person


def url(startup, name="profile-edit", *more):
    return reverse(f"startups:{name}", args=[startup.slug, *more])


def as_seen(startup):
    """The form as a browser would send it back untouched."""
    startup.refresh_from_db()
    change = startup.changes.open().first()
    state = state_of(startup, change, given_consents(startup))
    sent = {f"seen-{key}": mark for key, mark in marks_of(state).items()}
    for key, text in state.items():
        if key == "seeks":
            sent[key] = text.split("\n") if text else []
        elif key == "tags":
            sent[key] = text.replace("\n", ", ")
        elif text or key not in {purpose.key for purpose in CONSENTS}:
            sent[key] = text
    return sent


def save(client, startup, form=None, **typed):
    return client.post(url(startup), (form or as_seen(startup)) | typed)


# Who


def test_the_team_edits_viewers_read_and_strangers_find_nothing(as_user, startup, owner):
    viewer, editor = founder(), founder()
    StartupMember.objects.create(startup=startup, person=viewer, level=MemberLevel.VIEWER)
    StartupMember.objects.create(startup=startup, person=editor, level=MemberLevel.EDITOR)

    for person in (owner, editor):
        assert "Profil speichern" in as_user(person).get(url(startup)).text
    page = as_user(viewer).get(url(startup)).text
    assert "Profil speichern" not in page
    assert "Wir finden Lecks." in page
    assert as_user(founder()).get(url(startup)).status_code == 404
    form = as_seen(startup)
    assert save(as_user(viewer), startup, form, text="Nein").status_code == 409
    assert save(as_user(founder()), startup, form, text="Nein").status_code == 404
    startup.refresh_from_db()
    assert startup.text == "Wir finden Lecks."


def test_who_left_the_team_finds_the_profile_no_more(as_user, startup, owner):
    startup.members.update(left_at=timezone.now())

    assert as_user(owner).get(url(startup)).status_code == 404
    assert as_user(owner).get(url(startup, "profile-preview", "partner")).status_code == 404


def test_before_the_place_is_confirmed_answers_are_the_place_to_write(as_user):
    application = ApplicationFactory()
    client = as_user(application.started_by)

    page = client.get(url(application.startup))

    assert "entsteht aus eurer Bewerbung" in page.text
    refused = save(client, application.startup, text="Schon jetzt")
    application.startup.refresh_from_db()
    assert refused.status_code == 409
    assert application.startup.text == ""


def test_the_dashboard_leads_to_the_profile(as_user, startup, owner):
    assert url(startup) in as_user(owner).get(reverse("portal:dashboard")).text


# What


def test_every_field_is_saved_with_its_audience(as_user, startup, owner):
    typed = {
        "name": "Wärme Puls",
        "one_liner": "Wir hören Lecks.",
        "text": "Neu\r\n\r\nZweiter Absatz",
        "stage": "customers",
        "founded_on": "01.02.2024",
        "team_size": "7",
        "seat": "Halle (Saale)",
        "website": "waermepuls.example.org",
        "jobs_url": "https://waermepuls.example.org/jobs",
        "seeks": ["pilot", "staff"],
        "tags": "Fernwärme, Sensorik,, fernwärme ",
        "traction": "Drei Stadtwerke",
        "pilot_wish": "Ein Netz",
        "audience-text": "hub",
        "audience-website": "partners",
        "audience-team_size": "all",
        "audience-traction": "partners",
    }

    response = save(as_user(owner), startup, **typed)

    assert response.status_code == 302, response.text
    startup.refresh_from_db()
    assert startup.name == "Wärme Puls"
    assert startup.sort_key == "warme puls"
    assert startup.text == "Neu\n\nZweiter Absatz"
    assert (startup.stage, startup.team_size) == ("customers", 7)
    assert startup.founded_on.isoformat() == "2024-02-01"
    assert startup.region == "central", "the region follows the town"
    assert startup.website == "https://waermepuls.example.org"
    assert startup.seeks == ["pilot", "staff"]
    assert [tag.casefold() for tag in startup.tags] == ["fernwärme", "sensorik"]
    assert startup.released_fields == ["seat", "team_size"]
    assert startup.partner_fields == ["website", "traction"]


def test_a_region_somebody_chose_is_not_guessed_over(as_user, startup, owner):
    save(as_user(owner), startup, seat="Halle", region="saxony")

    startup.refresh_from_db()
    assert startup.region == "saxony"


MISTAKES = [
    ("name", "", "Dieses Feld ist zwingend erforderlich"),
    ("name", "…", "Buchstaben oder Ziffern"),
    ("one_liner", "x" * 141, "höchstens 140"),
    ("founded_on", "31.02.2024", "Das Datum gibt es nicht"),
    ("founded_on", "01.01.2099", "in der Zukunft"),
    ("team_size", "viele", "ganze Zahl"),
    ("team_size", "0", "größer oder gleich 1"),
    ("website", "javascript:alert(1)", "gültige Adresse"),
    ("stage", "unicorn", "unicorn"),
    ("tags", "a,b,c,d,e,f,g,h,i", "eines ist zu viel"),
    ("tags", "x" * 31, "höchstens 30 Zeichen"),
    ("audience-traction", "all", "all"),
    ("audience-text", "everybody", "everybody"),
]


@pytest.mark.parametrize(("field", "typed", "told"), MISTAKES)
def test_a_mistake_is_told_at_its_field_and_nothing_typed_is_lost(
    as_user, startup, owner, field, typed, told
):
    response = save(as_user(owner), startup, **{"text": "Frisch getippt", field: typed})

    startup.refresh_from_db()
    assert response.status_code == 200
    assert "Frisch getippt" in response.text
    assert 'aria-invalid="true"' in response.text
    assert told in response.text
    assert startup.text == "Wir finden Lecks.", "nothing is stored while something is wrong"


# Two at once


def test_the_second_of_two_gets_both_texts_and_chooses(as_user, startup, owner):
    colleague = founder()
    StartupMember.objects.create(startup=startup, person=colleague, level=MemberLevel.EDITOR)
    seen = as_seen(startup)
    save(as_user(colleague), startup, seen, text="Von Ada", traction="Drei Kunden")

    response = save(as_user(owner), startup, seen, text="Von Bob", pilot_wish="Ein Netz")

    startup.refresh_from_db()
    assert response.status_code == 409
    assert "Von Ada" in response.text
    assert "Von Bob" in response.text
    assert '<a href="#id_text">' in response.text, "the summary leads to the field"
    assert startup.text == "Von Ada"
    assert startup.pilot_wish == "Ein Netz", "what did not clash is safe"
    assert startup.traction == "Drei Kunden", "what I left alone is not undone"

    again = form_of(response) | {"text": "Von Bob"}
    assert save(as_user(owner), startup, again | {"keep-text": "1"}).status_code == 302
    startup.refresh_from_db()
    assert startup.text == "Von Ada"
    assert startup.traction == "Drei Kunden"

    assert save(as_user(owner), startup, again).status_code == 302
    startup.refresh_from_db()
    assert startup.text == "Von Bob"
    assert startup.traction == "Drei Kunden"


def form_of(response):
    """What a browser would send of the page it was given."""
    form = response.context["form"]
    rows = [row for part in response.context["parts"].values() for row in part]
    sent = {}
    for row in [*rows, *(row.audience for row in rows if row.audience)]:
        if value := row.field.value():
            sent[row.key] = value
        sent[f"seen-{row.key}"] = row.seen
    for purpose in CONSENTS:
        if form[purpose.key].value():
            sent[purpose.key] = "on"
    return sent


def test_an_old_form_does_not_show_again_what_somebody_hid_meanwhile(as_user, startup, owner):
    old = as_seen(startup)
    save(as_user(owner), startup, **{"audience-text": "hub"})

    save(as_user(owner), startup, old, one_liner="Anders")

    startup.refresh_from_db()
    assert startup.one_liner == "Anders"
    assert startup.released_fields == ["seat"]


def test_an_old_form_does_not_give_a_consent_again(as_user, startup, owner):
    save(as_user(owner), startup, partners_profile="on")
    old = as_seen(startup)
    consents.withdraw_own(owner, purpose="partners_profile", subject=startup.uuid)

    save(as_user(owner), startup, old, one_liner="Anders")

    assert given_consents(startup) == set()


# Partners


def test_consents_are_given_and_withdrawn_here_and_the_profile_follows_at_once(
    as_user, startup, owner
):
    client = as_user(owner)
    save(client, startup, partners_profile="on", partners_deck="on")
    assert PartnerProfile.objects.open().filter(startup=startup).exists()
    startup.refresh_from_db()
    assert startup.partner_fields == ["deck"]

    form = as_seen(startup)
    del form["partners_profile"], form["partners_deck"]
    save(client, startup, form)

    assert not PartnerProfile.objects.open().exists()
    assert Consent.objects.filter(withdrawn_at__isnull=True).count() == 0
    startup.refresh_from_db()
    assert startup.partner_fields == []


def test_choosing_audiences_leaves_the_consent_for_the_deck_alone(as_user, startup, owner):
    save(as_user(owner), startup, partners_deck="on")
    save(as_user(owner), startup, **{"audience-traction": "partners", "traction": "Viel"})

    startup.refresh_from_db()
    assert startup.partner_fields == ["traction", "deck"]


@pytest.mark.usefixtures("uploads")
def test_a_deck_is_uploaded_through_the_gate_replaced_and_removed(as_user, startup, owner):
    client = as_user(owner)
    refused = save(client, startup, deck_file=pdf(b"nichts", "deck.pdf"), one_liner="Neu")
    assert refused.status_code == 409
    assert "keine PDF-Datei" in refused.text
    startup.refresh_from_db()
    assert startup.one_liner == "Neu", "the texts are safe all the same"
    assert not ProfileDeck.objects.exists()

    save(client, startup, deck_file=pdf(pdfs.clean(2), "deck.pdf"))
    save(client, startup, deck_file=pdf(pdfs.clean(3), "deck.pdf"))
    assert startup.decks.current().get().pages == 3
    assert client.get(url(startup, "profile-deck")).status_code == 200
    assert as_user(founder()).get(url(startup, "profile-deck")).status_code == 404

    save(as_user(owner), startup, deck="none")
    assert not startup.decks.current().exists()


@pytest.mark.usefixtures("uploads")
def test_a_file_of_the_application_becomes_the_deck_with_bytes_of_its_own(
    as_user, startup, owner, application, deck
):
    kept = attach(application, deck, pdfs.clean(4))
    other = attach_to_foreign(deck)
    application.startup = startup
    application.save()
    kept.refresh_from_db()

    assert save(as_user(owner), startup, deck=f"file-{kept.uuid}").status_code == 302
    copied = startup.decks.current().get()
    assert (copied.pages, copied.sha256) == (4, kept.sha256)
    assert copied.file.name != kept.file.name
    kept.file.delete(save=False)
    assert copied.file.open("rb").read(5) == b"%PDF-"

    forged = save(as_user(owner), startup, deck=f"file-{other.uuid}")
    assert forged.status_code == 200, "what was not offered cannot be chosen"


def attach_to_foreign(deck):
    return attach(ApplicationFactory(batch=deck.section.batch), deck, pdfs.clean(1))


# As others see it


def test_the_previews_show_what_each_audience_is_shown(as_user, startup, owner):
    Startup.objects.filter(pk=startup.pk).update(
        traction="Drei Stadtwerke", website="https://geheim.example.org", pilot_wish="Ein Netz",
        partner_fields=["traction"],
    )  # fmt: skip
    pages = {
        viewer: as_user(owner).get(url(startup, "profile-preview", viewer)).text
        for viewer in ("visitor", "partner", "hub")
    }

    assert "Wir finden Lecks." in pages["visitor"]
    assert "Drei Stadtwerke" not in pages["visitor"]
    assert "noch nicht" in pages["visitor"]
    assert "Drei Stadtwerke" in pages["partner"]
    assert "Ein Netz" not in pages["partner"]
    assert "solange ihr nicht zustimmt" in pages["partner"]
    assert "Ein Netz" in pages["hub"]
    assert "geheim.example.org" in pages["hub"]
    assert as_user(owner).get(url(startup, "profile-preview", "jury")).status_code == 404


# What waits for staff


@pytest.fixture
def public(startup):
    startup.batch.profile_changes = ProfileChanges.BY_STAFF
    startup.batch.save()
    startup.visibility, startup.published_at = Visibility.PUBLIC, timezone.now()
    startup.save()
    return startup


def shown(startup):
    return PublicProfile.objects.get(startup=startup)


def test_what_is_public_changes_at_once_where_the_class_says_so(as_user, public, owner):
    public.batch.profile_changes = ProfileChanges.AT_ONCE
    public.batch.save()

    save(as_user(owner), public, text="Sofort da")

    assert shown(public).text == "Sofort da"
    assert not ProfileChange.objects.exists()


def test_what_is_public_waits_for_staff_and_what_is_private_does_not(as_user, public, owner):
    response = save(
        as_user(owner),
        public,
        text="Wartet",
        traction="Gleich da",
        website="https://neu.example.org",
        **{"audience-website": "all"},
    )

    public.refresh_from_db()
    assert shown(public).text == "Wir finden Lecks."
    assert shown(public).website == ""
    assert public.traction == "Gleich da"
    assert public.website == "https://neu.example.org", "nobody sees it yet, so it need not wait"
    change = public.changes.get()
    assert (change.values, change.released) == ({"text": "Wartet"}, ["website"])
    page = as_user(owner).get(response["Location"]).text
    assert "Das wartet auf die Freigabe" in page
    assert page.count("Wartet") >= 2, "in the list of what waits, and in the form"
    after = as_user(owner).get(url(public, "profile-preview", "visitor"), {"after": 1}).text
    assert "Wartet" in after
    assert "neu.example.org" in after
    now = as_user(owner).get(url(public, "profile-preview", "visitor")).text
    assert "neu.example.org" not in now


def test_hiding_never_waits(as_user, public, owner):
    save(as_user(owner), public, text="Neu und privat", **{"audience-text": "hub"})

    public.refresh_from_db()
    assert shown(public).text == ""
    assert public.text == "Neu und privat"
    assert not ProfileChange.objects.exists()


def test_hiding_takes_what_waited_of_the_field_out_of_the_queue(as_user, public, owner):
    save(as_user(owner), public, text="Wartet")
    save(as_user(owner), public, **{"audience-text": "partners"})

    public.refresh_from_db()
    assert public.changes.open().count() == 0
    assert public.text == "Wartet"
    assert shown(public).text == ""


def test_the_team_takes_back_what_waits(as_user, public, owner):
    save(as_user(owner), public, text="Wartet")

    as_user(owner).post(url(public, "profile-withdraw"))

    public.refresh_from_db()
    assert public.text == "Wir finden Lecks."
    assert not ProfileChange.objects.open().exists()
    assert "Wartet" not in as_user(owner).get(url(public)).text


def test_typing_the_old_text_again_leaves_nothing_to_wait(as_user, public, owner):
    save(as_user(owner), public, text="Wartet")
    save(as_user(owner), public, text="Wir finden Lecks.")

    assert not ProfileChange.objects.open().exists()


def test_a_team_leaves_the_directory_at_once_and_comes_back_by_staff_only(
    as_user, public, owner, client
):
    save(as_user(owner), public, text="Wartet")
    as_user(owner).post(url(public, "profile-leave"))
    client.logout()
    assert client.get(public.get_absolute_url()).status_code == 404
    public.refresh_from_db()
    assert public.text == "Wartet", "of a private profile nothing waits"

    as_user(owner).post(url(public, "profile-ask"))
    as_user(owner).post(url(public, "profile-ask"))
    public.refresh_from_db()
    assert public.visibility == Visibility.PENDING
    client.logout()
    assert client.get(public.get_absolute_url()).status_code == 404

    seen = profile_release.stamp(public, None)
    profile_release.release(public, by=staff(), seen=seen)
    client.logout()
    assert "Wartet" in client.get(public.get_absolute_url()).text


def test_a_service_takes_no_wish_of_a_stranger(startup):
    with pytest.raises(Startup.DoesNotExist):
        profile_edits.save(startup, wishes={"text": Wish("Nein", "")}, by=founder())


def test_every_field_that_can_be_released_can_be_edited():
    assert {*RELEASABLE, *PARTNER_ONLY} - {"deck"} <= set(EDITABLE)


@pytest.mark.django_db(transaction=True)
def test_many_who_save_at_the_same_moment_lose_no_field(startup):
    """Each writes another field from the same old form: all of it is there afterwards."""
    fields = {"text": "T", "traction": "K", "pilot_wish": "P", "one_liner": "S", "seat": "Jena"}
    old = marks_of(state_of(startup, None, set()))
    people = {name: founder() for name in fields}
    for person in people.values():
        StartupMember.objects.create(startup=startup, person=person, level=MemberLevel.EDITOR)

    def write(name):
        wishes = {name: Wish(fields[name], old[name])}
        assert not profile_edits.save(startup, wishes=wishes, by=people[name]).clashes

    at_once(write, fields)

    startup.refresh_from_db()
    assert {name: getattr(startup, name) for name in fields} == fields


@pytest.mark.django_db(transaction=True)
def test_of_many_who_change_one_field_at_once_one_wins_and_the_others_are_told(startup, owner):
    old = marks_of(state_of(startup, None, set()))
    told = []

    def write(number):
        wishes = {"text": Wish(f"Fassung {number}", old["text"])}
        told.append(profile_edits.save(startup, wishes=wishes, by=owner).clashes)

    at_once(write, range(8))

    startup.refresh_from_db()
    assert sorted(map(len, told)) == [0] + 7 * [1]
    assert {clash["text"] for clash in told if clash} == {startup.text}
