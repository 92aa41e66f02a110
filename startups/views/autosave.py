"""A field that saves itself while somebody types."""

from uuid import UUID

from django.http import Http404, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hub.accounts.http import PortalRequest
from hub.core import times
from startups.models import Application, Question
from startups.queries import answer_rules, form_plan
from startups.services import answers
from startups.services.answers import Clash, NotAsked, Saved
from startups.services.drafts import NotEditable


@require_POST
def autosave(request: PortalRequest, uuid: UUID) -> HttpResponseBase:
    """200 with the new version, 409 with both texts, 403 with the reason, 404 for strangers."""
    question = asked(request.POST.get("question", ""))
    if question is None:
        return JsonResponse({"error": _("Diese Frage gibt es nicht mehr.")}, status=404)
    value = answers.normalised("\n".join(request.POST.getlist("value")))
    version = answers.version_of(request.POST.get("version", "0"))
    try:
        saved = answers.save(
            uuid, question=question, value=value, version=version, by=request.user
        )
    except Application.DoesNotExist:
        raise Http404 from None
    except Clash as clash:
        return JsonResponse(both_texts(clash), status=409)
    except NotEditable as error:
        return JsonResponse({"error": str(error.message)}, status=403)
    except NotAsked:
        sentence = _("Diese Frage gehört nicht zu eurem Schwerpunkt.")
        return JsonResponse({"error": sentence}, status=403)
    return JsonResponse(receipt(saved, question, value))


def asked(identifier: str) -> Question | None:
    """The question a browser names; None for what is no identifier of one."""
    try:
        uuid = UUID(identifier)
    except ValueError:
        return None
    return form_plan.question(uuid)


def receipt(saved: Saved, question: Question, value: str) -> dict[str, object]:
    return {
        "version": saved.version,
        "at": f"{saved.at.astimezone(times.BERLIN):%H:%M}",
        "problem": str(answer_rules.problem(question, value)),
    }


def both_texts(clash: Clash) -> dict[str, object]:
    return {
        "theirs": clash.theirs,
        "version": clash.version,
        "by": clash.by,
        "at": times.short_moment(clash.at) if clash.at else "",
    }
