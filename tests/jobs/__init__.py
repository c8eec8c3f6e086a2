"""The timetable ticks."""
