"""What is sent unasked: reminders to workers, digests to coordinators."""
