"""Days with a timetable at the hub team's desk."""

from matchday.admin import days

__all__ = ["days"]
