"""Which kind of user may open a view at all; which rows they see is up to the querysets."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpResponseBase

from hub.accounts.http import PortalRequest
from hub.accounts.roles import Role

P = ParamSpec("P")
View = Callable[Concatenate[PortalRequest, P], HttpResponseBase]


def role_required(*roles: Role) -> Callable[[View[P]], View[P]]:
    """Strangers get 404: a page that is not for them does not exist for them."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(
            request: PortalRequest, /, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponseBase:
            if not request.user.has_role(*roles):
                raise Http404
            return view(request, *args, **kwargs)

        return guarded

    return decorate
