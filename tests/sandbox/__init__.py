"""The stand-in for Telegram behaves as the real server does."""
