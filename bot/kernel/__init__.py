"""The ground floor: clock, settings, database, errors, events, languages, log, text. Imports no room."""
