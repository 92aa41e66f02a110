"""Partners and the competence centre, who works for them, what they do with startups."""

from partners.models.challenge import Challenge, ChallengeMove
from partners.models.entry import Entry, EntryFile, EntryMove, EntryNote, EntryVerdict
from partners.models.introduction import (
    MAX_NOTE,
    MAX_REASON,
    MAX_STORY,
    CameOfIt,
    Introduction,
    IntroductionCount,
    IntroductionMove,
    IntroductionOutcome,
    IntroductionPause,
    Side,
)
from partners.models.match import UNIT_CAUSES, DismissalCause, MatchDismissal, MatchSide
from partners.models.member import PartnerMember
from partners.models.membership import StaffLevel
from partners.models.partner import Partner, PartnerKind, PartnerState
from partners.models.pilot import Nda, Payer, Pilot, PilotSide, ValueBand
from partners.models.pilot_trail import PilotFile, PilotMove, PilotUpdate
from partners.models.science import Equipment, Expertise, ScienceUnit, UnitKind, UnitState
from partners.models.science_member import ScienceUnitMember
from partners.models.search import Frequency, SavedSearch, SearchHit
from partners.models.transfer import SharedProject, TransferMove, TransferRequest
from partners.models.watch import WatchEntry, WatchNote, WatchStage

__all__ = [
    "MAX_NOTE",
    "MAX_REASON",
    "MAX_STORY",
    "UNIT_CAUSES",
    "CameOfIt",
    "Challenge",
    "ChallengeMove",
    "DismissalCause",
    "Entry",
    "EntryFile",
    "EntryMove",
    "EntryNote",
    "EntryVerdict",
    "Equipment",
    "Expertise",
    "Frequency",
    "Introduction",
    "IntroductionCount",
    "IntroductionMove",
    "IntroductionOutcome",
    "IntroductionPause",
    "MatchDismissal",
    "MatchSide",
    "Nda",
    "Partner",
    "PartnerKind",
    "PartnerMember",
    "PartnerState",
    "Payer",
    "Pilot",
    "PilotFile",
    "PilotMove",
    "PilotSide",
    "PilotUpdate",
    "SavedSearch",
    "ScienceUnit",
    "ScienceUnitMember",
    "SearchHit",
    "SharedProject",
    "Side",
    "StaffLevel",
    "TransferMove",
    "TransferRequest",
    "UnitKind",
    "UnitState",
    "ValueBand",
    "WatchEntry",
    "WatchNote",
    "WatchStage",
]
