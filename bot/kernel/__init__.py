"""The ground floor: clock, settings, database, errors, events, languages. Imports no room."""
