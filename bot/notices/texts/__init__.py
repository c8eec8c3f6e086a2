"""How notices and what becomes of them are worded."""
