"""For Django's discovery alone: the admin of each sub-package."""

from hub.accounts import admin as accounts_admin
from hub.mail import admin as mail_admin
from hub.mail import rule_admin
from hub.portal import invitation_admin
from hub.programme import admin as programme_admin
from hub.reports import admin as reports_admin
from hub.sheets import admin as sheets_admin

__all__ = [
    "accounts_admin",
    "invitation_admin",
    "mail_admin",
    "programme_admin",
    "reports_admin",
    "rule_admin",
    "sheets_admin",
]
