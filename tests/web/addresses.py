"""Every address of the project, read from the resolver: none can be forgotten."""

import re
from dataclasses import dataclass

from django.urls import URLPattern, get_resolver

PARAMETER = re.compile(r"<(?:(?P<converter>\w+):)?(?P<name>\w+)>")
APP_LIST = re.compile(r"\^\(\?P<app_label>(?P<apps>[\w|]+)\)/\$$")
CATCH_ALL = re.compile(r"\(\?P<url>\.\*\)\$$")


@dataclass(frozen=True, order=True)
class Address:
    """One pattern: `admin:hub_user_change`, `admin/hub/user/<path:object_id>/change/`."""

    name: str
    route: str

    @property
    def parameters(self):
        """Names of the parameters with their converters."""
        return {m["name"]: m["converter"] or "str" for m in PARAMETER.finditer(self.route)}

    @property
    def is_admin(self):
        return self.route.startswith("admin/")

    def path(self, values=None, language="de"):
        """The address with its parameters filled in; what is missing becomes `x`."""
        filled = PARAMETER.sub(lambda m: str((values or {}).get(m["name"], "x")), self.route)
        filled = APP_LIST.sub(lambda m: m["apps"].split("|")[0] + "/", filled)
        filled = CATCH_ALL.sub("nothing-here", filled)
        return f"/{'en/' if language == 'en' else ''}{filled}"


def every():
    """All addresses, each once."""
    return sorted(set(_walk(get_resolver().url_patterns)))


def _walk(patterns, prefix="", namespace=""):
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield Address(f"{namespace}{pattern.name}" if pattern.name else route, route)
        else:
            inner = f"{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, route, inner)
