"""The logo of a profile, as it was drawn anew: never a byte of what somebody uploaded."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from startups.models import ProfileLogo
from startups.states import Visibility

# A changed logo has another address, so nobody has to ask again.
FOR_A_MONTH = "public, max-age=2592000, immutable"


@require_safe
@login_not_required
def logo(request: HttpRequest, slug: str, digest: str, size: int) -> HttpResponse:
    """For everybody once the profile is public; its team and staff see it before."""
    visible = ProfileLogo.objects.visible_to(request.user).select_related("startup")
    kept = visible.filter(startup__slug=slug, digest=digest).first()
    is_public = bool(kept and kept.is_shown and kept.startup.visibility == Visibility.PUBLIC)
    return drawing(kept, digest, size, may_keep=is_public)


def drawing(kept: ProfileLogo | None, digest: str, size: int, *, may_keep: bool) -> HttpResponse:
    """The picture of that size, for caches too where everybody may see it; 404 for another one."""
    content = kept.drawing(size) if kept and kept.digest == digest else None
    if content is None:
        raise Http404
    return HttpResponse(
        content,
        content_type="image/webp",
        headers={
            "Cache-Control": FOR_A_MONTH if may_keep else "private, no-store",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
        },
    )
