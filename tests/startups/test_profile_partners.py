"""A team's own profile: what partners get of it, by consent, and the deck for them."""

import pytest

from hub.accounts.models import Consent
from startups.models import PartnerProfile, ProfileDeck
from tests import pdfs
from tests.factories.hub import founder
from tests.factories.startups import ApplicationFactory
from tests.startups.profile_cases import as_seen, save, url
from tests.uploads import attach, fetch, pdf

pytestmark = pytest.mark.django_db


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
    assert fetch(client, url(startup, "profile-deck")).status_code == 200
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
    with copied.file.open("rb") as file:
        assert file.read(5) == b"%PDF-"

    forged = save(as_user(owner), startup, deck=f"file-{other.uuid}")
    assert forged.status_code == 200, "what was not offered cannot be chosen"


def attach_to_foreign(deck):
    return attach(ApplicationFactory(batch=deck.section.batch), deck, pdfs.clean(1))
