"""The release of a batch's decisions: first every mail word for word, then one button."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hub.core.desk import fingerprint
from hub.core.workflow import DomainError
from startups.models import Batch
from startups.queries import places
from startups.services import decisions
from startups.services.decisions import RELEASE, Announcement
from startups.states import Outcome


def page(model_admin: Any, request: Any, batch: Batch) -> HttpResponse:
    """Show what would go out; on a POST let it go, if it still is what was shown."""
    announced = decisions.preview_release(batch, by=request.user)
    seen = stamp(announced)
    status = 200
    if request.method == "POST":
        if request.POST.get("seen") == seen:
            return let_go(model_admin, request, batch, announced)
        messages.warning(
            request,
            _("Inzwischen hat sich etwas geändert. Unten steht, was jetzt hinausginge."),
        )
        status = 409
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Entscheidungen freigeben: %(batch)s") % {"batch": batch},
        "opts": model_admin.opts,
        "batch": batch,
        "announced": announced,
        "groups": grouped(announced),
        "mails": sum(len(found.mails) for found in announced),
        "places": places.left(batch),
        "may_release": request.user.has_perm(RELEASE),
        "seen": seen,
    }
    return TemplateResponse(request, "admin/startups/batch/release.html", context, status=status)


def let_go(
    model_admin: Any, request: Any, batch: Batch, announced: list[Announcement]
) -> HttpResponse:
    shown = [found.decision for found in announced]
    try:
        released = decisions.release(batch, by=request.user, shown=shown)
    except DomainError as refused:
        messages.error(request, str(refused.message))
        return redirect(reverse("admin:startups_batch_release", args=[batch.pk]))
    count = len(released)
    text = ngettext("%d Entscheidung freigegeben.", "%d Entscheidungen freigegeben.", count)
    model_admin.log_change(request, batch, text % count)
    messages.success(request, text % count)
    return redirect(reverse("admin:startups_batch_change", args=[batch.pk]))


def stamp(announced: list[Announcement]) -> str:
    """Names the decisions and words of a preview, so that only these can be let go."""
    return fingerprint(
        {
            f"{found.decision.pk}": f"{found.decision.prepared_at.isoformat()}"
            f"{[(mail.to.pk, mail.subject, mail.body) for mail in found.mails]}"
            for found in announced
        }
    )


def grouped(announced: list[Announcement]) -> list[tuple[Outcome, list[Announcement]]]:
    """By outcome, in the order in which one reads them: yes, waiting, no."""
    groups = [
        (outcome, [found for found in announced if found.decision.outcome == outcome])
        for outcome in Outcome
    ]
    return [(outcome, found) for outcome, found in groups if found]
