"""What must reach whom: every message the bot sends waits here until it is delivered."""
