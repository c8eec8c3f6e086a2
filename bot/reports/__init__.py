"""Reports: what a place says of a day, zero or not; revisions, deadlines, identities."""
