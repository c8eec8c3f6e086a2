"""What people do by chat about themselves and others: arrive, join, invite, see and end roles."""
