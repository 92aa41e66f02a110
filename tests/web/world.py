"""A small hub with one of everything, twice: the founder's own, and somebody else's."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.utils import timezone

from events.models import CalendarAddress, FeedbackTicket, Registration
from events.services import calendars, feedback, letters
from hub.accounts import invitations
from hub.accounts.models import Invitation, InvitationKind, User
from hub.accounts.roles import Role
from hub.mail import choices
from hub.mail.models import Email
from hub.programme.models import BarrierReport
from hub.reports.models import FigureFile, FundingAward, FundingReport, ReportRun
from hub.sheets.models import Import
from matchday.models import MatchSide
from partners.models import (
    Challenge,
    Entry,
    EntryFile,
    Introduction,
    PartnerMember,
    Pilot,
    SavedSearch,
    WatchNote,
)
from startups.models import (
    Application,
    Attachment,
    Batch,
    Conflict,
    Offer,
    ProfileLogo,
    Question,
    QuestionKind,
    Startup,
    StartupMember,
)
from startups.states import ApplicationState, MemberLevel
from tests import logos as pictures
from tests import pdfs
from tests.factories.challenges import ChallengeFactory, EntryFactory
from tests.factories.events import EventFactory, RegistrationFactory, feedback_round
from tests.factories.hub import UserFactory
from tests.factories.matchday import MatchDayFactory, guest, plan, table, wish
from tests.factories.partners import PartnerFactory, noted
from tests.factories.pilots import pilot as a_pilot
from tests.factories.pilots import pilot_file
from tests.factories.reports import AwardFactory, frozen_report, ordered_file, ordered_run
from tests.factories.startups import (
    ApplicationFactory,
    BatchFactory,
    StartupFactory,
    answer,
    batch_with_form,
    deck_of,
)
from tests.web import laboratory
from tests.web.laboratory import Laboratory

VISITOR = "visitor"
LOGO = "0123456789abcdef"
ROLES = {
    "founder": [Role.FOUNDER],
    "reviewer": [Role.REVIEWER],
    "mentor": [Role.MENTOR],
    "partner": [Role.PARTNER],
    "scientist": [Role.SCIENTIST],
    "staff": [Role.STAFF],
    "lead": [Role.STAFF, Role.SELECTION_LEAD],
    "reporting": [Role.REPORTING],
    "superuser": [],
}
EVERYBODY = [VISITOR, *ROLES]
# Lists that staff uploaded, by what they are about.
IMPORTS = {"partners": uuid4(), "startups": uuid4()}
SLUGS = {
    "tracks/": "energy",
    "apply/": "batch-open",
    "partners/": "vng",
    "competence-centre/": "netzzustand",
    "challenges/": "challenge-public",
    "events/": "rohrgespraech",
    "challenge-fits/<uuid:startup>/units/": "netzzustand",
    "partner/challenges/<uuid:challenge>/units/": "netzzustand",
    "challenge-fits/": "challenge-public",
    "applications/": "idea",
}


@dataclass
class Side:
    """One founder's things, and those of the partner beside them."""

    founder: User
    application: Application
    submitted: Application
    accepted: Application
    attachment: Attachment
    startup: Startup
    # In the programme, its profile with the hub
    profiled: Startup
    member: StartupMember
    question: Question
    invitation: Invitation
    token: str
    colleague: PartnerMember
    colleague_invited: Invitation
    introduction: Introduction
    challenge: Challenge
    note: WatchNote
    pilot: Pilot
    entry: Entry
    read_entry: Entry
    search: SavedSearch
    calendar: CalendarAddress
    # Of the founder's startup, at a day whose timetable is published
    meeting: MatchSide
    science: Laboratory | None = None

    def values(self, address):
        """What stands in the parameters of an address that leads to these things."""
        values = {
            "uuid": self.application.uuid,
            "member": self.member.uuid,
            "invitation": self.invitation.uuid,
            "question": self.question.uuid,
            "token": self.token,
            "slug": slug(address, self),
            "section": "idea",
            "object_id": self.key(address),
            "pk": self.key(address),
            "step": "start",
            "act": "archive",
            "kind": "csv",
            "viewer": "partner",
            "digest": LOGO,
            "size": 104,
            "number": 1,
            "key": "accounts/role_invitation",
            "content_type_id": 1,
            "introduction": self.introduction.uuid,
            "startup": self.startup.uuid,
            "milestone": self.profiled.milestones.get().uuid,
            "side": self.meeting.uuid,
        }
        if "/import/<uuid:uuid>/" in address.route:
            values["uuid"] = IMPORTS[address.route.split("/")[1]]
        places = {
            "files/": self.attachment,
            "pilots/": self.pilot,
            "pilots/files/": self.pilot.files.get(),
            "entries/": self.entry,
        }
        for start, thing in places.items():
            if address.route.startswith(start):
                values["uuid"] = thing.uuid
        if "offer" in address.name:
            values["uuid"] = self.accepted.uuid
        if "attendance" in address.name:
            values["kind"] = "pdf"
        values |= self.signed(address.name)
        if address.route.startswith("partner/"):
            values |= {
                "member": self.colleague.uuid,
                "invitation": self.colleague_invited.uuid,
                "challenge": self.challenge.uuid,
                "search": self.search.uuid,
                "entry": self.note.entry.uuid,
                "note": self.note.uuid,
                "stage": self.note.entry.stage.uuid,
                "kind": "csv",
            }
        if "own-entry" in address.name:
            values |= {"challenge": self.read_entry.challenge.uuid, "entry": self.read_entry.uuid}
        return values | reported(address) | self.science.values(address)

    def signed(self, name):
        """The token of an address that opens to whoever has it."""
        tokens = {
            "portal:mail-stop": choices.signer.sign(
                f"{self.founder.uuid.hex}!hub!reminder_digest"
            ),
            "events:own-calendar": calendars.signer.sign(self.calendar.key.hex),
            "events:feedback": feedback.token(
                FeedbackTicket.objects.filter(is_used=False).first()
            ),
            "events:registration": letters.token(Registration.objects.earliest("pk")),
        }
        return {"token": tokens[name]} if name in tokens else {}

    def key(self, address):
        """The key of a row of the admin page's model: one of these things, or else the newest."""
        parts = address.route.split("/")
        if not address.is_admin or len(parts) < 4:
            return 1
        try:
            model = apps.get_model(parts[1], parts[2])
        except LookupError:
            return 1
        mine = {
            Application: self.submitted,
            Batch: self.submitted.batch,
            Startup: self.profiled if "review" in address.name else self.startup,
            Invitation: self.invitation,
            User: self.founder,
            Introduction: self.introduction,
        }
        row = mine.get(model) or model.objects.order_by("pk").last()
        return row.pk if row else 1


# What of the reports an address is about, by its first part.
REPORTED = {
    "awards": FundingAward,
    "files": FigureFile,
    "frozen": FundingReport,
    "runs": ReportRun,
}


def reported(address):
    """What stands in the parameters of the addresses of reports: the office's, whoever asks."""
    if address.route.startswith("partner/months/"):
        return {"month": f"{timezone.localdate():%Y-%m}"}
    if not address.route.startswith("reports/"):
        return {}
    values = {"period": "2026-Q3", "key": "applications", "kind": "pdf", "language": "de"}
    model = REPORTED.get(address.route.split("/")[1])
    return values | ({"uuid": model.objects.get().uuid} if model else {})


def slug(address, owned):
    """The slug that the address is about: public things have one for all."""
    for start, value in SLUGS.items():
        if address.route.startswith(start):
            return value
    return owned.profiled.slug if "profile" in address.name else "public-startup"


@dataclass
class World:
    people: dict
    own: Side
    foreign: Side
    batch: object

    def client(self, role, **options):
        """A browser of somebody in that role, logged in."""
        client = Client(raise_request_exception=False, **options)
        if role != VISITOR:
            client.force_login(self.people[role])
        return client

    def clients(self):
        """One for each role, so that logging in is paid for once."""
        return {role: self.client(role) for role in EVERYBODY}


def undone(client, send):
    """What `send(client)` answers, with its effects on database and browser taken back."""
    cookies = client.cookies.copy()
    try:
        with transaction.atomic():
            response = send(client)
            transaction.set_rollback(True)
    finally:
        client.cookies = cookies
    return response


def build():
    """The whole of it; the founder of `own` is the person in the role founder."""
    # With a password of their own, whoever it may be: else nothing could ask for it again.
    password = make_password("a-quiet-harbour-in-may")
    people = {role: UserFactory(roles=grants, password=password) for role, grants in ROLES.items()}
    User.objects.filter(pk=people["superuser"].pk).update(is_superuser=True)
    people["superuser"].is_superuser = True
    batch = batch_with_form(slug="batch-open")
    BatchFactory(slug="batch-planned", state="planned")
    yesterday = timezone.now() - timedelta(days=1)
    in_selection = BatchFactory(slug="batch-selecting", state="selecting", deadline=yesterday)
    stranger = UserFactory(roles=[Role.FOUNDER])
    partner = PartnerFactory(slug="vng")
    PartnerMember.objects.create(partner=partner, person=people["partner"], level="lead")
    other_partner = PartnerFactory(slug="aok-plus")
    other_lead = UserFactory(roles=[Role.PARTNER])
    PartnerMember.objects.create(partner=other_partner, person=other_lead, level="lead")
    deck_of(
        StartupFactory(
            public=True,
            slug="public-startup",
            partner_fields=["traction", "pilot_wish", "deck"],
            traction="Drei Stadtwerke zahlen.",
            pilot_wish="Zwölf Messpunkte für einen Winter.",
        )
    )
    logo = {"small": pictures.picture("WEBP"), "large": pictures.picture("WEBP")}
    logo |= {"digest": LOGO, "uploaded_by": stranger}
    shown_startup = Startup.objects.get(slug="public-startup")
    ProfileLogo.objects.create(startup=shown_startup, is_shown=True, **logo)
    BarrierReport.objects.create(text="Der Knopf fehlt.", due_on=timezone.localdate())
    for subject, uuid in IMPORTS.items():
        Import.objects.create(
            uuid=uuid,
            subject=subject,
            file_name="liste.csv",
            by=people["staff"],
            rows=[[2, {"name": "Neu GmbH", "kind": "company"}]],
        )
    ordered_file(
        frozen_report(
            ordered_run(AwardFactory(), people["reporting"]).award, people["reporting"]
        ).frozen_by
    )
    own = side(people["founder"], batch, in_selection, people["partner"])
    foreign = side(stranger, batch, in_selection, other_lead)
    everybodys(own)
    own.science = laboratory.build(people["scientist"], "netzzustand", people["founder"])
    foreign.science = laboratory.build(UserFactory(roles=[Role.SCIENTIST]), "stadtklima", stranger)
    Conflict.objects.create(
        person=people["reviewer"], startup=foreign.startup, reason="Früher dort beschäftigt"
    )
    Email.objects.create(
        kind="x/y", to="a@example.org", language="de", subject="s", body="b", message_id=uuid4()
    )
    return World(people, own, foreign, batch)


def everybodys(own):
    """What is public and nobody's own."""
    ChallengeFactory(author=own.colleague, published=True, slug="challenge-public")
    event = EventFactory(slug="rohrgespraech", online_url="https://a.example")
    RegistrationFactory(event=event)
    feedback_round(event, answers=6)


def side(founder, batch, in_selection, partner_lead):
    """A draft with a file, a co-founder and an open invitation, and an application accepted.

    Of the partner: a colleague, and one who is invited.
    """
    startup = StartupFactory(owner=founder, batch=in_selection)
    application = ApplicationFactory(batch=batch, startup=startup, started_by=founder)
    questions = Question.objects.filter(section__batch=batch)
    for question in questions.exclude(kind=QuestionKind.FILE)[:2]:
        answer(application, question, "Ein Text", by=founder)
    deck = questions.get(kind=QuestionKind.FILE)
    attachment = Attachment.objects.create(
        application=application,
        question=deck,
        file=ContentFile(pdfs.clean(), name="deck.pdf"),
        name="Deck.pdf",
        size=10,
        pages=3,
        sha256="0" * 64,
        uploaded_by=founder,
    )
    co_founder = UserFactory(roles=[Role.FOUNDER])
    member = StartupMember.objects.create(
        startup=startup, person=co_founder, level=MemberLevel.EDITOR
    )
    invitation, token = invitations.invite(
        email=f"guest-{founder.pk}@example.org",
        kind=InvitationKind.TEAM,
        subject=startup.uuid,
        level="viewer",
        by=founder,
    )
    submitted = ApplicationFactory(
        batch=in_selection,
        startup=StartupFactory(owner=founder),
        started_by=founder,
        submitted=True,
    )
    accepted = ApplicationFactory(
        startup=StartupFactory(owner=founder),
        started_by=founder,
        submitted=True,
        state=ApplicationState.ACCEPTED,
        decided_at=timezone.now(),
    )
    Offer.objects.create(application=accepted, expires_at=timezone.now() + timedelta(days=7))
    profiled = StartupFactory(
        owner=founder, batch=in_selection, visibility="pending", traction="Zwei Kunden"
    )
    deck_of(profiled)
    profiled.milestones.create(title="Xyz", reached_on="2026-03-14")
    partner = partner_lead.partner_memberships.get().partner
    colleague = PartnerMember.objects.create(
        partner=partner, person=UserFactory(roles=[Role.PARTNER]), level="member"
    )
    colleague_invited, _token = invitations.invite(
        email=f"colleague-{founder.pk}@example.org",
        kind=InvitationKind.PARTNER,
        subject=partner.uuid,
        level="member",
        by=partner_lead,
    )
    introduction = Introduction.objects.create(
        partner=partner,
        startup=startup,
        startup_name=startup.name,
        asked_by=partner_lead,
        reason="Pilot 2027",
        expires_at=timezone.now() + timedelta(days=10),
    )
    # In evaluation, where every form of its page is there.
    pilot = a_pilot("evaluation", partner=partner, startup=startup)
    pilot_file(pilot, by=founder)
    entry = EntryFactory(startup=startup, started_by=founder)
    EntryFile.objects.create(
        entry=entry,
        file=ContentFile(pdfs.clean(), name="entry.pdf"),
        name="Skizze.pdf",
        size=10,
        pages=3,
        sha256="1" * 64,
        uploaded_by=founder,
    )
    return Side(
        founder=founder,
        application=application,
        submitted=submitted,
        accepted=accepted,
        attachment=attachment,
        startup=startup,
        profiled=profiled,
        member=member,
        question=deck,
        invitation=invitation,
        token=token,
        colleague=colleague,
        colleague_invited=colleague_invited,
        introduction=introduction,
        challenge=ChallengeFactory(author=colleague),
        calendar=CalendarAddress.objects.create(person=founder),
        meeting=met(startup, partner),
        search=SavedSearch.objects.create(
            partner=partner, owner=partner_lead, name="Xyz", query="?q=Xyz", frequency="daily"
        ),
        note=noted(partner, partner_lead, Startup.objects.get(slug="public-startup")),
        pilot=pilot,
        entry=entry,
        read_entry=EntryFactory(
            challenge=ChallengeFactory(author=colleague, closed=True), submitted=True
        ),
    )


def met(startup, partner):
    """The startup's side of a day on which it meets the partner."""
    day = MatchDayFactory()
    mine, theirs = guest(day, startup), table(day, partner)
    wish(mine, theirs)
    plan(day, (1, mine, theirs))
    return mine
