"""Days with a timetable of short meetings: who takes part, whom they wish to meet, who meets whom."""

from matchday.models.day import (
    KINDS,
    MAX_SLOTS,
    MatchDay,
    MatchSide,
    Rank,
    Slot,
    Wish,
)
from matchday.models.plan import MatchMeeting, MatchPlan

__all__ = [
    "KINDS",
    "MAX_SLOTS",
    "MatchDay",
    "MatchMeeting",
    "MatchPlan",
    "MatchSide",
    "Rank",
    "Slot",
    "Wish",
]
