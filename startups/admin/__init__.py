"""The hub team's desk for batches, applications and startups."""

from startups.admin import applications, batches, conflicts, sections, startups

__all__ = ["applications", "batches", "conflicts", "sections", "startups"]
