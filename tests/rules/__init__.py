"""Rules on plain values, tried by the hundred."""
