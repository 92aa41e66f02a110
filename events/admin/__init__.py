"""The hub team's desk for events and those who come."""

from events.admin import events, registrations

__all__ = ["events", "registrations"]
