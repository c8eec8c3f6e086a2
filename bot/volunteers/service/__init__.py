"""Use cases of volunteers: registering, certificates, tasks, offers, the work itself."""
