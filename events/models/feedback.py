"""What those who were there thought of it, without who thought so.

Nothing here leads from an answer to a person: an answer has no time, no number that counts up and
no key of a ticket, and a ticket says neither whose it is nor what was answered with it.
"""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.models.event import Event
from hub.core.bilingual import Bilingual

MAX_COMMENT = 2000


class Rating(models.IntegerChoices):
    """One scale for whatever is asked, so that questions begin with «How good»."""

    VERY_POOR = 1, _("sehr schlecht")
    POOR = 2, _("schlecht")
    FAIR = 3, _("mittelmäßig")
    GOOD = 4, _("gut")
    VERY_GOOD = 5, _("sehr gut")


# Who counts as satisfied.
SATISFIED = (Rating.GOOD, Rating.VERY_GOOD)


class FeedbackSlot(models.IntegerChoices):
    FIRST = 1, _("erste Bewertung")
    SECOND = 2, _("zweite Bewertung")
    COMMENT = 3, _("offene Frage")


class FeedbackQuestion(models.Model):
    """The words of one of the three questions, where an event or a template has words of its own."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="feedback_questions")
    slot = models.PositiveSmallIntegerField(_("Frage"), choices=FeedbackSlot)
    label_de = models.CharField(_("Wortlaut (deutsch)"), max_length=160)
    label_en = models.CharField(_("Wortlaut (englisch)"), max_length=160, blank=True)

    label = Bilingual()

    class Meta:
        verbose_name = _("Frage der Rückmeldung")
        verbose_name_plural = _("Fragen der Rückmeldung")
        ordering = ["slot"]
        constraints = [
            models.UniqueConstraint(
                name="feedbackquestion_one_per_slot",
                fields=["event", "slot"],
                violation_error_message=_("Für diese Frage gibt es schon einen Wortlaut."),
            ),
            models.CheckConstraint(
                name="feedbackquestion_slot_exists", condition=Q(slot__in=FeedbackSlot.values)
            ),
        ]

    def __str__(self) -> str:
        return self.label


class FeedbackRound(models.Model):
    """That those who were at an event have been asked, and until when they can answer."""

    event = models.OneToOneField(Event, models.CASCADE, related_name="feedback")
    opened_at = models.DateTimeField(_("gefragt am"))
    closes_at = models.DateTimeField(_("offen bis"))

    class Meta:
        verbose_name = _("Rückmeldung")
        verbose_name_plural = _("Rückmeldungen")
        constraints = [
            models.CheckConstraint(
                name="feedbackround_closes_after_it_opens",
                condition=Q(closes_at__gt=models.F("opened_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id}: {self.opened_at:%Y-%m-%d}"


class FeedbackTicket(models.Model):
    """The right to answer once. Only the mail says whose it is, and its text goes when it is sent."""

    uuid = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    round = models.ForeignKey(FeedbackRound, models.CASCADE, related_name="tickets")
    is_used = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("Link zur Rückmeldung")
        verbose_name_plural = _("Links zur Rückmeldung")

    def __str__(self) -> str:
        return f"{self.round_id}"


class FeedbackAnswer(models.Model):
    """One answer. It waits until enough have come to be shown together (`events.services.feedback`)."""

    uuid = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    round = models.ForeignKey(FeedbackRound, models.CASCADE, related_name="answers")
    first = models.PositiveSmallIntegerField(choices=Rating)
    second = models.PositiveSmallIntegerField(choices=Rating)
    comment = models.TextField(max_length=MAX_COMMENT, blank=True)
    is_shown = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("Antwort der Rückmeldung")
        verbose_name_plural = _("Antworten der Rückmeldung")
        constraints = [
            models.CheckConstraint(
                name="feedbackanswer_rated_from_one_to_five",
                condition=Q(first__in=Rating.values) & Q(second__in=Rating.values),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}"
