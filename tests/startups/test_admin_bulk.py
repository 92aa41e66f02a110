"""Acts on many applications at once, and their exports."""

import pytest

from hub.mail.models import Email
from startups.models import Decision
from startups.services import screening
from tests.factories.hub import staff
from tests.factories.startups import (
    BatchFactory,
)
from tests.startups.desk import LIST, post_action, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_second_factor")]


def test_many_are_screened_after_a_page_that_says_what_would_happen(as_user):
    batch = BatchFactory()
    new, ruled_out = submitted(batch), submitted(batch)
    screening.screen(ruled_out, eligible=False, reason="Zu alt", by=staff())
    client = as_user(staff())

    preview = post_action(client, "screen_selected", [new, ruled_out])
    new.refresh_from_db()
    assert new.is_eligible is None
    assert "schon als nicht zugelassen" in preview.content.decode()

    post_action(client, "screen_selected", [new, ruled_out], confirmed="1")
    new.refresh_from_db()
    ruled_out.refresh_from_db()
    assert (new.is_eligible, ruled_out.is_eligible) == (True, False)


def test_many_are_decided_in_silence_and_the_places_hold(as_user):
    batch = BatchFactory(places=1)
    applications = [submitted(batch) for _ in range(2)]
    client = as_user(staff())

    post_action(client, "decide_selected", applications)
    refused = post_action(
        client, "decide_selected", applications, outcome="decline", confirmed="1"
    )
    assert "Eine Absage braucht einen Text" in refused.content.decode()
    done = client.post(
        LIST,
        {
            "action": "decide_selected",
            "_selected_action": [found.pk for found in applications],
            "outcome": "accept",
            "confirmed": "1",
        },
        follow=True,
    )

    assert Decision.objects.filter(outcome="accept").count() == 1
    assert "Plätze" in done.content.decode()
    assert not Email.objects.exists()


def test_exports_come_as_files_to_who_has_just_shown_who_they_are(as_user):
    applications = [submitted()]
    person = staff()
    person.set_password("hub-demo-2026")
    person.save()
    client = as_user(person)
    asked = post_action(client, "export_xlsx", applications)
    assert asked["Location"].startswith("/accounts/reauthenticate/")
    client.post("/accounts/reauthenticate/", {"password": "hub-demo-2026"})

    for name, magic in (("export_xlsx", b"PK"), ("export_csv", b"\xef\xbb\xbf")):
        response = post_action(client, name, applications)
        assert response["Content-Disposition"].startswith("attachment; filename=")
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response.content.startswith(magic)


@pytest.mark.parametrize("key", ["abc", "0", "9" * 30, "-1", "²", "1 OR 1=1"])
def test_a_forged_key_is_told_or_not_found(as_user, key):
    submitted()
    client = as_user(staff())

    for action in ("screen_selected", "export_xlsx", "nonsense", ""):
        response = client.post(LIST, {"action": action, "_selected_action": [key], "index": "0"})
        assert response.status_code < 500
    assert client.get(f"{LIST}{key}/change/").status_code in {301, 404}
