"""What somebody thought of an event: three questions behind the link of a mail, without a login."""

from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from events.forms import FeedbackForm
from events.queries import feedback as rounds
from events.services import feedback


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The form; for a link that is used its thanks, for one that is too old a clear word."""
    invited = rounds.invited(feedback.read_token(token), timezone.now())
    if invited is None:
        raise Http404
    form = FeedbackForm(request.POST or None, questions=rounds.questions(invited.event))
    is_late = invited.is_over and not invited.is_used
    if request.method == "POST" and not invited.is_used and not is_late and form.is_valid():
        try:
            feedback.answer(invited.ticket.pk, **form.cleaned_data)
        except feedback.Closed:
            is_late = True
        else:
            return redirect("events:feedback", token)
    context = {"event": invited.event, "invited": invited, "form": form, "is_late": is_late}
    # What was typed while the last minute passed stays on the page, to be copied.
    context["typed"] = request.POST.get("comment", "") if is_late else ""
    status = HTTPStatus.GONE if is_late else HTTPStatus.OK
    return render(request, "events/feedback.html", context, status=status)
