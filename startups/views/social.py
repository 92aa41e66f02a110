"""What other sites show of a profile when somebody links to it."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from hub.core.pagecache import public_page
from startups.models import ProfileLogo, PublicProfile


@require_safe
@login_not_required
@public_page(3600)
def preview_picture(request: HttpRequest, slug: str) -> HttpResponse:
    """The picture beside a link; only of what is public, whoever asks."""
    public = PublicProfile.objects.visible_to(request.user).public().select_related("track")
    shown = get_object_or_404(public, slug=slug)
    logo = ProfileLogo.objects.visible_to(request.user).shown().filter(startup=shown.pk).first()
    # Pillow comes with it, which a worker needs for nothing else.
    from startups.services import preview_image  # noqa: PLC0415

    picture = preview_image.draw(
        name=shown.name,
        sentence=shown.one_liner,
        track=shown.track.name if shown.track else "",
        colour=shown.track.colour if shown.track else "",
        site=settings.SITE_NAME,
        logo=bytes(logo.large) if logo else None,
    )
    return HttpResponse(picture, content_type="image/png")
