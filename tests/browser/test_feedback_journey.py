"""Who was at an event says what it was like, from the mail's link to the thanks; staff read it."""

import pytest
from playwright.sync_api import expect

from events.models import FeedbackAnswer
from events.services import feedback
from tests.browser import axe
from tests.browser.conftest import TWO_WAYS
from tests.factories.events import EventFactory, RegistrationFactory, feedback_round
from tests.factories.hub import staff
from tests.hub.logins import with_password

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def evening(origin):
    """Over; five have answered, and one link is still open."""
    event = EventFactory(past=True, title_de="Rohrabend", title_en="Xyz")
    RegistrationFactory(event=event, state="attended")
    feedback_round(event, answers=5, is_shown=False, comment="Qwertz")
    return event


@pytest.mark.parametrize(("language", "options"), TWO_WAYS.values(), ids=TWO_WAYS)
def test_feedback_is_given_once_and_read_with_that_of_others(visit, evening, language, options):
    guest, met = visit(language, **options), []
    ticket = evening.feedback.tickets.get(is_used=False)
    guest.go("events:feedback", feedback.token(ticket)).sees("Wie war es?", "Anonym")
    guest.fill("Was sollen wir beibehalten, was anders machen?", "Asdfgh")
    guest.press("Rückmeldung absenden").sees("Hier fehlt eine der fünf Antworten.")
    expect(guest.page.locator("textarea")).to_have_value("Asdfgh")
    if "java_script_enabled" not in options:
        met += axe.everywhere(guest.page, "feedback with errors")
    for group in guest.main.get_by_role("radiogroup").or_(guest.main.locator("fieldset")).all():
        group.get_by_label(guest.say("sehr gut"), exact=True).check()
    guest.press("Rückmeldung absenden").sees("Danke für die Rückmeldung")
    guest.go("events:feedback", feedback.token(ticket)).sees("Danke für die Rückmeldung")
    assert FeedbackAnswer.objects.count() == 6

    office = visit(language).log_in_as(with_password(staff()))
    office.go("admin:events_event_feedback", evening.pk)
    expect(office.page.locator("main")).to_contain_text("Asdfgh")
    chart = office.page.locator("svg.bars").first
    assert chart.get_attribute("aria-label").startswith(office.say("Balken:"))
    met += axe.everywhere(office.page, "results")
    assert not met, "\n" + "\n".join(met)


def test_the_form_is_filled_in_by_keyboard_alone(keys, evening):
    ticket = evening.feedback.tickets.get(is_used=False)
    guest = keys()
    guest.visit.go("events:feedback", feedback.token(ticket))
    for _question in range(2):
        guest.choose("sehr schlecht", "gut")
    guest.tab_to("", "textarea").board.type("Asdfgh")
    guest.press("Rückmeldung absenden", then="Danke für die Rückmeldung")
    said = FeedbackAnswer.objects.get(comment="Asdfgh")
    assert (said.first, said.second) == (4, 4)
