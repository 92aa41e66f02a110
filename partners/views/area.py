"""The partner area: what staff of a partner see, and the way into it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from hub.accounts.http import PortalRequest
from hub.accounts.models import User
from partners.models import PartnerMember
from partners.queries import membership
from partners.queries import overview as queries
from partners.services.members import partner_staff
from partners.services.staffing import Staffing

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Area:
    """The rooms of one sort of organisation; what both sorts have is written once, for either."""

    title: str | Promise
    template: str
    # The first part of the names of its addresses: `partners:team`, `partners:team-invite` …
    team: str
    staff: Staffing

    @property
    def urls(self) -> dict[str, str]:
        acts = ("invite", "revoke", "level", "remove")
        return {"team": self.team, **{act: f"{self.team}-{act}" for act in acts}}

    def frame(self, member: Any) -> dict[str, Any]:
        """What the templates of every page in the area need."""
        return {
            "area": self,
            "organisation": member.organisation,
            self.staff.to: member.organisation,
        }


PARTNERS = Area(_("Partnerbereich"), "partners/area_base.html", "partners:team", partner_staff)


class AreaRequest(PortalRequest):
    """A request of somebody who may act for an organisation today."""

    member: Any
    area: Area


class PartnerRequest(PortalRequest):
    """A request of somebody who may act for a partner today."""

    member: PartnerMember
    area: Area


def door(area: Area, acting: Callable[[User | AnonymousUser], Any]) -> Callable[[View], View]:
    """Only for who may act for an organisation of that sort today; for others the page is not there.

    The view finds the membership, the organisation with it, in `request.member`, and the area.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def shown(request: HttpRequest, /, *args: Any, **kwargs: Any) -> HttpResponseBase:
            member = acting(request.user)
            if member is None:
                raise Http404
            request.member = member  # type: ignore[attr-defined]
            request.area = area  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)

        return shown

    return guard


for_partners = door(PARTNERS, membership.of)


@require_safe
@for_partners
def overview(request: PartnerRequest) -> HttpResponse:
    """Where partner staff begin: what waits for them, and what they may do here."""
    partner = request.member.partner
    waiting = queries.waiting(partner, now=timezone.now())
    return render(request, "partners/area.html", {"partner": partner, "waiting": waiting})
