"""The kinds of mail this package sends; the words stand in templates/mail/matchday/."""

from datetime import UTC, datetime

from django.utils.translation import gettext_lazy as _

from hub.mail.kinds import MailKind, declare
from hub.mail.values import Link

WHEN = datetime(2027, 2, 4, 9, 0, tzinfo=UTC)
BOTH = {
    "event": "Matchmaking im Kraftwerk",
    "side": "Wärmepuls",
    "link": Link("/meetings/4b6c0d0e-0000-4000-8000-000000000000/"),
}

declare(MailKind("matchday/wishes_open", _("Treffen: um Wünsche bitten"), {**BOTH, "until": WHEN}))
declare(
    MailKind("matchday/plan_published", _("Treffen: Zeitplan steht"), {**BOTH, "starts": WHEN})
)
declare(
    MailKind(
        "matchday/plan_changed", _("Treffen: Zeitplan hat sich geändert"), {**BOTH, "starts": WHEN}
    )
)
