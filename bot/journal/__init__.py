"""Who did what, when: append-only, each entry sealed to the one before."""
