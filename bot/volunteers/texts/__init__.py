"""How volunteers and tasks are worded."""
