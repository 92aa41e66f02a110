"""Links with a secret in them: too many wrong ones from one place are a guess, not a mistake."""

from datetime import timedelta

from allauth.account.adapter import get_adapter
from django.http import HttpRequest

from hub.accounts import limits

WRONG_TOKENS = 20
WITHIN = timedelta(minutes=10)


def may_go_on(request: HttpRequest, kind: str) -> bool:
    """Count one more wrong link of that kind; False when it was one too many."""
    place = get_adapter(request).get_client_ip(request)
    return limits.allow(f"wrong-{kind}:{place}", limit=WRONG_TOKENS, per=WITHIN)
