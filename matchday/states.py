"""The lifecycle of a timetable, as data."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hub.core.workflow import Transition


class PlanState(models.TextChoices):
    WAITING = "waiting", _("wartet")
    RUNNING = "running", _("wird gerechnet")
    DRAFT = "draft", _("Entwurf")
    PUBLISHED = "published", pgettext_lazy("a timetable", "veröffentlicht")
    REPLACED = "replaced", _("ersetzt")
    FAILED = "failed", pgettext_lazy("a timetable", "gescheitert")


P = PlanState
# Being made: at most one of a day at a time.
IN_WORK = frozenset({P.WAITING, P.RUNNING})

BEGIN_PLAN = Transition("begin", IN_WORK, P.RUNNING)
# Who comes has changed while it was being made.
RESTART_PLAN = Transition("restart", IN_WORK, P.WAITING)
FINISH_PLAN = Transition("finish", frozenset({P.RUNNING}), P.DRAFT)
FAIL_PLAN = Transition("fail", IN_WORK, P.FAILED)
PUBLISH_PLAN = Transition("publish", frozenset({P.DRAFT}), P.PUBLISHED)
REPLACE_PLAN = Transition("replace", frozenset({P.PUBLISHED}), P.REPLACED)
