"""A local Bot API server with a chat page on top: for the demo, the tests, the drills."""
