"""Events, what happens at them, and who comes."""

from events.models.calendar import CalendarAddress
from events.models.event import (
    MAX_SUMMARY,
    MAX_TEXT,
    MAX_TITLE,
    ONLINE,
    Audience,
    Event,
    EventKind,
    EventMove,
    Language,
)
from events.models.feedback import (
    MAX_COMMENT,
    SATISFIED,
    FeedbackAnswer,
    FeedbackQuestion,
    FeedbackRound,
    FeedbackSlot,
    FeedbackTicket,
    Rating,
)
from events.models.programme import EventQuestion, EventQuestionKind, EventSession, EventSpeaker
from events.models.registration import CALLED_OFF, MAX_NAME, Registration, RegistrationMove

__all__ = [
    "CALLED_OFF",
    "MAX_COMMENT",
    "MAX_NAME",
    "MAX_SUMMARY",
    "MAX_TEXT",
    "MAX_TITLE",
    "ONLINE",
    "SATISFIED",
    "Audience",
    "CalendarAddress",
    "Event",
    "EventKind",
    "EventMove",
    "EventQuestion",
    "EventQuestionKind",
    "EventSession",
    "EventSpeaker",
    "FeedbackAnswer",
    "FeedbackQuestion",
    "FeedbackRound",
    "FeedbackSlot",
    "FeedbackTicket",
    "Language",
    "Rating",
    "Registration",
    "RegistrationMove",
]
