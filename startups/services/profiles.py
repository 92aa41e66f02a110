"""What the directory shows of a startup: filled from answers, chosen by founders, released."""

from django.db import transaction
from django.utils import timezone

from hub.accounts.models import User
from hub.core.text import one_line, sort_key
from hub.core.workflow import Transition
from hub.programme import public
from startups.models import RELEASABLE, Answer, Application, Fills, Startup, StartupMove
from startups.queries.answer_rules import PROFILE_CHOICES, parse_date, problem
from startups.queries.profile_fields import is_public
from startups.services import profile_changes, profile_edits, slugs
from startups.services.regions import region_of
from startups.states import ARCHIVE, ASK_RELEASE, HIDE, PUBLISH, Visibility

MAX_LENGTHS = {Fills.NAME: 80, Fills.ONE_LINER: 140, Fills.TEXT: 4000, Fills.SEAT: 80}


@transaction.atomic
def fill_from_answers(application: Application) -> Startup:
    """Copy the answers that fill profile fields; a bad answer leaves its field as it was.

    Until there is a profile to edit, the answers are its text. After that they only fill what is
    empty and shown to nobody: what founders wrote stays, and nothing goes out that they have not
    put there themselves.
    """
    startup = Startup.objects.select_for_update().get(pk=application.startup_id)
    has_profile = profile_edits.has_profile(startup)
    answers = Answer.objects.filter(application=application).exclude(question__fills="")
    changed = set()
    for answer in answers.select_related("question"):
        fills = Fills(answer.question.fills)
        is_kept = has_profile and not _is_free(startup, fills)
        if answer.value and not is_kept and not problem(answer.question, answer.value):
            setattr(startup, fills, _profile_value(fills, answer.value))
            changed.add(str(fills))
    if application.track_id and not (has_profile and startup.track_id):
        startup.track_id = application.track_id
        changed.add("track_id")
    if Fills.NAME in changed:
        startup.sort_key = sort_key(startup.name)
        changed.add("sort_key")
    if Fills.SEAT in changed and not (has_profile and startup.region):
        startup.region = region_of(startup.seat)
        changed.add("region")
    startup.save(update_fields=changed)
    if startup.visibility == Visibility.PUBLIC:
        public.touch()
    return startup


def _is_free(startup: Startup, name: str) -> bool:
    """Nothing stands in a field of a profile, and nobody but the hub would see what came there."""
    shown = {*startup.released_fields, *startup.partner_fields}
    return not getattr(startup, name) and not is_public(name, shown)


@transaction.atomic
def ask_release(startup: Startup, *, by: User) -> Startup:
    """Hand a private profile to the hub, which shows it in the directory or returns it."""
    startup = _move(startup, ASK_RELEASE, by=by)
    startup.save(update_fields=["visibility"])
    return startup


@transaction.atomic
def publish(startup: Startup, *, by: User, released_fields: list[str]) -> Startup:
    """Show the profile in the directory, with just the fields its founders released."""
    startup = _move(startup, PUBLISH, by=by)
    startup.released_fields = [name for name in RELEASABLE if name in released_fields]
    if startup.published_at is None:
        startup.slug = _free_slug(startup)
    startup.published_at = startup.published_at or timezone.now()
    startup.save(update_fields=["visibility", "released_fields", "slug", "published_at"])
    return startup


@transaction.atomic
def hide(startup: Startup, *, by: User) -> Startup:
    """Take the profile out of the directory; the next request no longer shows it."""
    startup = _move(startup, HIDE, by=by)
    startup.save(update_fields=["visibility"])
    profile_changes.fold(startup, by=by)
    return startup


@transaction.atomic
def archive(startup: Startup, *, by: User) -> Startup:
    startup = _move(startup, ARCHIVE, by=by)
    startup.save(update_fields=["visibility"])
    profile_changes.fold(startup, by=by)
    return startup


def _move(startup: Startup, transition: Transition, *, by: User) -> Startup:
    startup = Startup.objects.select_for_update().get(pk=startup.pk)
    transition.ensure_allowed_from(startup.visibility)
    StartupMove.objects.create(
        startup=startup,
        transition=transition.name,
        from_state=startup.visibility,
        to_state=transition.target,
        by=by,
    )
    startup.visibility = transition.target
    public.touch()
    return startup


def _profile_value(fills: Fills, value: str) -> object:
    if fills == Fills.TEAM_SIZE:
        return int(value)
    if fills == Fills.FOUNDED_ON:
        return parse_date(value)
    if fills == Fills.SEEKS:
        return [key for key in value.split("\n") if key in PROFILE_CHOICES[fills].values]
    if fills == Fills.STAGE:
        return value if value in PROFILE_CHOICES[fills].values else ""
    if fills == Fills.TEXT:
        return value[: MAX_LENGTHS[fills]]
    return one_line(value)[: MAX_LENGTHS.get(fills, 200)]


def _free_slug(startup: Startup) -> str:
    """The address of the profile: from the name it now has, or the old one where that is taken."""
    wanted = slugs.wished(startup.name)[:80]
    if not wanted or wanted == startup.slug:
        return startup.slug
    taken = Startup.objects.filter(slug=wanted).exclude(pk=startup.pk).exists()
    return startup.slug if taken else wanted
