"""The lifecycle of a transfer request, as data."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hub.core.workflow import Transition


class TransferState(models.TextChoices):
    OPEN = "open", pgettext_lazy("a request", "offen")
    ANSWERED = "answered", pgettext_lazy("a request", "beantwortet")
    PROJECT = "project", _("gemeinsames Projekt")
    CLOSED = "closed", pgettext_lazy("a request", "abgeschlossen")


T = TransferState
ANSWER_REQUEST = Transition("answer", frozenset({T.OPEN}), T.ANSWERED)
HAND_OVER_REQUEST = Transition("hand over", frozenset({T.OPEN}), T.OPEN)
START_PROJECT = Transition("start project", frozenset({T.ANSWERED}), T.PROJECT)
CLOSE_REQUEST = Transition("close", frozenset({T.OPEN, T.ANSWERED}), T.CLOSED)


class TransferOutcome(models.TextChoices):
    """What came of it, in the words of who closes it."""

    HELPED = "helped", _("Die Antwort hat geholfen.")
    NO_FIT = "no_fit", _("Es hat nicht gepasst.")
    NO_TIME = "no_time", _("Es fehlte die Zeit.")
    WITHDRAWN = "withdrawn", _("Es hat sich erledigt.")
