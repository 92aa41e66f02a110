"""What a startup's address is made of."""

from hub.core.text import german_slug

# Pages of the portal that stand where a startup's own page would: `/partner/startups/compare/`.
RESERVED = frozenset({"compare"})


def wished(name: str) -> str:
    """The slug a name asks for, taken or not; empty when nothing of it can stand in an address."""
    slug = german_slug(name)
    return f"startup-{slug}" if slug in RESERVED else slug
