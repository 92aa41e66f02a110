"""What hub staff do with partners and the competence centre in the admin."""

from partners.admin import challenges, entries, introductions, partners, pilots, science, transfers

__all__ = ["challenges", "entries", "introductions", "partners", "pilots", "science", "transfers"]
