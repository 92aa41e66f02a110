"""The timetable as a problem of its own: numbers in, numbers out, no portal and no database."""
