"""Reading what came in: eligible or not, in silence, and how far the reading is."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import User
from hub.core.workflow import DomainError, InvalidTransition, Transition
from startups.models import Application, Decision
from startups.services import applications
from startups.services.moves import move
from startups.states import IN_SELECTION, INTERVIEW, SHORTLIST, START_REVIEW, Outcome

# How staff move an application on. Unlike a screening, the team sees it on its page at once.
STEPS = {step.target: step for step in (START_REVIEW, SHORTLIST, INTERVIEW)}


class Changed(DomainError):
    """Somebody else wrote here since the page was read."""

    message = _(
        "Inzwischen hat jemand anderes hier etwas geändert. Gespeichert ist, was jetzt oben steht; "
        "Ihre Eingabe steht noch im Formular."
    )


@transaction.atomic
def screen(
    application: Application,
    *,
    eligible: bool,
    reason: str = "",
    by: User,
    seen: str | None = None,
) -> Application:
    """Note whether an application may take part; outside nobody sees it before the release.

    Not eligible prepares the decision that says so, with the reason; `seen` is the `stamp` of the
    page it was decided on. Raises Changed, InvalidTransition, DomainError.
    """
    application = _lock(application, by=by, seen=seen)
    reason = reason.strip()
    if not eligible and not reason:
        raise DomainError(_("Nennen Sie den Grund. Das Team liest ihn mit der Entscheidung."))
    if eligible:
        Decision.objects.prepared().filter(
            application=application, outcome=Outcome.RULE_OUT
        ).delete()
    else:
        Decision.objects.prepared().filter(application=application).delete()
        Decision.objects.create(
            application=application, outcome=Outcome.RULE_OUT, message=reason, prepared_by=by
        )
    return _write(application, is_eligible=eligible, reason=reason, by=by)


@transaction.atomic
def undo(application: Application, *, by: User, seen: str | None = None) -> Application:
    """As if nobody had screened it yet; possible until the decision is released."""
    application = _lock(application, by=by, seen=seen)
    ruled_out = Decision.objects.prepared().filter(outcome=Outcome.RULE_OUT)
    ruled_out.filter(application=application).delete()
    return _write(application, is_eligible=None, reason="", by=None)


@transaction.atomic
def advance(application: Application, step: Transition, *, by: User) -> Application:
    """Into review, onto the shortlist, after the interview."""
    ensure_workable(application, by=by)
    return move(application, step, by=by)


@transaction.atomic
def withdraw_on_request(application: Application, *, reason: str, by: User) -> Application:
    """End an application for a team that asked for it by letter or telephone; the team is told."""
    ensure_workable(application, by=by)
    if not reason.strip():
        raise DomainError(_("Schreiben Sie, wer wann darum gebeten hat."))
    application = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    return applications.withdraw_locked(application, by=by, at=timezone.now(), note=reason.strip())


def stamp(application: Application) -> str:
    """What the screening of an application rests on; another stamp means somebody wrote since."""
    at = application.screened_at.isoformat() if application.screened_at else "-"
    return f"{application.state}|{application.is_eligible}|{at}"


def ensure_workable(application: Application, *, by: User) -> None:
    """Raise Application.DoesNotExist unless `by` may work on it: no conflict, no own team."""
    Application.objects.workable_by(by).values("pk").get(pk=application.pk)


def _lock(application: Application, *, by: User, seen: str | None) -> Application:
    ensure_workable(application, by=by)
    application = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if application.state not in IN_SELECTION:
        raise InvalidTransition(log=f"cannot screen when {application.state}")
    if seen is not None and seen != stamp(application):
        raise Changed
    return application


def _write(
    application: Application, *, is_eligible: bool | None, reason: str, by: User | None
) -> Application:
    application.is_eligible = is_eligible
    application.screening_reason = reason
    application.screened_by = by
    application.screened_at = timezone.now() if by else None
    application.save(
        update_fields=["is_eligible", "screening_reason", "screened_by", "screened_at"]
    )
    return application
