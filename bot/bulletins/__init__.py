"""What may be published: drafts from confirmed reports, two approvals, a chain of bulletins."""
