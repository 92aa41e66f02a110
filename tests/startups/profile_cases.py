"""What the tests of a team's own profile share: its form as a browser sends it."""

from django.urls import reverse

from startups.forms.profile import marks_of
from startups.queries.profile_fields import CONSENTS, given_consents, state_of


def url(startup, name="profile-edit", *more):
    return reverse(f"startups:{name}", args=[startup.slug, *more])


def as_seen(startup):
    """The form as a browser would send it back untouched."""
    startup.refresh_from_db()
    change = startup.changes.open().first()
    state = state_of(startup, change, given_consents(startup))
    sent = {f"seen-{key}": mark for key, mark in marks_of(state).items()}
    for key, text in state.items():
        if key == "seeks":
            sent[key] = text.split("\n") if text else []
        elif key == "tags":
            sent[key] = text.replace("\n", ", ")
        elif text or key not in {purpose.key for purpose in CONSENTS}:
            sent[key] = text
    return sent


def save(client, startup, form=None, **typed):
    return client.post(url(startup), (form or as_seen(startup)) | typed)
