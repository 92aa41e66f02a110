"""The lifecycles of this package, as data. Change a lifecycle here and nowhere else."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hub.core.workflow import Transition


class BatchState(models.TextChoices):
    PLANNED = "planned", _("geplant")
    OPEN = "open", _("offen")
    CLOSED = "closed", _("Frist abgelaufen")
    SELECTING = "selecting", _("in Auswahl")
    RUNNING = "running", _("läuft")
    FINISHED = "finished", _("beendet")


B = BatchState
OPEN_BATCH = Transition("open", frozenset({B.PLANNED}), B.OPEN)
CLOSE_BATCH = Transition("close", frozenset({B.OPEN}), B.CLOSED)
REOPEN_BATCH = Transition("reopen", frozenset({B.CLOSED}), B.OPEN)
START_SELECTION = Transition("start selection", frozenset({B.CLOSED}), B.SELECTING)
START_BATCH = Transition("start", frozenset({B.SELECTING}), B.RUNNING)
FINISH_BATCH = Transition("finish", frozenset({B.RUNNING}), B.FINISHED)


class ApplicationState(models.TextChoices):
    DRAFT = "draft", _("Entwurf")
    SUBMITTED = "submitted", _("eingereicht")
    IN_REVIEW = "in_review", _("in Prüfung")
    SHORTLISTED = "shortlisted", _("engere Wahl")
    INTERVIEWED = "interviewed", _("Gespräch geführt")
    ACCEPTED = "accepted", _("angenommen")
    WAITLISTED = "waitlisted", _("Warteliste")
    DECLINED = "declined", _("abgelehnt")
    INELIGIBLE = "ineligible", _("nicht zugelassen")
    WITHDRAWN = "withdrawn", _("zurückgezogen")


S = ApplicationState
# In the hands of the hub, not decided yet.
IN_SELECTION = frozenset({S.SUBMITTED, S.IN_REVIEW, S.SHORTLISTED, S.INTERVIEWED})
UNDECIDED = IN_SELECTION | {S.DRAFT}
DECIDED = frozenset({S.ACCEPTED, S.WAITLISTED, S.DECLINED, S.INELIGIBLE})

SUBMIT = Transition("submit", frozenset({S.DRAFT}), S.SUBMITTED)
REOPEN = Transition("reopen", frozenset({S.SUBMITTED}), S.DRAFT)
START_REVIEW = Transition("start review", frozenset({S.SUBMITTED}), S.IN_REVIEW)
SHORTLIST = Transition("shortlist", frozenset({S.IN_REVIEW}), S.SHORTLISTED)
INTERVIEW = Transition("interview", frozenset({S.SHORTLISTED}), S.INTERVIEWED)
ACCEPT = Transition("accept", IN_SELECTION | {S.WAITLISTED}, S.ACCEPTED)
WAITLIST = Transition("waitlist", IN_SELECTION, S.WAITLISTED)
DECLINE = Transition("decline", IN_SELECTION | {S.WAITLISTED}, S.DECLINED)
RULE_OUT = Transition("rule out", IN_SELECTION, S.INELIGIBLE)
WITHDRAW = Transition("withdraw", UNDECIDED, S.WITHDRAWN)


class Outcome(models.TextChoices):
    """What a decision, prepared in silence, will say when it is released."""

    ACCEPT = "accept", _("Zusage")
    WAITLIST = "waitlist", _("Warteliste")
    DECLINE = "decline", _("Absage")
    RULE_OUT = "rule_out", _("nicht zugelassen")


OUTCOME_TRANSITIONS = {
    Outcome.ACCEPT: ACCEPT,
    Outcome.WAITLIST: WAITLIST,
    Outcome.DECLINE: DECLINE,
    Outcome.RULE_OUT: RULE_OUT,
}


class OfferState(models.TextChoices):
    SENT = "sent", _("angeboten")
    ACCEPTED = "accepted", _("bestätigt")
    DECLINED = "declined", pgettext_lazy("a place", "abgelehnt")
    EXPIRED = "expired", _("verfallen")


CONFIRM_OFFER = Transition("confirm", frozenset({OfferState.SENT}), OfferState.ACCEPTED)
DECLINE_OFFER = Transition("decline", frozenset({OfferState.SENT}), OfferState.DECLINED)
EXPIRE_OFFER = Transition("expire", frozenset({OfferState.SENT}), OfferState.EXPIRED)
RENEW_OFFER = Transition("renew", frozenset({OfferState.EXPIRED}), OfferState.SENT)


class Visibility(models.TextChoices):
    PRIVATE = "private", _("privat")
    PENDING = "pending", _("wartet auf Freigabe")
    PUBLIC = "public", _("öffentlich")
    ARCHIVED = "archived", _("archiviert")


V = Visibility
ASK_RELEASE = Transition("ask for release", frozenset({V.PRIVATE}), V.PENDING)
PUBLISH = Transition("publish", frozenset({V.PRIVATE, V.PENDING}), V.PUBLIC)
HIDE = Transition("hide", frozenset({V.PENDING, V.PUBLIC}), V.PRIVATE)
ARCHIVE = Transition("archive", frozenset({V.PRIVATE, V.PENDING, V.PUBLIC}), V.ARCHIVED)


class ChangeState(models.TextChoices):
    """Changes of a public profile that wait for staff."""

    WAITING = "waiting", _("wartet auf Freigabe")
    RETURNED = "returned", _("zurückgegeben")
    RELEASED = "released", _("freigegeben")
    WITHDRAWN = "withdrawn", _("zurückgezogen")


C = ChangeState
OPEN_CHANGE = frozenset({C.WAITING, C.RETURNED})
RELEASE_CHANGE = Transition("release", frozenset({C.WAITING}), C.RELEASED)
RETURN_CHANGE = Transition("return", frozenset({C.WAITING}), C.RETURNED)
SEND_CHANGE_AGAIN = Transition("send again", frozenset({C.RETURNED}), C.WAITING)
WITHDRAW_CHANGE = Transition("withdraw", OPEN_CHANGE, C.WITHDRAWN)


class MemberLevel(models.TextChoices):
    OWNER = "owner", _("verantwortlich")
    EDITOR = "editor", _("schreibt mit")
    VIEWER = "viewer", _("liest mit")


WRITERS = frozenset({MemberLevel.OWNER, MemberLevel.EDITOR})
