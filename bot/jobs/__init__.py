"""The timetable's edge: APScheduler ticks, and nothing more; the database knows what is due."""
