"""All indicators, in the order in which a report tells them."""

from hub.reports.indicators import applications, events, partners, pilots, startups
from hub.reports.indicators.definition import Indicator

INDICATORS: dict[str, Indicator] = {
    indicator.key: indicator
    for indicator in [
        *applications.ALL,
        *startups.ALL,
        *pilots.ALL,
        *partners.ALL,
        *events.ALL,
    ]
}
