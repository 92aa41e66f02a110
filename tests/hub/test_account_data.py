"""One's own data: corrected, withdrawn, taken away."""

import json

import pytest

from hub.accounts import consents
from hub.accounts.models import Consent, User
from hub.portal import own_data
from tests.factories.hub import founder
from tests.factories.reports import (
    AwardFactory,
    frozen_report,
    ordered_file,
    ordered_run,
    reporter,
)
from tests.hub.logins import log_in, with_password

pytestmark = pytest.mark.django_db


def test_a_person_corrects_name_and_language(client):
    person = founder()
    client.force_login(person)
    client.post(
        "/account/data/", {"name": "Änne  Größner", "language": "en", "is_superuser": "on"}
    )

    after = User.objects.get(pk=person.pk)
    assert (after.name, after.language, after.is_superuser) == ("Änne Größner", "en", False)


@pytest.mark.parametrize("name", ["https://evil.example", "www.evil.example", "a@b.example"])
def test_a_name_is_no_link(client, name):
    person = founder()
    client.force_login(person)
    response = client.post("/account/data/", {"name": name, "language": "de"})

    assert response.status_code == 200
    assert User.objects.get(pk=person.pk).name == person.name


def test_a_consent_is_withdrawn_by_one_click(client):
    person, other = founder(), founder()
    for somebody in (person, other):
        Consent.objects.create(person=somebody, purpose="partners_deck", text_version="2026-11")
    client.force_login(person)
    assert "Pitchdeck" in client.get("/account/data/").content.decode()
    client.post("/account/data/consents/", {"purpose": "partners_deck", "subject": ""})

    assert consents.held_by(person) == []
    assert len(consents.held_by(other)) == 1


def test_the_file_of_ones_own_data_holds_nobody_elses(client):
    person, other = founder(), founder(name="Somebody Else")
    client.force_login(person)
    response = client.get("/account/data/export/")
    content = response.getvalue().decode()

    assert response["Content-Disposition"].startswith("attachment")
    assert json.loads(content)["account"]["email"] == person.email
    assert other.email not in content
    assert other.name not in content


def test_the_reports_that_somebody_ordered_and_froze_are_in_their_file():
    person, other = reporter(), reporter()
    award = AwardFactory(name="Xyzmittel")
    ordered_run(award, person)
    ordered_file(person)
    report = frozen_report(award, person)
    for somebody, rows in ((person, 1), (other, 0)):
        said = own_data.about(somebody)
        assert len(said["reports_ordered"]) == rows
        assert len(said["reports_frozen"]) == len(said["figure_files_ordered"]) == rows
    [ordered], [frozen] = (
        own_data.about(person)[f"reports_{what}"] for what in ("ordered", "frozen")
    )
    assert (ordered["period_slug"], ordered["award__name"]) == ("2026-Q2", "Xyzmittel")
    assert frozen["uuid"] == report.uuid


def test_the_file_of_ones_own_data_asks_for_the_password(client):
    log_in(client, with_password(founder()))
    response = client.get("/account/data/export/")

    assert response["Location"].startswith("/accounts/reauthenticate/")
