"""The pages of those who take part, and the team's."""

from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import strip_tags

from events.models import Event
from hub.core.times import BERLIN
from hub.mail.models import Email
from matchday.models import MatchDay, MatchPlan, MatchSide, Wish
from matchday.services import plans, wishes
from tests import pdf_text
from tests.factories.events import EventFactory
from tests.factories.hub import founder, staff
from tests.factories.matchday import MatchDayFactory, guest, plan, table, wish
from tests.factories.partners import PartnerFactory, colleague
from tests.factories.startups import StartupFactory

pytestmark = pytest.mark.django_db

MOST_QUERIES = 14


@pytest.fixture(autouse=True)
def one_factor(settings):
    settings.STAFF_SECOND_FACTOR = False


@pytest.fixture
def day():
    return MatchDayFactory()


def text(answer):
    return answer.content.decode()


def name(side):
    return f"with-{side.uuid.hex}"


def own_guest(day, **startup):
    owner = founder()
    return owner, guest(day, StartupFactory(public=True, owner=owner, **startup))


def test_a_founder_says_wishes_and_finds_them_again(as_user, day):
    owner, side = own_guest(day, name="Wärmepuls")
    desk = table(day, PartnerFactory(name="Netz Leipzig"))
    client = as_user(owner)
    listed = text(client.get("/meetings/"))
    assert f"/meetings/{side.uuid}/" in listed
    page = f"/meetings/{side.uuid}/wishes/"
    assert "Netz Leipzig" in text(client.get(page))
    answer = client.post(page, {name(desk): "must", "seen": wishes.mark({})}, follow=True)
    assert "Die Wünsche sind gespeichert." in text(answer)
    assert "Bisher ist ein Wunsch gespeichert." in text(answer)
    assert f'value="must" id="id_{name(desk)}_2" checked' in " ".join(
        text(client.get(page)).split()
    )


def test_partner_staff_see_only_startups_whose_profile_is_open_to_them(as_user, day):
    member = colleague()
    side = table(day, member.partner)
    guest(day, StartupFactory(public=True, name="Offenfeld"))
    guest(day, StartupFactory(name="Verschlossen"))
    page = text(as_user(member.person).get(f"/meetings/{side.uuid}/wishes/"))
    assert "Offenfeld" in page
    assert "Verschlossen" not in page


def test_names_stand_in_the_order_people_expect(as_user, day):
    owner, side = own_guest(day)
    for who in ("Zoo Leipzig", "Ätherwerk", "aok"):
        table(day, PartnerFactory(name=who))
    lines = as_user(owner).get(f"/meetings/{side.uuid}/wishes/").context["form"].lines()
    assert [line.counterpart.name for line in lines] == ["aok", "Ätherwerk", "Zoo Leipzig"]


def test_a_colleague_who_saw_other_wishes_keeps_what_they_chose(as_user, day):
    owner, side = own_guest(day)
    first, second = table(day), table(day)
    client, page = as_user(owner), f"/meetings/{side.uuid}/wishes/"
    wish(side, first)
    answer = client.post(page, {name(second): "like", "seen": wishes.mark({})})
    assert "Inzwischen hat jemand von derselben Seite" in text(answer)
    typed = answer.context["form"]
    assert typed[name(second)].value() == "like"
    assert [str(line.saved) for line in typed.lines()] == ["unbedingt", "nein"]
    assert "Gespeichert ist: unbedingt" in text(answer)
    client.post(page, {name(second): "like", "seen": typed["seen"].value()})
    assert [one.wished for one in side.wishes.all()] == [second]


def test_nonsense_is_said_at_the_field_and_nothing_is_saved(as_user, day):
    owner, side = own_guest(day)
    desk = table(day)
    answer = as_user(owner).post(f"/meetings/{side.uuid}/wishes/", {name(desk): "sehr"})
    assert answer.status_code == 200
    assert answer.context["form"].errors[name(desk)]
    assert not Wish.objects.exists()


def test_after_the_end_wishes_can_be_read_and_no_more_changed(as_user):
    day = MatchDayFactory(wishes_until=timezone.now() - timedelta(hours=1))
    owner, side = own_guest(day)
    desk = table(day)
    client, page = as_user(owner), f"/meetings/{side.uuid}/wishes/"
    shown = text(client.get(page))
    assert "Wünsche speichern" not in shown
    assert shown.count("disabled") == 3
    answer = client.post(page, {name(desk): "like", "seen": wishes.mark({})})
    assert "Die Zeit für Wünsche ist vorbei." in text(answer)
    assert not Wish.objects.exists()


def test_a_published_timetable_is_read_on_the_page_and_on_the_card(as_user, day):
    owner, side = own_guest(day, name="Wärmepuls")
    desk = table(day, PartnerFactory(name="Netz Leipzig"), place="7")
    full = table(day, PartnerFactory(name="Klinikum Süd"), from_slot=1, until_slot=1)
    other = guest(day)
    wish(side, desk)
    wish(side, full)
    plan(day, (2, side, desk), (1, other, full))
    client = as_user(owner)
    page = text(client.get(f"/meetings/{side.uuid}/"))
    assert "Netz Leipzig" in page
    assert "Klinikum Süd ist in jeder Runde belegt." in page
    card = client.get(f"/meetings/{side.uuid}/card/")
    assert card["Content-Type"] == "application/pdf"
    assert client.get(f"/meetings/{side.uuid}/card/").content == card.content
    with pikepdf.open(BytesIO(card.content)) as paper:
        assert len(paper.pages) == 1
        assert paper.Root.MarkInfo.Marked
        said = pdf_text.words(paper)
    assert "Wärmepuls" in said
    assert "Netz Leipzig 7" in said


def test_the_long_break_has_a_line_between_the_rounds_around_it(as_user, day):
    day.slot_count, day.breaks_after, day.break_minutes = 3, [2, 3], 45
    day.save(update_fields=["slot_count", "breaks_after", "break_minutes"])
    owner, side = own_guest(day)
    early, leaves = own_guest(day)
    leaves.until_slot = 2
    leaves.save(update_fields=["until_slot"])
    plan(day, (1, side, table(day, PartnerFactory(name="Netz Leipzig"))))
    second = day.slots()[1]
    first, last = (at.astimezone(BERLIN) for at in (second.ends_at, second.break_until))
    line = f"{first:%H:%M}–{last:%H:%M} Pause"
    for person, one, count in ((owner, side, 1), (early, leaves, 0)):
        client = as_user(person)
        page = " ".join(strip_tags(text(client.get(f"/meetings/{one.uuid}/"))).split())
        with pikepdf.open(BytesIO(client.get(f"/meetings/{one.uuid}/card/").content)) as paper:
            said = pdf_text.words(paper)
        assert page.count(line) == said.count(line) == count
        assert page.count("Pause") == count


def test_a_draft_shows_nothing_to_those_who_take_part(as_user, day):
    owner, side = own_guest(day)
    desk = table(day, PartnerFactory(name="Netz Leipzig"))
    plan(day, (2, side, desk), state="draft")
    client = as_user(owner)
    assert "Netz Leipzig" not in text(client.get(f"/meetings/{side.uuid}/"))
    assert client.get(f"/meetings/{side.uuid}/card/").status_code == 404


def test_who_left_and_who_never_was_there_find_nothing(as_user, day):
    owner, side = own_guest(day)
    member = colleague()
    desk = table(day, member.partner)
    side.startup.members.update(left_at=timezone.now())
    member.left_at = timezone.now()
    member.save()
    for person, one in ((owner, side), (member.person, desk), (founder(), side)):
        for page in ("", "wishes/", "card/"):
            assert as_user(person).get(f"/meetings/{one.uuid}/{page}").status_code == 404


def test_a_day_whose_event_is_a_draft_is_nobodys_yet(as_user):
    owner, side = own_guest(MatchDayFactory(event__draft=True))
    assert as_user(owner).get(f"/meetings/{side.uuid}/").status_code == 404


def test_meetings_with_who_cancelled_are_marked_at_once(as_user, day):
    owner, side = own_guest(day)
    desk = table(day, PartnerFactory(name="Netz Leipzig"), cancelled_at=timezone.now())
    plan(day, (1, side, desk))
    assert "<s>Netz Leipzig</s>" in text(as_user(owner).get(f"/meetings/{side.uuid}/"))


def test_the_pages_ask_as_little_with_thirty_others_as_with_three(as_user, day):
    owner, side = own_guest(day)
    client, counts = as_user(owner), []
    for number in (3, 27):
        for _one in range(number):
            wish(side, table(day))
        counts.append([])
        for page in ("", "wishes/"):
            with CaptureQueriesContext(
                connection,
            ) as asked:
                client.get(f"/meetings/{side.uuid}/{page}")
            counts[-1].append(len(asked))
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 8


def test_the_overview_leads_to_the_next_day_and_forgets_it_afterwards(as_user, day):
    owner, side = own_guest(day)
    client = as_user(owner)
    assert f"/meetings/{side.uuid}/" in text(client.get("/dashboard/"))
    past = timezone.now() - timedelta(hours=3)
    Event.objects.update(starts_at=past, ends_at=past + timedelta(hours=2))
    assert f"/meetings/{side.uuid}/" not in text(client.get("/dashboard/"))
    assert f"/meetings/{side.uuid}/" in text(client.get("/meetings/"))


# The team


def posted(day, **changes):
    starts = timezone.localtime(day.event.starts_at)
    data = {
        "event": day.event_id,
        "starts_at_0": f"{starts:%d.%m.%Y}",
        "starts_at_1": f"{starts:%H:%M}",
        "wishes_until_0": f"{starts - timedelta(days=3):%d.%m.%Y}",
        "wishes_until_1": "12:00",
        "minutes": 15,
        "pause": 5,
        "slot_count": 4,
        "breaks_after": "2",
        "break_minutes": 20,
        "most_meetings": 8,
        "sides-TOTAL_FORMS": 0,
        "sides-INITIAL_FORMS": 0,
    }
    return data | changes


def test_staff_set_up_a_day_and_take_people_in(as_user):
    starts = (timezone.now() + timedelta(days=20)).replace(second=0, microsecond=0)
    event = EventFactory(kind="matchmaking", starts_at=starts)
    day = MatchDay(event=event)
    startup, partner = StartupFactory(public=True), PartnerFactory()
    data = posted(day, startups=[startup.pk], partners=[partner.pk])
    answer = as_user(staff()).post("/admin/matchday/matchday/add/", data)
    assert answer.status_code == 302, answer.context["errors"]
    made = MatchDay.objects.get()
    assert made.breaks_after == [2]
    assert {(one.startup, one.partner) for one in made.sides.all()} == {
        (startup, None),
        (None, partner),
    }


def test_rounds_that_outlast_the_event_are_said_at_the_field(as_user):
    starts = (timezone.now() + timedelta(days=20)).replace(second=0, microsecond=0)
    day = MatchDay(event=EventFactory(kind="matchmaking", starts_at=starts))
    data = posted(day, slot_count=16)
    answer = as_user(staff()).post("/admin/matchday/matchday/add/", data)
    assert "Die letzte Runde endete am" in text(answer)
    assert not MatchDay.objects.exists()


def test_staff_build_look_publish_and_mend_on_one_page(as_user, day):
    owner, side = own_guest(day, name="Wärmepuls")
    other = guest(day, StartupFactory(public=True, name="Feldwinkel"))
    desk = table(day, PartnerFactory(name="Netz Leipzig"))
    wish(side, desk)
    wish(desk, other, "like")
    client, page = as_user(staff()), f"/admin/matchday/matchday/{day.pk}/"
    client.post(f"{page}build/")
    waiting = client.get(f"{page}timetable/")
    assert waiting["Refresh"] == "3"
    assert "Fassung 1 wartet darauf" in text(waiting)
    plans.make_waiting(now=timezone.now())
    made = client.get(f"{page}timetable/")
    assert "Refresh" not in made
    assert "100 % dessen erfüllt" in text(made)
    client.post(f"{page}publish/", {"version": "1"})
    assert MatchPlan.objects.get().state == "published"
    assert Email.objects.filter(kind="matchday/plan_published", recipient=owner).count() == 1
    cards = client.get(f"{page}cards/")
    with pikepdf.open(BytesIO(cards.content)) as paper:
        assert len(paper.pages) == 3
    client.post(f"{page}cancel/", {"side": side.pk})
    plans.make_waiting(now=timezone.now())
    mended = text(client.get(f"{page}timetable/"))
    assert "Gegenüber dem veröffentlichten Zeitplan" in mended
    assert "Eine Mail bekommen: Netz Leipzig, Wärmepuls" in " ".join(mended.split())
    client.post(f"{page}publish/", {"version": "2"})
    assert Email.objects.filter(kind="matchday/plan_changed", recipient=owner).count() == 1
    client.post(f"{page}cancel/", {"side": side.pk, "again": "1"})
    assert MatchSide.objects.get(pk=side.pk).cancelled_at is None


def test_nonsense_from_a_forged_form_finds_nothing(as_user, day):
    client, page = as_user(staff()), f"/admin/matchday/matchday/{day.pk}/"
    for act, data in (("publish", {"version": "9" * 30}), ("cancel", {"side": "x"})):
        assert client.post(f"{page}{act}/", data).status_code == 404
    assert client.get(f"{page}timetable/?version=abc").status_code == 200


def test_the_teams_page_asks_as_little_with_many_as_with_few(as_user, day):
    client, counts = as_user(staff()), []
    desk = table(day)
    plan(day, state="draft")
    for number in (2, 20):
        for _one in range(number):
            wish(guest(day), desk)
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/admin/matchday/matchday/{day.pk}/timetable/")
        counts.append(len(asked))
    assert counts[0] == counts[1] <= MOST_QUERIES


def test_a_day_is_made_for_an_event_that_can_have_one_and_found_from_its_page(as_user):
    client = as_user(staff())
    able = EventFactory(kind="matchmaking", title_de="Wassertag")
    EventFactory(kind="office_hours", title_de="Abgesagtes", cancelled=True)
    EventFactory(kind="office_hours", title_de="Muster", draft=True, is_template=True)
    EventFactory(kind="info", title_de="Infoabend")
    taken = MatchDayFactory()
    page = text(client.get(f"/admin/events/event/{able.pk}/change/"))
    add = f"/admin/matchday/matchday/add/?event={able.pk}"
    assert add in page
    form = client.get(add).context["adminform"].form
    assert list(form.fields["event"].queryset) == [able]
    assert form["event"].value() == str(able.pk)
    assert form.initial["starts_at"] == able.starts_at
    page = text(client.get(f"/admin/events/event/{taken.event.pk}/change/"))
    assert f"/admin/matchday/matchday/{taken.pk}/timetable/" in page


def test_who_is_taken_out_reads_that_and_no_timetable(as_user, day):
    owner, side = own_guest(day)
    desk = table(day, PartnerFactory(name="Netz Leipzig"))
    wish(side, desk)
    plan(day, (2, side, desk))
    MatchSide.objects.filter(pk=side.pk).update(cancelled_at=timezone.now())
    page = text(as_user(owner).get(f"/meetings/{side.uuid}/"))
    assert "vom Hub-Team abgemeldet" in page
    assert "Karte zum Ausdrucken" not in page
    assert "Netz Leipzig" not in page
