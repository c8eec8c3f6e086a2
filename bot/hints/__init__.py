"""Citizens' hints about a place: what they see does not match what is reported."""
