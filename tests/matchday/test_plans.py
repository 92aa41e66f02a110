from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from hub.accounts.roles import Role
from hub.core.workflow import InvalidTransition
from hub.mail.models import Email
from matchday.models import MatchMeeting, MatchPlan, Wish
from matchday.planning.problem import Meeting
from matchday.queries import problem
from matchday.services import access, asking, plans, solver, wishes
from tests.factories.hub import UserFactory, founder
from tests.factories.matchday import MatchDayFactory, guest, plan, table, wish
from tests.factories.partners import colleague
from tests.factories.startups import StartupFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    return UserFactory(roles=[Role.STAFF])


@pytest.fixture
def day():
    return MatchDayFactory()


def made(day, staff):
    """A version ordered and made by the real child process."""
    ordered = plans.order(day, by=staff)
    assert plans.make_waiting(now=timezone.now()) == 1
    ordered.refresh_from_db()
    return ordered


def pairs(plan):
    return {(one.guest_id, one.table_id) for one in plan.meetings.all()}


@pytest.mark.parametrize("kind", ["matchmaking", "office_hours"])
def test_a_timetable_serves_the_wishes_of_both_sides(staff, kind):
    day = MatchDayFactory(event__kind=kind)
    one, other, desk = guest(day), guest(day), table(day)
    wish(one, desk, "like")
    wish(desk, other, "must")
    done = made(day, staff)
    assert done.state == "draft"
    assert (done.share, done.value, done.bound) == (100, 7, 7)
    assert pairs(done) == {(one.pk, desk.pk), (other.pk, desk.pk)}


def test_a_mutual_wish_goes_before_two_of_one_side(day, staff):
    desk = table(day, most_meetings=1)
    liked, mutual = guest(day), guest(day)
    wish(desk, liked, "must")
    wish(desk, mutual, "like")
    wish(mutual, desk, "like")
    assert pairs(made(day, staff)) == {(mutual.pk, desk.pk)}


def test_who_comes_late_meets_late(day, staff):
    late, desk = guest(day, from_slot=3), table(day, until_slot=3)
    wish(late, desk)
    assert [one.slot for one in made(day, staff).meetings.all()] == [3]


def test_ordered_twice_is_ordered_once_and_made_once(day, staff):
    wish(guest(day), table(day))
    assert plans.order(day, by=staff) == plans.order(day, by=staff)
    assert plans.make_waiting(now=timezone.now()) == 1
    assert plans.make_waiting(now=timezone.now()) == 0
    assert MatchPlan.objects.count() == 1


def test_without_a_wish_nothing_is_ordered(day, staff):
    guest(day)
    with pytest.raises(plans.NothingWished):
        plans.order(day, by=staff)


def test_only_the_office_orders_publishes_and_takes_people_out(day):
    side, drafted = guest(day), plan(day, state="draft")
    stranger, now = UserFactory(roles=[Role.REPORTING]), timezone.now()
    for act in (
        lambda: plans.order(day, by=stranger),
        lambda: plans.publish(drafted, by=stranger, now=now),
        lambda: plans.cancel_side(side, by=stranger, now=now),
        lambda: plans.restore_side(side, by=stranger),
        lambda: asking.ask(day, by=stranger, now=now),
    ):
        with pytest.raises(access.NotYours):
            act()


def test_a_version_whose_worker_died_is_taken_up_and_not_for_ever(day, staff, monkeypatch):
    wish(guest(day), table(day))
    ordered, now = plans.order(day, by=staff), timezone.now()
    for tries in range(1, 4):
        assert plans._take(now).tries == tries
        assert plans._take(now) is None
        now += timedelta(minutes=4)
    assert plans.make_waiting(now=now) == 1
    ordered.refresh_from_db()
    assert ordered.state == "failed"


def test_a_child_process_without_an_answer_fails_the_version_and_another_can_be_ordered(
    day, staff, monkeypatch
):
    wish(guest(day), table(day))
    with monkeypatch.context() as patched:
        patched.setattr(solver, "COMMAND", ["/bin/false"])
        assert made(day, staff).state == "failed"
    assert made(day, staff).state == "draft"


def test_progress_is_stored_while_it_is_made(day, staff, monkeypatch):
    wish(guest(day), table(day))
    heard = []
    monkeypatch.setattr(plans, "_note", lambda plan, share: heard.append(share))
    made(day, staff)
    assert heard[:2] == [10, 20]


def test_publishing_tells_everybody_once_and_shows_the_version(day, staff):
    owner = founder()
    one = guest(day, StartupFactory(public=True, owner=owner))
    member = colleague()
    desk, now = table(day, member.partner), timezone.now()
    drafted = plan(day, (1, one, desk), state="draft")
    plans.publish(drafted, by=staff, now=now)
    plans.publish(drafted, by=staff, now=now)
    mails = Email.objects.filter(kind="matchday/plan_published")
    assert {mail.recipient for mail in mails} == {owner, member.person}
    assert mails.count() == 2
    assert plans.published(day) == drafted


def test_a_late_cancellation_keeps_the_rest_and_tells_only_whom_it_concerns(day, staff):
    owners = [founder() for _number in range(3)]
    going = [guest(day, StartupFactory(public=True, owner=owner)) for owner in owners]
    members = [colleague(), colleague()]
    first, second = (table(day, member.partner) for member in members)
    for one in going:
        wish(one, first)
        wish(second, one)
    done, now = made(day, staff), timezone.now()
    plans.publish(done, by=staff, now=now)
    mended = plans.cancel_side(going[0], by=staff, now=now)
    assert plans.cancel_side(going[0], by=staff, now=now) == mended
    assert mended.base == done
    plans.make_waiting(now=now)
    mended.refresh_from_db()
    kept = [one for one in problem.meetings_of(done) if one.guest != going[0].pk]
    assert sorted(problem.meetings_of(mended)) == sorted(kept)
    plans.publish(mended, by=staff, now=now)
    done.refresh_from_db()
    assert done.state == "replaced"
    told = {mail.recipient for mail in Email.objects.filter(kind="matchday/plan_changed")}
    assert told == {owners[0], members[0].person, members[1].person}


def test_a_cancellation_before_there_is_a_timetable_orders_none(day, staff):
    side = guest(day)
    assert plans.cancel_side(side, by=staff, now=timezone.now()) is None
    plans.restore_side(side, by=staff)
    side.refresh_from_db()
    assert side.cancelled_at is None


def test_a_cancellation_while_a_version_is_being_made_has_it_made_anew(day, staff):
    one, other, desk = guest(day), guest(day), table(day)
    wish(one, desk)
    wish(other, desk)
    plan(day, (1, one, desk))
    plans.order(day, by=staff)
    now = timezone.now()
    begun = plans._take(now)
    restarted = plans.cancel_side(one, by=staff, now=now)
    assert (restarted.pk, restarted.state) == (begun.pk, "waiting")
    plans._make(begun, now)
    restarted.refresh_from_db()
    assert restarted.state == "waiting"
    plans.make_waiting(now=now)
    assert pairs(restarted) == {(other.pk, desk.pk)}


def test_a_draft_from_before_a_change_is_not_published(day, staff):
    one, desk = guest(day), table(day)
    drafted = plan(day, (1, one, desk), state="draft")
    one.from_slot = 2
    one.save()
    with pytest.raises(plans.Stale):
        plans.publish(drafted, by=staff, now=timezone.now())


def test_a_replaced_version_stays_replaced(day, staff):
    with pytest.raises(InvalidTransition):
        plans.publish(plan(day, state="replaced"), by=staff, now=timezone.now())


def test_the_database_lets_nobody_be_in_two_places(day):
    one, other, desk, second = guest(day), guest(day), table(day), table(day)
    done = plan(day, (1, one, desk))
    for slot, who, where in [(1, other, desk), (1, one, second), (2, one, desk)]:
        with pytest.raises(IntegrityError), transaction.atomic():
            MatchMeeting.objects.create(plan=done, slot=slot, guest=who, table=where)


def test_the_database_takes_one_published_version_and_one_in_work(day):
    plan(day)
    plan(day, state="waiting", version=2)
    for state in ("published", "running"):
        with pytest.raises(IntegrityError), transaction.atomic():
            plan(day, state=state, version=3)


def test_wishes_are_replaced_and_the_same_again_changes_nothing(day):
    owner = founder()
    side = guest(day, StartupFactory(public=True, owner=owner))
    desk, second, now = table(day), table(day), timezone.now()
    empty = wishes.mark({})
    wishes.save(side, {desk.pk: "must"}, seen=empty, by=owner, now=now)
    wishes.save(side, {desk.pk: "must"}, seen=empty, by=owner, now=now)
    kept = Wish.objects.get()
    seen = wishes.mark({desk.pk: "must"})
    wishes.save(side, {desk.pk: "must", second.pk: "like"}, seen=seen, by=owner, now=now)
    assert Wish.objects.filter(pk=kept.pk).exists()
    assert dict(side.wishes.values_list("wished_id", "rank")) == {
        desk.pk: "must",
        second.pk: "like",
    }


def test_a_colleague_who_saw_other_wishes_is_told(day):
    owner = founder()
    side = guest(day, StartupFactory(public=True, owner=owner))
    desk, second, now = table(day), table(day), timezone.now()
    wish(side, desk)
    with pytest.raises(wishes.Clash):
        wishes.save(side, {second.pk: "like"}, seen=wishes.mark({}), by=owner, now=now)
    assert side.wishes.get().wished == desk


def test_wishes_end_in_time_and_reach_only_whom_one_may_see(day):
    owner = founder()
    side = guest(day, StartupFactory(public=True, owner=owner))
    desk, now = table(day), timezone.now()
    elsewhere = table(MatchDayFactory())
    for other in (guest(day), elsewhere):
        with pytest.raises(wishes.Unknown):
            wishes.save(side, {other.pk: "like"}, seen="", by=owner, now=now)
    with pytest.raises(wishes.TooLate):
        wishes.save(side, {desk.pk: "like"}, seen="", by=founder(), now=now)
    with pytest.raises(wishes.TooLate):
        wishes.save(side, {desk.pk: "like"}, seen="", by=owner, now=day.wishes_until)


def test_everybody_is_asked_for_wishes_once_and_late_comers_later(day, staff):
    guest(day, StartupFactory(public=True, owner=founder()))
    now = timezone.now()
    assert asking.ask(day, by=staff, now=now) == 1
    guest(day, StartupFactory(public=True, owner=founder()))
    assert asking.ask(day, by=staff, now=now) == 1
    assert asking.ask(day, by=staff, now=now) == 0


def test_nobody_is_asked_before_the_event_is_public_or_after_the_wishes_ended(staff):
    hidden = MatchDayFactory(event__draft=True)
    with pytest.raises(asking.NotPublic):
        asking.ask(hidden, by=staff, now=timezone.now())
    day = MatchDayFactory()
    with pytest.raises(asking.WishesClosed):
        asking.ask(day, by=staff, now=day.wishes_until)


def test_rounds_follow_each_other_with_their_breaks():
    day = MatchDayFactory(slot_count=3, minutes=15, pause=5, breaks_after=[2], break_minutes=30)
    starts = [(slot.starts_at - day.starts_at).total_seconds() / 60 for slot in day.slots()]
    assert starts == [0, 20, 65]
    breaks = [slot.break_until for slot in day.slots()]
    assert breaks == [None, day.slots()[2].starts_at, None]


def test_what_was_not_served_is_said_in_words(day, staff):
    one, other = guest(day), guest(day, from_slot=4)
    desk = table(day, until_slot=1)
    wish(one, desk)
    wish(other, desk)
    sides = problem.sides_of(day)
    found = problem.pairs_of(sides, Wish.objects.all())
    left = problem.unserved(
        problem.problem_of(day, sides, found), found, [Meeting(1, one.pk, desk.pk)]
    )
    assert [str(row.why) for row in left] == ["Die beiden sind nie zur selben Zeit da."]
