from hub.accounts.models.address import AddressChange
from hub.accounts.models.consent import Consent
from hub.accounts.models.invitation import Invitation, InvitationKind
from hub.accounts.models.limit import RateBucket
from hub.accounts.models.person import RoleGrant, User

__all__ = [
    "AddressChange",
    "Consent",
    "Invitation",
    "InvitationKind",
    "RateBucket",
    "RoleGrant",
    "User",
]
