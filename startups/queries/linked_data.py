"""A profile as machines read it: schema.org's words for what its founders released to everybody."""

from django.conf import settings

from startups.queries.directory import Profile


def organisation(startup: Profile) -> dict[str, object]:
    """What is empty is left out, as if it had never been given."""
    said: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "name": startup.name,
        "url": f"{settings.SITE_URL}{startup.get_absolute_url}",
        "description": startup.text or startup.one_liner,
        "slogan": startup.one_liner,
        "logo": f"{settings.SITE_URL}{startup.logo_large}" if startup.logo_large else "",
        "sameAs": startup.website,
        "foundingDate": startup.founded_on.isoformat() if startup.founded_on else "",
        "keywords": ", ".join(startup.tags),
    }
    if startup.seat:
        said["address"] = {"@type": "PostalAddress", "addressLocality": startup.seat}
    if startup.team_size:
        said["numberOfEmployees"] = {"@type": "QuantitativeValue", "value": startup.team_size}
    # schema.org knows no milestones; an organisation's past events are what comes nearest.
    said["event"] = [
        {"@type": "Event", "name": one.title, "startDate": one.on.isoformat()}
        for one in startup.milestones
    ]
    return {name: value for name, value in said.items() if value}
