"""What somebody may not know: each secret is one change to the hub, and who may notice it.

A secret says what changes behind the back of everybody who may not see it. Whoever builds something
that not all may see adds a secret here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from events.models import CalendarAddress, Event, FeedbackAnswer, FeedbackTicket
from hub.accounts.roles import Role
from hub.mail import choices
from partners.models import Introduction, Partner, Pilot, WatchNote
from partners.services import introductions
from startups.models import (
    Answer,
    Application,
    Decision,
    Milestone,
    ProfileChange,
    ProfileVisit,
    StaffNote,
    Startup,
)
from startups.models.profile_visit import VisitKind
from tests.factories.challenges import ChallengeFactory
from tests.factories.events import EventFactory, RegistrationFactory
from tests.factories.hub import UserFactory, track
from tests.factories.matchday import plan, wish
from tests.factories.partners import ScienceUnitFactory, colleague, noted
from tests.factories.pilots import pilot
from tests.factories.reports import AwardFactory, frozen_report, ordered_file, ordered_run
from tests.factories.startups import StartupFactory, deck_of

READERS = ["visitor", "founder", "reviewer", "mentor", "partner", "scientist"]
WORD = "Klabautermann"
# Everything that a founder can keep to the hub, told: other than what a fresh startup has.
TOLD = {
    "text": f"{WORD} im Umspannwerk",
    "website": f"https://{WORD.lower()}.example",
    "seat": f"{WORD}hausen",
    "region": "abroad",
    "team_size": 17,
    "founded_on": "1999-04-01",
    "stage": "growth",
    "seeks": ["capital", "mentor"],
    "tags": [WORD],
    "jobs_url": f"https://{WORD.lower()}.example/jobs",
    "traction": f"{WORD} zahlt.",
    "pilot_wish": f"Den {WORD} messen.",
}


@dataclass(frozen=True)
class Secret:
    change: Callable
    known_to: tuple[str, ...] = ()

    def __str__(self):
        return self.change.__name__

    @property
    def kept_from(self):
        return [role for role in READERS if role not in self.known_to]


SECRETS = []


def secret(*known_to):
    """Register a change that only `known_to` (and the office) may notice."""

    def register(change):
        SECRETS.append(Secret(change, known_to))
        return change

    return register


@secret()
def fields_of_a_public_startup_that_were_not_released(hub):
    Startup.objects.filter(slug="silent-startup").update(**TOLD)


@secret("partner")
def what_a_startup_tells_partners_alone(hub):
    Startup.objects.filter(slug="public-startup").update(
        traction=WORD,
        pilot_wish=WORD,
        text=WORD,
        partner_fields=["traction", "pilot_wish", "text"],
    )


def reached(**fields):
    startup = Startup.objects.get(slug="public-startup")
    Milestone.objects.create(startup=startup, title=WORD, reached_on="2026-02-01", **fields)


@secret("partner")
def a_milestone_that_is_for_partners_alone(hub):
    reached(audience="partners")


@secret()
def milestones_that_are_for_the_hub_or_wait_for_it(hub):
    reached(audience="hub")
    Milestone.objects.create(
        startup=Startup.objects.get(slug="public-startup"),
        title=f"{WORD} gefunden",
        reached_on="2026-03-01",
        waits=True,
    )


@secret()
def a_private_startup_that_was_not_there(hub):
    deck_of(StartupFactory(name=WORD, one_liner=WORD, **TOLD))


@secret()
def a_startup_that_waits_for_its_release(hub):
    StartupFactory(name=WORD, visibility="pending", released_fields=["text", "tags"], **TOLD)


@secret()
def an_archived_startup(hub):
    StartupFactory(name=WORD, visibility="archived", released_fields=["text", "tags"], **TOLD)


@secret("partner")
def a_private_startup_that_is_open_to_partners(hub):
    StartupFactory(name=WORD, for_partners=True, partner_fields=["text", "tags"], **TOLD)


@secret()
def answers_and_name_in_somebody_elses_draft(hub):
    Answer.objects.filter(application=hub.foreign.application).update(value=WORD)
    Startup.objects.filter(pk=hub.foreign.startup.pk).update(name=WORD)


@secret()
def where_somebody_elses_application_stands(hub):
    Application.objects.filter(pk=hub.foreign.submitted.pk).update(state="in_review")


@secret()
def a_decision_that_is_prepared(hub):
    Decision.objects.create(
        application=hub.own.submitted,
        outcome="accept",
        message=WORD,
        prepared_by=hub.people["lead"],
    )


@secret()
def a_screening_and_a_note_of_the_office(hub):
    Application.objects.filter(pk=hub.own.submitted.pk).update(
        is_eligible=True, screened_at=timezone.now(), screened_by=hub.people["staff"]
    )
    StaffNote.objects.create(application=hub.own.submitted, text=WORD, author=hub.people["staff"])


@secret()
def who_works_for_another_partner_and_how_long(hub):
    other = hub.foreign.colleague.partner
    colleague(other, name=WORD)
    other.contract_to = timezone.localdate() + timedelta(days=3)
    other.save()


@secret()
def who_opened_somebody_elses_profile(hub):
    ProfileVisit.objects.create(
        startup=Startup.objects.get(slug="public-startup"),
        person=hub.foreign.colleague.person,
        organisation=WORD,
        kind=VisitKind.PROFILE,
        day=timezone.localdate(),
    )


@secret()
def a_unit_of_science_that_is_not_published(hub):
    university = Partner.objects.get(slug="vng")
    ScienceUnitFactory(name_de=WORD, state="private", university=university, knows=[WORD])


@secret("founder")
def a_founder_who_says_no(hub):
    say(hub, "declined")


@secret("founder")
def a_founder_who_says_not_now(hub):
    say(hub, "not_now")


@secret()
def another_partner_who_asks_for_an_introduction(hub):
    public = Startup.objects.get(slug="public-startup")
    introductions.ask(public.pk, reason=WORD, by=lead_of_another_partner(hub))


@secret()
def how_another_partners_introduction_ends(hub):
    Introduction.objects.filter(pk=hub.foreign.introduction.pk).update(
        state="declined", answered_by=hub.foreign.founder, answered_at=timezone.now()
    )


@secret()
def notes_of_another_partner(hub):
    other = lead_of_another_partner(hub)
    noted(hub.foreign.colleague.partner, other, Startup.objects.get(slug="public-startup"), WORD)
    WatchNote.objects.filter(pk=hub.foreign.note.pk).update(text=WORD)


@secret()
def a_pilot_of_others(hub):
    Pilot.objects.filter(pk=hub.foreign.pilot.pk).update(
        title=WORD, success_measure=WORD, state="rollout"
    )
    partner = hub.foreign.colleague.partner
    pilot("running", partner=partner, startup=hub.foreign.startup, title=WORD)


@secret()
def an_event_that_is_a_draft(hub):
    EventFactory(draft=True, title_de=WORD)


@secret()
def the_link_of_an_event_and_who_comes(hub):
    Event.objects.filter(slug="rohrgespraech").update(online_url=f"https://{WORD.lower()}.example")
    RegistrationFactory(event=Event.objects.get(slug="rohrgespraech"), name=WORD)


@secret()
def what_people_thought_of_an_event_and_how_many_said_so(hub):
    FeedbackAnswer.objects.update(first=1, second=5, comment=WORD)
    FeedbackTicket.objects.filter(is_used=True).first().delete()


@secret()
def what_somebody_else_registered_for(hub):
    RegistrationFactory(event=Event.objects.get(slug="rohrgespraech"), person=hub.foreign.founder)
    CalendarAddress.objects.filter(person=hub.foreign.founder).delete()


@secret("partner")
def a_challenge_that_is_a_draft(hub):
    ChallengeFactory(author=hub.own.colleague, title_de=WORD)


@secret()
def a_challenge_of_another_partner_that_is_in_check(hub):
    ChallengeFactory(
        author=hub.foreign.colleague,
        title_de=WORD,
        state="in_check",
        first_sent_at=timezone.now(),
    )


@secret()
def a_change_of_a_public_profile_that_waits(hub):
    ProfileChange.objects.create(
        startup=Startup.objects.get(slug="public-startup"),
        values={"one_liner": WORD},
        by=hub.foreign.founder,
    )


@secret()
def whom_others_wish_to_meet(hub):
    """Nobody but the office reads that, the wished one least of all."""
    for side in hub.own.meeting.day.sides.exclude(pk=hub.own.meeting.pk):
        wish(side, hub.own.meeting)


@secret()
def a_draft_of_a_timetable(hub):
    day = hub.own.meeting.day
    theirs = day.sides.exclude(pk=hub.own.meeting.pk).get()
    plan(day, (2, hub.own.meeting, theirs), state="draft", version=2)


@secret()
def whom_others_meet(hub):
    mine = hub.foreign.meeting
    theirs = mine.day.sides.exclude(pk=mine.pk).get()
    mine.day.plans.all().delete()
    plan(mine.day, (3, mine, theirs))


@secret()
def what_somebody_else_wants_by_mail(hub):
    choices.save(hub.foreign.founder, asked=["startups/draft_reminder"], wanted=[], is_daily=True)


@secret()
def who_holds_which_role(hub):
    UserFactory(name=WORD, roles=[Role.STAFF, Role.PARTNER, Role.REVIEWER])


@secret()
def what_was_promised_to_the_funder_and_reported(hub):
    award = AwardFactory(name=WORD, funder=WORD)
    award.targets.create(indicator="applications", year=timezone.localdate().year, value=7)
    frozen_report(award, hub.people["reporting"])
    ordered_run(award, hub.people["lead"])
    ordered_file(hub.people["lead"])


def say(hub, answer):
    asked = hub.own.introduction
    introductions.answer(asked, answer=answer, seen=asked.state, by=hub.own.founder)


def lead_of_another_partner(hub):
    return hub.foreign.colleague.partner.members.get(level="lead").person


def stage(hub):
    """What the secrets are about, there from the beginning."""
    StartupFactory(
        public=True, slug="silent-startup", name="Schweigsam", released_fields=[], track=track()
    )
