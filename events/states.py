"""The lifecycles of this package, as data. Change a lifecycle here and nowhere else."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hub.core.workflow import Transition


class EventState(models.TextChoices):
    DRAFT = "draft", _("Entwurf")
    PUBLISHED = "published", _("veröffentlicht")
    DONE = "done", pgettext_lazy("an event", "vorbei")
    CANCELLED = "cancelled", pgettext_lazy("an event", "abgesagt")


E = EventState
# What everybody may read; a cancelled event stays, so that nobody stands before a closed door.
PUBLIC_EVENTS = frozenset({E.PUBLISHED, E.DONE, E.CANCELLED})
TOOK_PLACE = frozenset({E.PUBLISHED, E.DONE})

PUBLISH_EVENT = Transition("publish", frozenset({E.DRAFT}), E.PUBLISHED)
FINISH_EVENT = Transition("finish", frozenset({E.PUBLISHED}), E.DONE)
CANCEL_EVENT = Transition("cancel", frozenset({E.PUBLISHED}), E.CANCELLED)
# To another time or place: it stays what it is, and its history says when it was moved.
MOVE_EVENT = Transition("move", frozenset({E.PUBLISHED}), E.PUBLISHED)


class RegistrationState(models.TextChoices):
    """`asked` until the link in the mail is opened: it holds no seat and stands in no line.

    `expired` is an offer nobody took, and who was left on the list when the event began;
    `cancelled` what people gave back, and what an event took along that was called off.
    """

    ASKED = "asked", _("Adresse noch nicht bestätigt")
    CONFIRMED = "confirmed", pgettext_lazy("a registration", "angemeldet")
    WAITING = "waiting", _("auf der Warteliste")
    OFFERED = "offered", _("Platz angeboten")
    EXPIRED = "expired", pgettext_lazy("a registration", "abgelaufen")
    CANCELLED = "cancelled", pgettext_lazy("a registration", "storniert")
    ATTENDED = "attended", _("war da")
    NO_SHOW = "no_show", _("kam nicht")


R = RegistrationState
# Who has a seat, or one that is kept for them. What the seats of an event are counted by.
SEATED = frozenset({R.CONFIRMED, R.OFFERED, R.ATTENDED, R.NO_SHOW})
# Who is to hear when something changes.
CONCERNED = frozenset({R.CONFIRMED, R.WAITING, R.OFFERED})
# Who may register anew.
GONE = frozenset({R.EXPIRED, R.CANCELLED})

# Without an account: what was cancelled counts again once the link in the new mail is opened.
ASK_AGAIN = Transition("ask again", GONE, R.ASKED)
TAKE_SEAT = Transition("take a seat", GONE | {R.ASKED}, R.CONFIRMED)
JOIN_LINE = Transition("join the line", GONE | {R.ASKED}, R.WAITING)
OFFER_SEAT = Transition("offer", frozenset({R.WAITING}), R.OFFERED)
ACCEPT_SEAT = Transition("accept", frozenset({R.OFFERED}), R.CONFIRMED)
EXPIRE_SEAT = Transition("expire", frozenset({R.OFFERED}), R.EXPIRED)
CANCEL_REGISTRATION = Transition("cancel", CONCERNED, R.CANCELLED)
# The event itself does not take place.
CALL_OFF = Transition("call off", CONCERNED, R.CANCELLED)
# The event has begun.
END_LINE = Transition("end the line", frozenset({R.WAITING, R.OFFERED}), R.EXPIRED)
# Nobody opened the link of a second try: it is what it was before.
FORGET_ASKED = Transition("forget", frozenset({R.ASKED}), R.CANCELLED)
# At the door; both ways, because whoever scans may undo it.
ATTEND = Transition("attend", frozenset({R.CONFIRMED, R.NO_SHOW}), R.ATTENDED)
UNDO_ATTEND = Transition("undo attend", frozenset({R.ATTENDED}), R.CONFIRMED)
MISS = Transition("miss", frozenset({R.CONFIRMED}), R.NO_SHOW)
UNDO_MISS = Transition("undo miss", frozenset({R.NO_SHOW}), R.CONFIRMED)
