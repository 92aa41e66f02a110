"""Coming to an event: the form, and the page of one's own registration."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from events.forms import SEAT, RegisterForm
from events.models import Event, Registration
from events.queries import registering
from events.queries.registering import Desk
from events.services import letters, registrations
from events.states import RegistrationState
from hub.accounts import limits
from hub.accounts.http import sender
from hub.core.workflow import DomainError
from hub.mail.recipients import Guest

# From one network: a whole seminar may sit in one room.
ASKED_PER_HOUR = 60
ACTS: dict[str, tuple[Callable[[UUID], Registration], str | Promise]] = {
    "confirm": (registrations.confirm, ""),
    "accept": (registrations.accept, gettext_lazy("Der Platz ist sicher.")),
    "cancel": (registrations.cancel, gettext_lazy("Die Anmeldung ist zurückgenommen.")),
}


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, slug: str) -> HttpResponse:
    """With an account at once; without one by the link in a mail."""
    desk = registering.desk(slug, request.user, timezone.now())
    if desk is None:
        raise Http404
    event, may_come = desk.event, registrations.may_come(desk.event, desk.person)
    form = RegisterForm(request.POST or None, desk=desk)
    if desk.is_registered and desk.own:
        return redirect("events:registration", letters.token(desk.own))
    if may_come and desk.room.is_open and request.method == "POST" and form.is_valid():
        try:
            return _registered(request, form) if desk.person else _asked(request, form)
        except DomainError as refused:
            form.add_error(None, str(refused.message))
    context = {"event": event, "desk": desk, "form": form, "may_come": may_come}
    return render(request, "events/register.html", context)


def _registered(request: HttpRequest, form: RegisterForm) -> HttpResponse:
    desk = form.desk
    assert desk.person is not None
    wanted, startup = form.group
    registration = registrations.register(
        desk.event,
        name=form.cleaned_data["name"],
        answers=form.answers,
        by=desk.person,
        wanted=wanted,
        startup=startup,
    )
    if registration.state == RegistrationState.WAITING and form.lost_a_seat:
        messages.warning(request, LOST)
    return redirect("events:registration", letters.token(registration))


def _asked(request: HttpRequest, form: RegisterForm) -> HttpResponse:
    """Whether the address is known shows nowhere."""
    desk: Desk = form.desk
    if not form.is_a_machine:
        key = f"event-asked:{sender(request)}"
        if not limits.allow(key, limit=ASKED_PER_HOUR, per=timedelta(hours=1)):
            raise DomainError(
                _("Von hier kamen gerade viele Anmeldungen. Bitte später noch einmal.")
            )
        data = form.cleaned_data
        guest = Guest(data["email"], data["name"], get_language() or "de")
        registrations.ask(desk.event, guest=guest, answers=form.answers, key=data["key"])
    return redirect("events:register-sent", desk.event.slug)


LOST = gettext_lazy(
    "Während die Seite offen war, ist der letzte Platz vergeben worden. Dafür ist ein Platz auf der "
    "Warteliste gesichert."
)


@require_safe
@login_not_required
def sent(request: HttpRequest, slug: str) -> HttpResponse:
    event = get_object_or_404(Event.objects.visible_to(request.user).public(), slug=slug)
    return render(request, "events/register_sent.html", {"event": event})


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest, token: str) -> HttpResponse:
    """One's own registration, by the secret address in its mails: no login, and nobody else's."""
    shown = registering.of(letters.read_token(token), timezone.now())
    if shown is None:
        raise Http404
    if request.method == "POST":
        _act(request, shown.registration.uuid)
        return redirect("events:registration", token)
    return render(request, "events/registration.html", {"own": shown, "event": shown.event})


def _act(request: HttpRequest, uuid: UUID) -> None:
    asked = request.POST.get("act", "")
    if asked not in ACTS:
        messages.error(request, _("Wählen Sie bitte eine der Möglichkeiten."))
        return
    service, done = ACTS[asked]
    try:
        registration = service(uuid)
    except DomainError as refused:
        messages.error(request, str(refused.message))
        return
    saw_room = request.POST.get("saw") == SEAT
    if asked == "confirm" and registration.state == RegistrationState.WAITING and saw_room:
        messages.warning(request, LOST)
    elif done:
        messages.success(request, str(done))
